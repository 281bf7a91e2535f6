#pragma once

#include "packing.h"
#include "weight_gradients.h"

namespace gru4j::GRU4J_ISA {

/// A thread's share of a backward pass: Forward's steps undone. dG are gradients with respect to what goes into σ or
/// tanh, and take the place of the activations in G; s' = s(1-s) and (1-s²) are the derivatives of σ and tanh.
///
///     dh' = dy + dh            through what came from the next slot
///     through (6)  dg = z⊙dh'              dh  = (1-z)⊙dh' + u⊙dg     passes by m
///     through (5)  do = dg⊙(1-u)⊙(1-o²)    du = dg⊙(h-o)⊙u(1-u)
///     after:       dr = do⊙oh⊙r(1-r)       doh = do⊙r
///     before:      through (4)  dq = do·Uoᵀ  (all threads have met)   dr = dq⊙h̃⊙r(1-r)   dh̃ = dq⊙r
///     through (2)  dh̃ += (du, dr[, doh])·Uᵀ  (all threads have met)   dh += m⊙dh̃
template <class Cell>
class Backward {
public:
    Backward(const PanelTask& task, const Member& member)
        : t_(task), s_(task.scratch), me_(member), gradients_(task, member) {}

    void run() {
        prepare();
        const Slots& slots = t_.slots;
        for (int k = slots.chunks - 1; k >= 0; --k) {
            const Chunk<Cell> chunk(t_, slots.descending ? slots.chunks - 1 - k : k);
            for (int i = 0; i < chunk.end - chunk.begin; ++i) {
                step(chunk, slots.descending ? chunk.begin + i : chunk.end - 1 - i);
            }
            if (me_.groups > 1) {
                me_.meet_all();
            }
            gradients_.add_chunk(chunk);
        }
        initial_state();
    }

private:
    static constexpr int rows_of_tile = tile_rows<2>;
    /// Panels that a product of dG and transposed weights goes through before it moves to the next columns: that many
    /// fit the first level of cache.
    static constexpr int panels_at_once = 8;

    void prepare() {
        const Part panels = me_.part(t_.panels);
        gradients_.prepare();
        // dhT enters where the row's last valid step is: its gradient lies here untouched until then
        for (int p = panels.begin; p < panels.end; ++p) {
            const int lanes = lanes_of(p, t_.hidden);
            for (Index n = 0; n < t_.batch; ++n) {
                const vec d = t_.dhT == nullptr ? vec{} : load(t_.dhT + n * t_.hidden + p * V, lanes);
                store(direct(p, n), d);
                if (t_.state_mask != nullptr) {
                    store(product(p, n), vec{});
                }
            }
        }
        me_.meet_all();
    }

    /// Where the gradient of the state that comes through the products is summed, and that which does not: the same
    /// place, unless a mask has to act on the former alone.
    float* product(int panel, Index row) const { return s_.dh + (Index(panel) * t_.batch + row) * V; }
    float* direct(int panel, Index row) const {
        return (t_.state_mask == nullptr ? s_.dh : s_.carried) + (Index(panel) * t_.batch + row) * V;
    }

    struct Step {
        const Chunk<Cell>& chunk;
        int slot;
        int rows;        // active ones
        Index in_chunk;  // number of the slot's first row there
        const float* h;  // the state before
        Index h_step;
        const float* dy;
        Index dy_step;

        float* g(int panel, Index row) const { return chunk.row(panel, in_chunk + row); }
    };

    Step step_of(const Chunk<Cell>& chunk, int slot) const {
        const std::int64_t before = t_.slots.place_before(slot);
        const std::int64_t place = t_.slots.place[slot];
        const float* h = before < 0 ? t_.h0 : t_.y + before * t_.hidden;
        return {chunk,
                slot,
                t_.slots.rows[slot],
                t_.slots.first[slot] - chunk.first_row,
                h == nullptr ? s_.zeros : h,
                h == nullptr ? 0 : t_.hidden,
                t_.dy == nullptr ? s_.zeros : t_.dy + place * t_.hidden,
                t_.dy == nullptr ? 0 : t_.hidden};
    }

