#pragma once

#include "activations.h"
#include "packing.h"

namespace gru4j::GRU4J_ISA {

/// A thread's share of a forward pass.
///
///     for each chunk:  in inference: all groups meet
///                      G = b + x·W                                      (1)
///       for each slot: u, r (and oh) of G += h̃·U       h̃ = m⊙h       (2)
///                      r = σ(r)   after: o = ox + r⊙oh                  (3)
///                      before: all threads meet; o += (r⊙h̃)·Uo         (4)
///                      u = σ(u)   o = tanh(o)                           (5)
///                      h' = h + z⊙(u⊙h + (1-u)⊙o - h)                   (6)
///                      all threads meet
template <class Cell, bool TRAINING>
class Forward {
public:
    Forward(const PanelTask& task, const Member& member) : t_(task), s_(task.scratch), me_(member) {}

    void run() {
        mask_initial_state();
        for (int k = 0; k < t_.slots.chunks; ++k) {
            const Chunk<Cell> chunk(t_, t_.slots.descending ? t_.slots.chunks - 1 - k : k);
            if (!TRAINING && me_.groups > 1 && k > 0) {
                me_.meet_all();  // one chunk's G takes the place of another's, whose rows lay elsewhere in it
            }
            multiply_inputs(chunk);
            for (int i = 0; i < chunk.end - chunk.begin; ++i) {
                step(chunk, t_.slots.descending ? chunk.end - 1 - i : chunk.begin + i);
            }
        }
    }

private:
    static constexpr int rows_of_tile = tile_rows<Cell::h_gates>;

    void mask_initial_state() {
        if (t_.state_mask == nullptr) {
            return;
        }
        const Part rows = me_.part(t_.batch);
        for (Index k = Index(rows.begin) * t_.hidden; k < Index(rows.end) * t_.hidden; ++k) {
            s_.masked_state[k] = t_.h0 == nullptr ? 0.0f : t_.state_mask[k] * t_.h0[k];
        }
        me_.meet_all();
    }

    /// (1) of a chunk at once where all rows of a panel are this thread's, else of each slot.
    void multiply_inputs(const Chunk<Cell>& chunk) {
        Segments segments(me_, t_.panels, t_.batch, rows_of_tile, false);
        for (Segment segment; segments.next(segment);) {
            if (segment.rows() == t_.batch) {
                chunk.for_each_run(t_.slots, [&](const Run& run) { multiply_inputs(segment.panel, chunk, run); });
                continue;
            }
            for (int slot = chunk.begin; slot < chunk.end; ++slot) {
                const int end = active_end(segment, slot);
                if (end > segment.begin) {
                    multiply_inputs(segment.panel, chunk,
                                    {t_.slots.place[slot] + segment.begin,
                                     t_.slots.first[slot] - chunk.first_row + segment.begin, end - segment.begin});
                }
            }
        }
    }

    void multiply_inputs(int panel, const Chunk<Cell>& chunk, const Run& run) {
        float* g = chunk.row(panel, run.in_chunk);
        const float* b = t_.packed.b + Index(panel) * Cell::width;
        const Left<by_row> x{t_.x + run.place * t_.inputs, t_.inputs, 0};
        const Right<3 * V> w{t_.packed.w + Index(panel) * t_.inputs * 3 * V, V};
        multiply<3, 3 * V, true, 0>(run.rows, 1, t_.inputs, x, w, {g, Cell::width, V, b + place_o});
    }

    int active_end(const Segment& segment, int slot) const {
        return segment.end < t_.slots.rows[slot] ? segment.end : t_.slots.rows[slot];
    }

    void step(const Chunk<Cell>& chunk, int slot) {
        const std::int64_t before = t_.slots.place_before(slot);
        // the state before; its rows lie t_.hidden apart, or are all the same zeros
        const float* h = before < 0 ? t_.h0 : t_.y + before * t_.hidden;
        const Index h_step = h == nullptr ? 0 : t_.hidden;
        h = h == nullptr ? s_.zeros : h;
        const float* masked = h;
        Index masked_step = h_step;
        float* next_masked = nullptr;
        if (t_.state_mask != nullptr) {
            const Index size = Index(t_.batch) * t_.hidden;
            masked = s_.masked_state + (turn_ ? size : 0);
            masked_step = t_.hidden;
            next_masked = s_.masked_state + (turn_ ? 0 : size);
            turn_ = !turn_;
        }
        const auto rows_of = [&](const Segment& segment, int panel) {
            return Rows{chunk.row(panel, t_.slots.first[slot] - chunk.first_row + segment.begin),
                        active_end(segment, slot) - segment.begin,
                        panel,
                        Index(segment.begin),
                        slot,
                        h,
                        h_step,
                        masked,
                        masked_step,
                        next_masked};
        };
        Segments segments(me_, t_.panels, t_.batch, rows_of_tile, !Cell::after);
        for (Segment segment; segments.next(segment);) {
            for (int p = segment.panel; p < segment.panel + segment.panels; ++p) {
                const Rows rows = rows_of(segment, p);
                if (rows.count <= 0) {
                    break;
                }
                multiply_state(rows);
                gates(rows);
            }
        }
        if constexpr (!Cell::after) {
            me_.meet_group();
            Segments again(me_, t_.panels, t_.batch, rows_of_tile, true);
            for (Segment segment; again.next(segment);) {
                const Rows rows = rows_of(segment, segment.panel);
                if (rows.count <= 0) {
                    continue;
                }
                multiply_reset_state(rows, segment.panels, chunk.panel_step());
                for (int p = segment.panel; p < segment.panel + segment.panels; ++p) {
                    finish(rows_of(segment, p));
                }
            }
        }
        me_.meet_group();
    }

