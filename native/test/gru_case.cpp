#include "gru_case.h"

#include <cmath>

namespace gru4j::test {
namespace {

using Vector = std::vector<double>;

double sigmoid(double a) {
    return 1 / (1 + std::exp(-a));
}

/// What one step of one row keeps for the backward pass.
struct Step {
    Vector h, m, u, r, o, q;  // h: the state before; m: that times its mask; q = m·Uo + bu' (after)
};

/// One row of a case: its own loops over its own valid steps.
class Row {
public:
    Row(const GruCase& c, int n, GruResult<double>& result)
        : c_(c),
          n_(n),
          I_(c.input_size),
          H_(c.hidden_size),
          length_(c.lengths.empty() ? c.steps : c.lengths[n]),
          result_(result) {}

    void forward() {
        Vector h(c_.h0.begin() + n_ * H_, c_.h0.begin() + (n_ + 1) * H_);
        for (int s = 0; s < length_; ++s) {
            h = step(time(s), h);
            for (int j = 0; j < H_; ++j) {
                result_.y[at(time(s)) * H_ + j] = h[j];
            }
        }
        for (int j = 0; j < H_; ++j) {
            result_.hT[n_ * H_ + j] = h[j];
        }
    }

    void backward() {
        Vector dh(c_.dhT.begin() + n_ * H_, c_.dhT.begin() + (n_ + 1) * H_);
        for (int s = length_ - 1; s >= 0; --s) {
            for (int j = 0; j < H_; ++j) {
                dh[j] += c_.dy[at(time(s)) * H_ + j];
            }
            dh = undo(time(s), saved_[s], dh);
        }
        for (int j = 0; j < H_; ++j) {
            result_.dh0[n_ * H_ + j] = dh[j];
        }
    }

private:
    int time(int s) const { return c_.reverse ? length_ - 1 - s : s; }
    int at(int t) const { return t * c_.batch + n_; }
    bool after() const { return c_.reset_gate == ResetGate::after; }
    double W(int i, int gate, int j) const { return c_.w[(i * 3 + gate) * H_ + j]; }
    double U(int i, int gate, int j) const { return c_.u[(i * 3 + gate) * H_ + j]; }
    double bias(int gate, int j) const { return c_.b[gate * H_ + j]; }

    double input_part(int t, int gate, int j) const {
        double sum = bias(gate, j);
        for (int i = 0; i < I_; ++i) {
            sum += c_.x[at(t) * I_ + i] * W(i, gate, j);
        }
        return sum;
    }

    double state_part(const Vector& h, int gate, int j) const {
        double sum = 0;
        for (int i = 0; i < H_; ++i) {
            sum += h[i] * U(i, gate, j);
        }
        return sum;
    }

    double state_mask(int j) const { return c_.state_mask.empty() ? 1 : c_.state_mask[n_ * H_ + j]; }
    double update_mask(int t, int j) const { return c_.update_mask.empty() ? 1 : c_.update_mask[at(t) * H_ + j]; }

    Vector step(int t, const Vector& h) {
        Step k{h, Vector(H_), Vector(H_), Vector(H_), Vector(H_), Vector(H_)};
        Vector reset(H_);
        for (int j = 0; j < H_; ++j) {
            k.m[j] = state_mask(j) * h[j];
        }
        for (int j = 0; j < H_; ++j) {
            k.u[j] = sigmoid(input_part(t, 0, j) + state_part(k.m, 0, j));
            k.r[j] = sigmoid(input_part(t, 1, j) + state_part(k.m, 1, j));
            reset[j] = k.r[j] * k.m[j];
        }
        Vector next(H_);
        for (int j = 0; j < H_; ++j) {
            k.q[j] = after() ? state_part(k.m, 2, j) + bias(3, j) : 0;
            k.o[j] = std::tanh(input_part(t, 2, j) + (after() ? k.r[j] * k.q[j] : state_part(reset, 2, j)));
            next[j] = k.u[j] * h[j] + (1 - k.u[j]) * k.o[j];
            next[j] = h[j] + update_mask(t, j) * (next[j] - h[j]);
        }
        saved_.push_back(k);
        return next;
    }

    Vector undo(int t, const Step& k, const Vector& dh) {
        Vector du(H_), dr(H_), do_(H_), dq(H_), dh_before(H_), dm(H_);
        for (int j = 0; j < H_; ++j) {
            const double dnew = update_mask(t, j) * dh[j];
            du[j] = (k.h[j] - k.o[j]) * dnew * k.u[j] * (1 - k.u[j]);
            do_[j] = (1 - k.u[j]) * dnew * (1 - k.o[j] * k.o[j]);
            dh_before[j] = k.u[j] * dnew + dh[j] - dnew;
        }
        for (int j = 0; j < H_; ++j) {
            double dreset = 0;  // before: of (r⊙h)_j
            for (int m = 0; m < H_; ++m) {
                dreset += do_[m] * U(j, 2, m);
            }
            dr[j] = (after() ? do_[j] * k.q[j] : dreset * k.m[j]) * k.r[j] * (1 - k.r[j]);
            dq[j] = do_[j] * k.r[j];
            dm[j] = after() ? 0 : dreset * k.r[j];
        }
        add_state_gradients(k, du, dr, do_, dq, dm);
        for (int j = 0; j < H_; ++j) {
            dh_before[j] += state_mask(j) * dm[j];
        }
        add_input_gradients(t, {&du, &dr, &do_});
        return dh_before;
    }

