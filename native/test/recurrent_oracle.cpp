#include <cmath>

#include "recurrent_case.h"

namespace gru4j::test {
namespace {

using Vector = std::vector<double>;

double sigmoid(double a) {
    return 1 / (1 + std::exp(-a));
}

/// What one step of one row keeps for the backward pass.
struct Step {
    Vector h, masked, c;  // the states before, h also times its mask
    Vector from_h;        // what the candidate of a GRU reads: masked, before: r⊙masked
    Vector gates;         // activations
    Vector q;             // after: masked·Uo + bu'
    Vector squashed;      // LSTM: tanh(c')
};

/// One row of a case: its own loops over its own valid steps.
class Row {
public:
    Row(const RecurrentCase& c, int n, RecurrentResult<double>& result)
        : c_(c),
          n_(n),
          I_(c.input_size),
          H_(c.hidden_size),
          G_(c.gates()),
          length_(c.lengths.empty() ? c.steps : c.lengths[n]),
          result_(result) {}

    void forward() {
        Vector h = state(c_.s0, 0), cell = state(c_.s0, 1);
        for (int s = 0; s < length_; ++s) {
            const int t = time(s);
            Step k{h, h, cell, Vector(H_), inputs(t), Vector(H_), Vector(H_)};
            for (int j = 0; j < H_; ++j) {
                k.masked[j] *= state_mask(j);
            }
            k.from_h = k.masked;
            c_.is_gru() ? gru(t, k, h) : c_.cell == Cell::lstm ? lstm(k, h, cell) : tanh(k, h);
            for (int j = 0; j < H_; ++j) {
                result_.y[at(t) * H_ + j] = h[j];
            }
            saved_.push_back(k);
        }
        store(h, 0, result_.sT);
        store(cell, 1, result_.sT);
    }

    void backward() {
        Vector dh = state(c_.dsT, 0), dc = state(c_.dsT, 1);
        for (int s = length_ - 1; s >= 0; --s) {
            const int t = time(s);
            for (int j = 0; j < H_; ++j) {
                dh[j] += c_.dy[at(t) * H_ + j];
            }
            c_.is_gru() ? undo_gru(t, saved_[s], dh) : undo_others(t, saved_[s], dh, dc);
        }
        store(dh, 0, result_.ds0);
        store(dc, 1, result_.ds0);
    }

private:
    bool after() const { return c_.cell == Cell::gru_after; }
    int time(int s) const { return c_.reverse ? length_ - 1 - s : s; }
    int at(int t) const { return t * c_.batch + n_; }
    int place(int s) const { return (s * c_.batch + n_) * H_; }
    double W(int i, int gate, int j) const { return c_.w[(i * G_ + gate) * H_ + j]; }
    double U(int i, int gate, int j) const { return c_.u[(i * G_ + gate) * H_ + j]; }
    double state_mask(int j) const { return c_.state_mask.empty() ? 1 : c_.state_mask[n_ * H_ + j]; }
    double update_mask(int t, int j) const { return c_.update_mask.empty() ? 1 : c_.update_mask[at(t) * H_ + j]; }

    Vector state(const std::vector<float>& states, int s) const {
        return s < c_.states() ? Vector(states.begin() + place(s), states.begin() + place(s) + H_) : Vector(H_);
    }
    void store(const Vector& values, int s, Vector& states) const {
        for (int j = 0; s < c_.states() && j < H_; ++j) {
            states[place(s) + j] = values[j];
        }
    }

    /// x·W + b of all gates.
    Vector inputs(int t) const {
        Vector sums(c_.b.begin(), c_.b.begin() + G_ * H_);
        for (int i = 0; i < I_; ++i) {
            for (int k = 0; k < G_ * H_; ++k) {
                sums[k] += double(c_.x[at(t) * I_ + i]) * c_.w[i * G_ * H_ + k];
            }
        }
        return sums;
    }

    /// The j-th of h·U of a gate.
    double product(const Vector& h, int gate, int j) const {
        double sum = 0;
        for (int i = 0; i < H_; ++i) {
            sum += h[i] * U(i, gate, j);
        }
        return sum;
    }

    void gru(int t, Step& k, Vector& h) {
        double *u = &k.gates[0], *r = &k.gates[H_], *o = &k.gates[2 * H_];
        for (int j = 0; j < H_; ++j) {
            u[j] = sigmoid(u[j] + product(k.masked, 0, j));
            r[j] = sigmoid(r[j] + product(k.masked, 1, j));
            k.from_h[j] *= after() ? 1 : r[j];
        }
        for (int j = 0; j < H_; ++j) {
            k.q[j] = product(k.from_h, 2, j) + (after() ? c_.b[3 * H_ + j] : 0);
            o[j] = std::tanh(o[j] + (after() ? r[j] : 1) * k.q[j]);
            h[j] += update_mask(t, j) * (u[j] * k.h[j] + (1 - u[j]) * o[j] - k.h[j]);
        }
    }