    /// Some rows of one panel at one slot.
    struct Rows {
        float* g;
        int count;
        int panel;
        Index first;  // of the batch
        int slot;
        const float* h;
        Index h_step;
        const float* masked;
        Index masked_step;
        float* next_masked;
    };

    /// (2); oh starts from its bias
    void multiply_state(const Rows& rows) {
        constexpr int width = Cell::h_gates * V;
        const Left<by_row> h{rows.masked + rows.first * rows.masked_step, rows.masked_step, 0};
        const Right<width> u{t_.packed.u + Index(rows.panel) * t_.hidden * width, V};
        const Result result{rows.g + place_u, Cell::width, V, t_.packed.b + Index(rows.panel) * Cell::width + place_u};
        multiply<Cell::h_gates, width, true, 2>(rows.count, 1, t_.hidden, h, u, result);
    }

    /// (4) of one or two panels
    void multiply_reset_state(const Rows& rows, int panels, Index panel_step) {
        const Left<by_row> h{s_.reset_state + rows.first * t_.hidden, t_.hidden, 0};
        const Right<V> u{t_.packed.uo + Index(rows.panel) * t_.hidden * V, Index(t_.hidden) * V};
        const Result o{rows.g + place_o, Cell::width, panel_step};
        if (panels == 2) {
            multiply<2, V, false>(rows.count, 1, t_.hidden, h, u, o);
        } else {
            multiply<1, V, true>(rows.count, 1, t_.hidden, h, u, o);
        }
    }

    void gates(const Rows& rows) {
        const int lanes = lanes_of(rows.panel, t_.hidden);
        if (lanes == V) {
            reset(rows, Lanes<true>{lanes});
        } else {
            reset(rows, Lanes<false>{lanes});
        }
        if constexpr (Cell::after) {
            finish(rows);
        }
    }

    /// (3), and before: r⊙h̃ for all threads to see
    template <bool WHOLE>
    void reset(const Rows& rows, Lanes<WHOLE> lanes) {
        const Index column = rows.panel * V;
        for (int i = 0; i < rows.count; ++i) {
            float* g = rows.g + Index(i) * Cell::width;
            const vec r = sigmoid(load(g + place_r));
            if (TRAINING) {
                store(g + place_r, r);
            }
            if constexpr (Cell::after) {
                store(g + place_o, load(g + place_o) + r * load(g + place_q));
            } else {
                const vec h = lanes.get(rows.masked + (rows.first + i) * rows.masked_step + column);
                lanes.put(s_.reset_state + (rows.first + i) * t_.hidden + column, r * h);
            }
        }
    }

    void finish(const Rows& rows) {
        const int lanes = lanes_of(rows.panel, t_.hidden);
        if (lanes == V) {
            new_state(rows, Lanes<true>{lanes});
        } else {
            new_state(rows, Lanes<false>{lanes});
        }
    }

    template <bool WHOLE>
    void new_state(const Rows& rows, Lanes<WHOLE> lanes) {
        if (t_.update_mask != nullptr || t_.state_mask != nullptr) {
            new_state<WHOLE, true>(rows, lanes);
        } else {
            new_state<WHOLE, false>(rows, lanes);
        }
    }

    /// (5) and (6)
    template <bool WHOLE, bool MASKED>
    void new_state(const Rows& rows, Lanes<WHOLE> lanes) {
        const Index column = rows.panel * V;
        const Index place = (t_.slots.place[rows.slot] + rows.first) * t_.hidden + column;  // in y and z
        for (int i = 0; i < rows.count; ++i) {
            float* g = rows.g + Index(i) * Cell::width;
            const vec u = sigmoid(load(g + place_u));
            const vec o = tanh(load(g + place_o));
            if (TRAINING) {
                store(g + place_u, u);
                store(g + place_o, o);
            }
            const vec h = lanes.get(rows.h + (rows.first + i) * rows.h_step + column);
            vec next = o + u * (h - o);
            const Index row = Index(i) * t_.hidden;
            if constexpr (MASKED) {
                if (t_.update_mask != nullptr) {
                    next = h + lanes.get(t_.update_mask + place + row) * (next - h);
                }
                if (rows.next_masked != nullptr) {
                    const Index state = (rows.first + i) * t_.hidden + column;
                    lanes.put(rows.next_masked + state, lanes.get(t_.state_mask + state) * next);
                }
            }
            lanes.put(t_.y + place + row, next);
        }
    }

    const PanelTask& t_;
    const PanelScratch& s_;
    const Member& me_;
    bool turn_ = false;  // which of the two masked states is the current one
};

}  // namespace gru4j::GRU4J_ISA
