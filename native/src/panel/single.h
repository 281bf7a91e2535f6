#pragma once

#include "activations.h"
#include "single_task.h"
#include "unpacked.h"

namespace gru4j::GRU4J_ISA {

/// A pass over one sequence. The steps and equations are those of Forward and Backward. Here each thread has some of
/// the units, and for the gradients of parameters some of their rows.
class Single {
public:
    Single(const SingleTask& task, const Member& member)
        : t_(task),
          me_(member),
          H_(task.hidden),
          units_(member.part((task.hidden + V - 1) / V)),
          first_unit_(units_.begin * V),
          unit_count_((units_.end * V < task.hidden ? units_.end * V : task.hidden) - first_unit_) {}

    void forward() {
        multiply_inputs();
        if (t_.state_mask != nullptr) {
            for_units(units_, H_, [&](Index j, auto lanes) {
                lanes.put(t_.masked + j, state_before(0, j, lanes) * lanes.get(t_.state_mask + j));
            });
        }
        me_.meet_all();
        for (int step = 0; step < t_.steps; ++step) {
            forward_step(step);
            me_.meet_all();
        }
    }

    void backward() {
        for_units(units_, H_, [&](Index j, auto lanes) {
            lanes.put(t_.dh + j, t_.dhT == nullptr ? vec{} : lanes.get(t_.dhT + j));
        });
        copy_states();
        for (int step = t_.steps - 1; step >= 0; --step) {
            backward_step(step);
        }
        if (t_.dh0 != nullptr) {
            for_units(units_, H_, [&](Index j, auto lanes) { lanes.put(t_.dh0 + j, lanes.get(t_.dh + j)); });
        }
        me_.meet_all();
        input_gradient();
        weight_gradients();
    }

private:
    float* a(int t, int gate) const { return t_.a + (Index(t) * 3 + gate) * H_; }
    float* q(int t) const { return t_.q + Index(t) * H_; }

    /// Returns h before a step; null stands for zeros.
    const float* h_before(int step) const { return step == 0 ? t_.h0 : t_.y + Index(t_.time(step - 1)) * H_; }
    template <bool WHOLE>
    vec state_before(int step, Index j, Lanes<WHOLE> lanes) const {
        const float* h = h_before(step);
        return h == nullptr ? vec{} : lanes.get(h + j);
    }
    /// Returns h̃ before a step, for products; null stands for zeros.
    const float* masked_before(int step) const {
        return t_.state_mask == nullptr ? h_before(step) : t_.masked + Index(step % 2) * H_;
    }

    void multiply_inputs() {
        for (int gate = 0; gate < 3; ++gate) {
            for (int t = 0; t < t_.steps; ++t) {
                for_units(units_, H_, [&](Index j, auto lanes) {
                    lanes.put(a(t, gate) + j, t_.b == nullptr ? vec{} : lanes.get(t_.b + gate * H_ + j));
                });
            }
            constexpr int rows = accumulators / 3;
            const float* w = t_.w + gate * H_ + first_unit_;
            int t = 0;
            for (; t + rows <= t_.steps; t += rows) {
                const Left<by_row> x{t_.x + Index(t) * t_.inputs, t_.inputs, 0};
                multiply_unpacked<rows, 3>(unit_count_, t_.inputs, x, w, 3 * H_, a(t, gate) + first_unit_, 3 * H_);
            }
            for (; t < t_.steps; ++t) {
                const Left<by_row> x{t_.x + Index(t) * t_.inputs, t_.inputs, 0};
                multiply_unpacked<1, 12>(unit_count_, t_.inputs, x, w, 3 * H_, a(t, gate) + first_unit_, 3 * H_);
            }
        }
    }

    /// c += h·U for one gate; h null for zeros.
    void multiply_state(const float* h, int gate, float* c) {
        if (h != nullptr) {
            multiply_unpacked<1, 12>(unit_count_, t_.hidden, Left<by_row>{h, 0, 0}, t_.u + gate * H_ + first_unit_,
                                     3 * H_, c + first_unit_, 0);
        }
    }