    void step(const Chunk<Cell>& chunk, int slot) {
        const Step step = step_of(chunk, slot);
        if (next_ != nullptr) {
            multiply_next();
        }
        for_each_panel(step.rows, [&](int panel, Index begin, int rows) { activations(step, panel, begin, rows); });
        if constexpr (!Cell::after) {
            me_.meet_group();
            Segments segments(me_, t_.panels, t_.batch, rows_of_tile, true);
            for (Segment segment; segments.next(segment);) {
                const int rows = (segment.end < step.rows ? segment.end : step.rows) - segment.begin;
                if (rows > 0) {
                    multiply_candidates(step, segment, rows);
                }
            }
        }
        me_.meet_group();
        next_ = step.g(0, 0);
        next_panel_step_ = chunk.panel_step();
        next_rows_ = step.rows;
    }

    template <typename Body>
    void for_each_panel(int active, Body body) {
        Segments segments(me_, t_.panels, t_.batch, rows_of_tile, true);
        for (Segment segment; segments.next(segment);) {
            const int rows = (segment.end < active ? segment.end : active) - segment.begin;
            for (int p = segment.panel; rows > 0 && p < segment.panel + segment.panels; ++p) {
                body(p, segment.begin, rows);
            }
        }
    }

    /// dh̃ += (du, dr[, doh])·Uᵀ with the gradients of the slot visited after this one.
    void multiply_next() {
        for (int first = 0; first < t_.panels; first += panels_at_once) {
            const int count = t_.panels - first < panels_at_once ? t_.panels - first : panels_at_once;
            Segments segments(me_, t_.panels, t_.batch, rows_of_tile, true);
            for (Segment segment; segments.next(segment);) {
                const int rows = (segment.end < next_rows_ ? segment.end : next_rows_) - segment.begin;
                if (rows > 0) {
                    const float* g = next_ + first * next_panel_step_ + Index(segment.begin) * Cell::width + place_u;
                    multiply_back<Cell::h_gates>(g, next_panel_step_, t_.packed.ut, first, count, segment, rows,
                                                 product(segment.panel, segment.begin));
                }
            }
        }
    }

    /// C of one or two panels += dG of panels first to first+count-1, GATES of each, times transposed weights.
    template <int GATES>
    void multiply_back(const float* g, Index panel_step, const float* weights, int first, int count,
                       const Segment& segment, int rows, float* c) {
        const Left<by_row> left{g, Cell::width, panel_step};
        const Right<V> right{weights + (Index(segment.panel) * t_.panels + first) * GATES * V * V,
                             Index(t_.panels) * GATES * V * V};
        const Result result{c, V, Index(t_.batch) * V};
        if (segment.panels == 2) {
            multiply<2, V, false>(rows, count, GATES * V, left, right, result);
        } else {
            multiply<1, V, true>(rows, count, GATES * V, left, right, result);
        }
    }

    void activations(const Step& step, int panel, Index begin, int rows) {
        const int lanes = lanes_of(panel, t_.hidden);
        if (lanes == V) {
            activations(step, panel, begin, rows, Lanes<true>{lanes});
        } else {
            activations(step, panel, begin, rows, Lanes<false>{lanes});
        }
    }

    template <bool WHOLE>
    void activations(const Step& step, int panel, Index begin, int rows, Lanes<WHOLE> lanes) {
        if (t_.state_mask != nullptr || t_.update_mask != nullptr) {
            activations<WHOLE, true>(step, panel, begin, rows, lanes);
        } else {
            activations<WHOLE, false>(step, panel, begin, rows, lanes);
        }
    }