    void lstm(Step& k, Vector& h, Vector& cell) {
        double *i = &k.gates[0], *f = &k.gates[H_], *g = &k.gates[2 * H_], *o = &k.gates[3 * H_];
        for (int j = 0; j < H_; ++j) {
            i[j] = sigmoid(i[j] + product(k.masked, 0, j));
            f[j] = sigmoid(f[j] + product(k.masked, 1, j));
            g[j] = std::tanh(g[j] + product(k.masked, 2, j));
            o[j] = sigmoid(o[j] + product(k.masked, 3, j));
            cell[j] = f[j] * cell[j] + i[j] * g[j];
            k.squashed[j] = std::tanh(cell[j]);
            h[j] = o[j] * k.squashed[j];
        }
    }

    void tanh(Step& k, Vector& h) {
        for (int j = 0; j < H_; ++j) {
            h[j] = k.gates[j] = std::tanh(k.gates[j] + product(k.masked, 0, j));
        }
    }

    void undo_gru(int t, const Step& k, Vector& dh) {
        const double *u = &k.gates[0], *r = &k.gates[H_], *o = &k.gates[2 * H_];
        Vector d(3 * H_), by_passing(H_);
        for (int j = 0; j < H_; ++j) {
            const double dnew = update_mask(t, j) * dh[j];
            d[j] = (k.h[j] - o[j]) * dnew * u[j] * (1 - u[j]);
            d[2 * H_ + j] = (1 - u[j]) * dnew * (1 - o[j] * o[j]);
            by_passing[j] = u[j] * dnew + dh[j] - dnew;
        }
        Vector from_h = d;  // gradients of the products with U
        for (int j = 0; j < H_; ++j) {
            from_h[2 * H_ + j] *= after() ? r[j] : 1;
        }
        const Vector dcandidate = times_transposed(from_h, 2, 3);  // of what the candidate reads
        for (int j = 0; j < H_; ++j) {
            const double dr = after() ? d[2 * H_ + j] * k.q[j] : dcandidate[j] * k.masked[j];
            d[H_ + j] = from_h[H_ + j] = dr * r[j] * (1 - r[j]);
        }
        const Vector dgates = times_transposed(from_h, 0, 2);
        add_gradients(t, k, d, from_h);
        for (int j = 0; j < H_; ++j) {
            result_.db[after() ? 3 * H_ + j : 0] += after() ? from_h[2 * H_ + j] : 0;
            dh[j] = by_passing[j] + state_mask(j) * (dgates[j] + (after() ? 1 : r[j]) * dcandidate[j]);
        }
    }

    void undo_others(int t, const Step& k, Vector& dh, Vector& dc) {
        Vector d(G_ * H_);
        for (int j = 0; j < H_; ++j) {
            if (c_.cell == Cell::tanh) {
                d[j] = dh[j] * (1 - k.gates[j] * k.gates[j]);
                continue;
            }
            const double i = k.gates[j], f = k.gates[H_ + j], g = k.gates[2 * H_ + j], o = k.gates[3 * H_ + j];
            dc[j] += dh[j] * o * (1 - k.squashed[j] * k.squashed[j]);
            d[j] = dc[j] * g * i * (1 - i);
            d[H_ + j] = dc[j] * k.c[j] * f * (1 - f);
            d[2 * H_ + j] = dc[j] * i * (1 - g * g);
            d[3 * H_ + j] = dh[j] * k.squashed[j] * o * (1 - o);
            dc[j] *= f;
        }
        add_gradients(t, k, d, d);
        dh = times_transposed(d, 0, G_);
    }

    /// d·Uᵀ of the gates from `begin` on, before `end`.
    Vector times_transposed(const Vector& d, int begin, int end) const {
        Vector sums(H_);
        for (int i = 0; i < H_; ++i) {
            for (int k = begin * H_; k < end * H_; ++k) {
                sums[i] += c_.u[i * G_ * H_ + k] * d[k];
            }
        }
        return sums;
    }

    /// d: of x·W + b; from_h: of the products with U. Those of Cell::gru_after's fourth bias are not among them.
    void add_gradients(int t, const Step& k, const Vector& d, const Vector& from_h) {
        for (int gate = 0; gate < G_; ++gate) {
            const Vector& state = c_.is_gru() && gate == 2 ? k.from_h : k.masked;
            for (int j = 0; j < H_; ++j) {
                const int m = gate * H_ + j;
                result_.db[m] += d[m];
                for (int i = 0; i < I_; ++i) {
                    result_.dw[i * G_ * H_ + m] += c_.x[at(t) * I_ + i] * d[m];
                    result_.dx[at(t) * I_ + i] += W(i, gate, j) * d[m];
                }
                for (int i = 0; i < H_; ++i) {
                    result_.du[i * G_ * H_ + m] += state[i] * from_h[m];
                }
            }
        }
    }

    const RecurrentCase& c_;
    int n_, I_, H_, G_, length_;
    RecurrentResult<double>& result_;
    std::vector<Step> saved_;
};

}  // namespace

RecurrentResult<double> oracle(const RecurrentCase& c) {
    RecurrentResult<double> result;
    result.y.resize(c.dy.size());
    result.sT.resize(c.s0.size());
    result.dx.resize(c.x.size());
    result.ds0.resize(c.s0.size());
    result.dw.resize(c.w.size());
    result.du.resize(c.u.size());
    result.db.resize(c.b.size());
    for (int n = 0; n < c.batch; ++n) {
        Row row(c, n, result);
        row.forward();
        row.backward();
    }
    return result;
}

}  // namespace gru4j::test
