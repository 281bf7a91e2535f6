#include "rnn_case.h"

#include <cmath>

#include "gru_case.h"

namespace gru4j::test {
namespace {

using Vector = std::vector<double>;

double sigmoid(double a) {
    return 1 / (1 + std::exp(-a));
}

/// What one step of one row keeps for the backward pass: the states before, the gates, and tanh(c').
struct Step {
    Vector h, c, gates, squashed;
};

/// One row of a case: its own loops over its own valid steps.
class Row {
public:
    Row(const RnnCase& c, int n, RnnResult<double>& result)
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
            Step k{h, cell, preactivations(t, h), Vector(H_)};
            for (int j = 0; j < H_; ++j) {
                if (is_lstm()) {
                    double &i = k.gates[j], &f = k.gates[H_ + j], &g = k.gates[2 * H_ + j], &o = k.gates[3 * H_ + j];
                    i = sigmoid(i), f = sigmoid(f), g = std::tanh(g), o = sigmoid(o);
                    cell[j] = f * cell[j] + i * g;
                    k.squashed[j] = std::tanh(cell[j]);
                    h[j] = o * k.squashed[j];
                } else {
                    h[j] = k.gates[j] = std::tanh(k.gates[j]);
                }
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
            const Step& k = saved_[s];
            Vector d(G_ * H_);
            for (int j = 0; j < H_; ++j) {
                const double dhj = dh[j] + c_.dy[at(t) * H_ + j];
                if (is_lstm()) {
                    const double i = k.gates[j], f = k.gates[H_ + j], g = k.gates[2 * H_ + j], o = k.gates[3 * H_ + j];
                    dc[j] += dhj * o * (1 - k.squashed[j] * k.squashed[j]);
                    d[j] = dc[j] * g * i * (1 - i);
                    d[H_ + j] = dc[j] * k.c[j] * f * (1 - f);
                    d[2 * H_ + j] = dc[j] * i * (1 - g * g);
                    d[3 * H_ + j] = dhj * k.squashed[j] * o * (1 - o);
                    dc[j] *= f;
                } else {
                    d[j] = dhj * (1 - k.gates[j] * k.gates[j]);
                }
            }
            add_gradients(t, k, d, dh);
        }
        store(dh, 0, result_.ds0);
        store(dc, 1, result_.ds0);
    }

private:
    bool is_lstm() const { return c_.cell == RnnCell::lstm; }
    int time(int s) const { return c_.reverse ? length_ - 1 - s : s; }
    int at(int t) const { return t * c_.batch + n_; }
    int place(int s) const { return (s * c_.batch + n_) * H_; }

    Vector state(const std::vector<float>& states, int s) const {
        return s < c_.states() ? Vector(states.begin() + place(s), states.begin() + place(s) + H_) : Vector(H_);
    }
    void store(const Vector& values, int s, Vector& states) const {
        for (int j = 0; s < c_.states() && j < H_; ++j) {
            states[place(s) + j] = values[j];
        }
    }

    Vector preactivations(int t, const Vector& h) const {
        Vector sums(c_.b.begin(), c_.b.end());
        for (int k = 0; k < G_ * H_; ++k) {
            for (int i = 0; i < I_; ++i) {
                sums[k] += double(c_.x[at(t) * I_ + i]) * c_.w[i * G_ * H_ + k];
            }
            for (int i = 0; i < H_; ++i) {
                sums[k] += h[i] * c_.u[i * G_ * H_ + k];
            }
        }
        return sums;
    }

    void add_gradients(int t, const Step& k, const Vector& d, Vector& dh) {
        dh.assign(H_, 0);
        for (int m = 0; m < G_ * H_; ++m) {
            result_.db[m] += d[m];
            for (int i = 0; i < I_; ++i) {
                result_.dw[i * G_ * H_ + m] += c_.x[at(t) * I_ + i] * d[m];
                result_.dx[at(t) * I_ + i] += c_.w[i * G_ * H_ + m] * d[m];
            }
            for (int i = 0; i < H_; ++i) {
                result_.du[i * G_ * H_ + m] += k.h[i] * d[m];
                dh[i] += c_.u[i * G_ * H_ + m] * d[m];
            }
        }
    }

    const RnnCase& c_;
    int n_, I_, H_, G_, length_;
    RnnResult<double>& result_;
    std::vector<Step> saved_;
};

}  // namespace

RnnCase::RnnCase(int steps_, int batch_, int input_size_, int hidden_size_, RnnCell cell_, bool reverse_,
                 std::uint32_t seed)
    : steps(steps_), batch(batch_), input_size(input_size_), hidden_size(hidden_size_), cell(cell_), reverse(reverse_) {
    const std::size_t H = hidden_size, N = batch, T = steps, I = input_size, G = gates(), S = states();
    const float scale = 1 / std::sqrt(static_cast<float>(hidden_size));
    w = random_values(I * G * H, scale, seed);
    u = random_values(H * G * H, scale, seed);
    b = random_values(G * H, scale, seed);
    x = random_values(T * N * I, 1, seed);
    s0 = random_values(S * N * H, 1, seed);
    dy = random_values(T * N * H, 1, seed);
    dsT = random_values(S * N * H, 1, seed);
}

RnnCase& RnnCase::with_lengths() {
    lengths.resize(batch);
    for (int n = 0; n < batch; ++n) {
        lengths[n] = n == 0 ? 0 : n == 1 ? steps : (n * 7 + 1) % (steps + 1);
    }
    return *this;
}

std::string RnnCase::text() const {
    return std::string(cell == RnnCell::lstm ? "lstm" : "tanh") + " T=" + std::to_string(steps) +
           " N=" + std::to_string(batch) + " I=" + std::to_string(input_size) + " H=" + std::to_string(hidden_size) +
           (reverse ? " reverse" : "") + (lengths.empty() ? "" : " ragged");
}

RnnResult<double> oracle(const RnnCase& c) {
    RnnResult<double> result;
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