    /// Through (6) and (5), and after: (3).
    template <bool WHOLE, bool MASKED>
    void activations(const Step& step, int panel, Index begin, int rows, Lanes<WHOLE> lanes) {
        const Index column = panel * V;
        for (Index n = begin; n < begin + rows; ++n) {
            float* g = step.g(panel, n);
            const vec o = load(g + place_o);
            const vec u = load(g + place_u);
            const vec h = lanes.get(step.h + n * step.h_step + column);
            vec dh = load(product(panel, n));
            vec passed = vec{};
            if constexpr (MASKED) {
                if (t_.state_mask != nullptr) {
                    dh = dh * lanes.get(t_.state_mask + n * t_.hidden + column) + load(direct(panel, n));
                    store(product(panel, n), vec{});
                }
            }
            dh += lanes.get(step.dy + n * step.dy_step + column);
            vec dnew = dh;
            if constexpr (MASKED) {
                if (t_.update_mask != nullptr) {
                    const Index place = (t_.slots.place[step.slot] + n) * t_.hidden + column;
                    dnew = dh * lanes.get(t_.update_mask + place);
                    passed = dh - dnew;
                }
            }
            const vec d_o = dnew * (1.0f - u) * (1.0f - o * o);
            const vec d_u = dnew * (h - o) * (u * (1.0f - u));
            store(g + place_o, lanes.kept(d_o));
            store(g + place_u, lanes.kept(d_u));
            store(direct(panel, n), lanes.kept(dnew * u + passed));
            if constexpr (Cell::after) {
                const vec r = load(g + place_r);
                const vec q = load(g + place_q);
                store(g + place_r, lanes.kept(d_o * q * (r * (1.0f - r))));
                store(g + place_q, lanes.kept(d_o * r));
            }
        }
    }

    /// Before: through (4) and (3). dq = do·Uoᵀ of a few rows at a time, in memory of this thread's.
    void multiply_candidates(const Step& step, const Segment& segment, int rows) {
        constexpr int most = 8 * tile_rows<2>;
        alignas(64) float dq[2 * most * V];
        for (int done = 0; done < rows; done += most) {
            const int count = rows - done < most ? rows - done : most;
            const Index begin = segment.begin + done;
            std::memset(dq, 0, sizeof dq);
            const Left<by_row> left{step.g(0, begin) + place_o, Cell::width, step.chunk.panel_step()};
            const Right<V> right{t_.packed.uot + Index(segment.panel) * t_.panels * V * V, Index(t_.panels) * V * V};
            const Result result{dq, V, most * V};
            if (segment.panels == 2) {
                multiply<2, V, false>(count, t_.panels, V, left, right, result);
            } else {
                multiply<1, V, true>(count, t_.panels, V, left, right, result);
            }
            for (int p = 0; p < segment.panels; ++p) {
                const int lanes = lanes_of(segment.panel + p, t_.hidden);
                if (lanes == V) {
                    reset(step, segment.panel + p, begin, count, dq + p * most * V, Lanes<true>{lanes});
                } else {
                    reset(step, segment.panel + p, begin, count, dq + p * most * V, Lanes<false>{lanes});
                }
            }
        }
    }

    template <bool WHOLE>
    void reset(const Step& step, int panel, Index begin, int rows, const float* dq, Lanes<WHOLE> lanes) {
        const Index column = panel * V;
        for (int i = 0; i < rows; ++i) {
            const Index n = begin + i;
            float* g = step.g(panel, n);
            const vec r = load(g + place_r);
            const vec d = load(dq + Index(i) * V);
            vec h = lanes.get(step.h + n * step.h_step + column);
            if (t_.state_mask != nullptr) {
                h *= lanes.get(t_.state_mask + n * t_.hidden + column);
            }
            store(g + place_r, lanes.kept(d * h * (r * (1.0f - r))));
            store(product(panel, n), load(product(panel, n)) + lanes.kept(d * r));
            lanes.put(s_.reset_states + (step.in_chunk + n) * t_.hidden + column, r * h);
        }
    }

    /// What remains after the first step: the gradient of h0.
    void initial_state() {
        if (next_ != nullptr) {
            multiply_next();
        }
        if (t_.dh0 == nullptr) {
            return;
        }
        for_each_panel(t_.batch, [&](int panel, Index begin, int rows) {
            const int lanes = lanes_of(panel, t_.hidden);
            for (Index n = begin; n < begin + rows; ++n) {
                vec d = load(product(panel, n));
                if (t_.state_mask != nullptr) {
                    d = d * load(t_.state_mask + n * t_.hidden + panel * V, lanes) + load(direct(panel, n));
                }
                store(t_.dh0 + n * t_.hidden + panel * V, d, lanes);
            }
        });
    }

    const PanelTask& t_;
    const PanelScratch& s_;
    const Member& me_;
    WeightGradients<Cell> gradients_;
    // gradients of the slot visited before this one in this pass, which follows it in time; null at first
    const float* next_ = nullptr;
    Index next_panel_step_ = 0;
    int next_rows_ = 0;
};

}  // namespace gru4j::GRU4J_ISA