    void forward_step(int step) {
        const int t = t_.time(step);
        const float* h = masked_before(step);
        float* u = a(t, 0);
        float* r = a(t, 1);
        float* o = a(t, 2);
        float* q = this->q(t);
        multiply_state(h, 0, u);
        multiply_state(h, 1, r);
        if (t_.after) {
            for_units(units_, H_, [&](Index j, auto lanes) {
                lanes.put(q + j, t_.b == nullptr ? vec{} : lanes.get(t_.b + 3 * H_ + j));
            });
            multiply_state(h, 2, q);
            for_units(units_, H_, [&](Index j, auto lanes) {
                const vec reset = sigmoid(lanes.get(r + j));
                lanes.put(r + j, reset);
                lanes.put(o + j, lanes.get(o + j) + reset * lanes.get(q + j));
            });
        } else {
            for_units(units_, H_, [&](Index j, auto lanes) {
                const vec reset = sigmoid(lanes.get(r + j));
                lanes.put(r + j, reset);
                lanes.put(q + j, h == nullptr ? vec{} : reset * lanes.get(h + j));
            });
            me_.meet_all();
            multiply_state(q, 2, o);
        }
        float* next_masked = t_.masked + Index((step + 1) % 2) * H_;
        for_units(units_, H_, [&](Index j, auto lanes) {
            const vec update = sigmoid(lanes.get(u + j));
            const vec candidate = tanh(lanes.get(o + j));
            lanes.put(u + j, update);
            lanes.put(o + j, candidate);
            const vec before = state_before(step, j, lanes);
            vec next = candidate + update * (before - candidate);
            if (t_.update_mask != nullptr) {
                next = before + lanes.get(t_.update_mask + Index(t) * H_ + j) * (next - before);
            }
            lanes.put(t_.y + Index(t) * H_ + j, next);
            if (t_.state_mask != nullptr) {
                lanes.put(next_masked + j, next * lanes.get(t_.state_mask + j));
            }
        });
    }

    /// Stores the h̃ that each step's products read, for the gradients of U.
    void copy_states() {
        for (int step = 0; step < t_.steps; ++step) {
            float* to = t_.states + Index(t_.time(step)) * H_;
            for_units(units_, H_, [&](Index j, auto lanes) {
                const vec h = state_before(step, j, lanes);
                lanes.put(to + j, t_.state_mask == nullptr ? h : h * lanes.get(t_.state_mask + j));
            });
        }
    }

    void backward_step(int step) {
        const int t = t_.time(step);
        float* u = a(t, 0);
        float* r = a(t, 1);
        float* o = a(t, 2);
        float* q = this->q(t);
        for_units(units_, H_, [&](Index j, auto lanes) {
            const vec update = lanes.get(u + j);
            const vec candidate = lanes.get(o + j);
            vec dh = lanes.get(t_.dh + j);
            if (t_.dy != nullptr) {
                dh += lanes.get(t_.dy + Index(t) * H_ + j);
            }
            const vec z = t_.update_mask == nullptr ? vec{} + 1.0f : lanes.get(t_.update_mask + Index(t) * H_ + j);
            const vec dnew = t_.update_mask == nullptr ? dh : dh * z;
            const vec d_o = dnew * (1.0f - update) * (1.0f - candidate * candidate);
            lanes.put(u + j, dnew * (state_before(step, j, lanes) - candidate) * (update * (1.0f - update)));
            lanes.put(o + j, d_o);
            lanes.put(t_.dh + j, dnew * update + (dh - dnew));
            if (t_.after) {
                const vec reset = lanes.get(r + j);
                lanes.put(r + j, d_o * lanes.get(q + j) * (reset * (1.0f - reset)));
                lanes.put(q + j, d_o * reset);
            }
            lanes.put(t_.dq + j, vec{});
        });
        me_.meet_all();
        const float* states = t_.states + Index(t) * H_;
        if (!t_.after) {
            multiply_back(o, 2, 1, t_.dq);
            for_units(units_, H_, [&](Index j, auto lanes) {
                const vec reset = lanes.get(r + j);
                const vec dq = lanes.get(t_.dq + j);
                lanes.put(r + j, dq * lanes.get(states + j) * (reset * (1.0f - reset)));
                lanes.put(t_.dq + j, dq * reset);
            });
            me_.meet_all();
        }
        multiply_back(u, 0, 2, t_.dq);
        if (t_.after) {
            multiply_back(q, 2, 1, t_.dq);
        }
        for_units(units_, H_, [&](Index j, auto lanes) {
            const vec d = lanes.get(t_.dq + j);
            lanes.put(t_.dh + j,
                      lanes.get(t_.dh + j) + (t_.state_mask == nullptr ? d : d * lanes.get(t_.state_mask + j)));
        });
    }