    void add_state_gradients(const Step& k, const Vector& du, const Vector& dr, const Vector& do_, const Vector& dq,
                             Vector& dm) {
        for (int i = 0; i < H_; ++i) {
            const double candidate_input = after() ? k.m[i] : k.r[i] * k.m[i];
            for (int j = 0; j < H_; ++j) {
                dm[i] += du[j] * U(i, 0, j) + dr[j] * U(i, 1, j) + (after() ? dq[j] * U(i, 2, j) : 0);
                result_.du[(i * 3 + 0) * H_ + j] += k.m[i] * du[j];
                result_.du[(i * 3 + 1) * H_ + j] += k.m[i] * dr[j];
                result_.du[(i * 3 + 2) * H_ + j] += candidate_input * (after() ? dq[j] : do_[j]);
            }
        }
        for (int j = 0; after() && j < H_; ++j) {
            result_.db[3 * H_ + j] += dq[j];
        }
    }

    void add_input_gradients(int t, const std::vector<const Vector*>& gates) {
        for (int gate = 0; gate < 3; ++gate) {
            for (int j = 0; j < H_; ++j) {
                const double d = (*gates[gate])[j];
                result_.db[gate * H_ + j] += d;
                for (int i = 0; i < I_; ++i) {
                    result_.dw[(i * 3 + gate) * H_ + j] += c_.x[at(t) * I_ + i] * d;
                    result_.dx[at(t) * I_ + i] += W(i, gate, j) * d;
                }
            }
        }
    }

    const GruCase& c_;
    int n_, I_, H_, length_;
    GruResult<double>& result_;
    std::vector<Step> saved_;
};

}  // namespace

std::vector<float> random_values(std::size_t size, float scale, std::uint32_t& state) {
    std::vector<float> values(size);
    for (float& value : values) {
        state = state * 1664525u + 1013904223u;
        value = scale * (static_cast<float>(state >> 8) / 8388608.0f - 1.0f);
    }
    return values;
}

GruCase::GruCase(int steps_, int batch_, int input_size_, int hidden_size_, ResetGate reset_gate_, bool reverse_,
                 std::uint32_t seed)
    : steps(steps_),
      batch(batch_),
      input_size(input_size_),
      hidden_size(hidden_size_),
      reset_gate(reset_gate_),
      reverse(reverse_) {
    const std::size_t H = hidden_size, N = batch, T = steps, I = input_size;
    const float scale = 1 / std::sqrt(static_cast<float>(hidden_size));
    w = random_values(I * 3 * H, scale, seed);
    u = random_values(H * 3 * H, scale, seed);
    b = random_values((reset_gate == ResetGate::after ? 4 : 3) * H, scale, seed);
    x = random_values(T * N * I, 1, seed);
    h0 = random_values(N * H, 1, seed);
    dy = random_values(T * N * H, 1, seed);
    dhT = random_values(N * H, 1, seed);
}

GruCase& GruCase::with_lengths() {
    lengths.resize(batch);
    for (int n = 0; n < batch; ++n) {
        lengths[n] = n == 0 ? 0 : n == 1 ? steps : (n * 7 + 1) % (steps + 1);
    }
    return *this;
}

GruCase& GruCase::with_masks(bool state, bool update) {
    const float values[] = {0, 1, 1.25f, 0, 0.75f};
    const auto fill = [&](std::vector<float>& mask, std::size_t size) {
        mask.resize(size);
        for (std::size_t k = 0; k < size; ++k) {
            mask[k] = values[(k * 7 + k / 11) % 5];
        }
    };
    if (state) {
        fill(state_mask, h0.size());
    }
    if (update) {
        fill(update_mask, dy.size());
    }
    return *this;
}

std::string GruCase::text() const {
    return "T=" + std::to_string(steps) + " N=" + std::to_string(batch) + " I=" + std::to_string(input_size) +
           " H=" + std::to_string(hidden_size) + (reset_gate == ResetGate::after ? " after" : " before") +
           (reverse ? " reverse" : "") + (lengths.empty() ? "" : " ragged") +
           (state_mask.empty() ? "" : " state mask") + (update_mask.empty() ? "" : " update mask");
}

GruResult<double> oracle(const GruCase& c) {
    GruResult<double> result;
    result.y.resize(c.dy.size());
    result.hT.resize(c.h0.size());
    result.dx.resize(c.x.size());
    result.dh0.resize(c.h0.size());
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