    /// c[k] += Σ d·U[k, gates]; d is [gates,H].
    void multiply_back(const float* d, int gate, int gates, float* c) {
        const float* u = t_.u + Index(gate) * H_;
        int k = first_unit_;
        for (; k + 8 <= first_unit_ + unit_count_; k += 8) {
            multiply_rows<8, 1>(gates * t_.hidden, u + k * 3 * H_, 3 * H_, d, 0, c + k, 1, 0);
        }
        for (; k < first_unit_ + unit_count_; ++k) {
            multiply_rows<1, 1>(gates * t_.hidden, u + k * 3 * H_, 3 * H_, d, 0, c + k, 1, 0);
        }
    }

    void input_gradient() {
        if (t_.dx == nullptr) {
            return;
        }
        const int depth = 3 * t_.hidden;
        const Part columns = me_.part(t_.inputs);
        for (int t = 0; t < t_.steps; ++t) {
            std::memset(t_.dx + Index(t) * t_.inputs + columns.begin, 0, (columns.end - columns.begin) * sizeof(float));
        }
        for (int i = columns.begin; i < columns.end;) {
            const float* w = t_.w + Index(i) * depth;
            const int rows = columns.end - i >= 4 ? 4 : 1;
            int t = 0;
            for (; t + 3 <= t_.steps; t += 3) {
                float* dx = t_.dx + Index(t) * t_.inputs + i;
                if (rows == 4) {
                    multiply_rows<4, 3>(depth, w, depth, a(t, 0), depth, dx, 1, t_.inputs);
                } else {
                    multiply_rows<1, 3>(depth, w, depth, a(t, 0), depth, dx, 1, t_.inputs);
                }
            }
            for (; t < t_.steps; ++t) {
                float* dx = t_.dx + Index(t) * t_.inputs + i;
                if (rows == 4) {
                    multiply_rows<4, 1>(depth, w, depth, a(t, 0), depth, dx, 1, t_.inputs);
                } else {
                    multiply_rows<1, 1>(depth, w, depth, a(t, 0), depth, dx, 1, t_.inputs);
                }
            }
            i += rows;
        }
    }

    void weight_gradients() {
        const int H = t_.hidden;
        add_outer_products(t_.x, t_.inputs, a(0, 0), 3 * H_, 3 * H, t_.dw);
        if (t_.after) {
            add_outer_products(t_.states, H, a(0, 0), 3 * H_, 2 * H, t_.du);
            add_outer_products(t_.states, H, t_.q, H_, H, t_.du + 2 * H_);
        } else {
            add_outer_products(t_.states, H, a(0, 0), 3 * H_, 2 * H, t_.du);
            add_outer_products(t_.q, H, a(0, 2), 3 * H_, H, t_.du + 2 * H_);
        }
        if (t_.db == nullptr) {
            return;
        }
        for (int gate = 0; gate < (t_.after ? 4 : 3); ++gate) {
            for_units(units_, H, [&](Index j, auto lanes) {
                vec sum = lanes.get(t_.db + gate * H_ + j);
                for (int t = 0; t < t_.steps; ++t) {
                    sum += lanes.get((gate < 3 ? a(t, gate) : q(t)) + j);
                }
                lanes.put(t_.db + gate * H_ + j, sum);
            });
        }
    }

    /// into[i][columns] += Σ_t rows[t][i]·d[t][columns] for this thread's i. Rows of `into` have 3·H floats.
    void add_outer_products(const float* rows, int size, const float* d, Index d_row, int columns, float* into) {
        const Part part = me_.part(size);
        int i = part.begin;
        for (; i + 2 <= part.end; i += 2) {
            multiply_unpacked<2, 6>(columns, t_.steps, Left<by_column>{rows + i, size, 0}, d, d_row, into + i * 3 * H_,
                                    3 * H_);
        }
        if (i < part.end) {
            multiply_unpacked<1, 6>(columns, t_.steps, Left<by_column>{rows + i, size, 0}, d, d_row, into + i * 3 * H_,
                                    3 * H_);
        }
    }

    const SingleTask& t_;
    const Member& me_;
    const Index H_;
    const Part units_;  // vectors of units
    const int first_unit_;
    const int unit_count_;
};

}  // namespace gru4j::GRU4J_ISA
