#pragma once

#include "packing.h"

namespace gru4j::GRU4J_ISA {

/// A thread's share of a forward pass.
///
///     for each chunk:  if a chunk's G replaces that of another chunk: all groups meet
///                      G = b + x·W                                      (1)
///       for each slot: the vectors of G that read h̃ += h̃·U     h̃ = m⊙h  (2)
///                      GRU, reset before: r = σ(r), the group's threads meet
///                                         o += (r⊙h̃)·Uo                 (3)
///                      h' by the cell                                   (4)
///                      h' = h + z⊙(h' - h)                              (5)
///                      the group's threads meet
///
/// KEEP: G stays for backward.
template <class Policy, bool KEEP>
class Forward {
public:
    Forward(const PanelTask& task, const Member& member) : t_(task), s_(task.scratch), me_(member) {}

    void run() {
        mask_initial_state();
        copy_initial_c();
        for (int k = 0; k < t_.slots.chunks; ++k) {
            const G chunk = chunk_of(t_.slots.descending ? t_.slots.chunks - 1 - k : k);
            if (!KEEP && me_.groups > 1 && k > 0) {
                me_.meet_all();  // this chunk overwrites the previous one, maybe rows of another group
            }
            multiply_inputs(chunk);
            for (int i = 0; i < chunk.end - chunk.begin; ++i) {
                step(chunk, t_.slots.descending ? chunk.end - 1 - i : chunk.begin + i);
            }
        }
        copy_last_c();
    }

private:
    using FromX = typename Policy::FromX;
    using FromH = typename Policy::FromH;
    static constexpr int width = KEEP ? Policy::saved_width : Policy::width;
    using G = Chunk<width>;
    static constexpr int neighbours = Policy::neighbours;
    static constexpr int rows_of_tile = tile_rows<(neighbours == 1 ? tile_columns<vectors<FromH>> : neighbours)>;

    G chunk_of(int index) const {
        if constexpr (KEEP) {
            return G::of_all(t_, index);
        } else {
            return G::alone(t_, index, s_.g);
        }
    }

    void mask_initial_state() {
        if (!Policy::has_masks || t_.state_mask == nullptr) {
            return;
        }
        const Part rows = me_.part(t_.batch);
        for (Index k = Index(rows.begin) * t_.hidden; k < Index(rows.end) * t_.hidden; ++k) {
            s_.masked_state[k] = t_.h0 == nullptr ? 0.0f : t_.state_mask[k] * t_.h0[k];
        }
        me_.meet_all();
    }

    /// c [P][N][V]. Each thread has the same part at every step.
    float* c(int panel, Index row) const { return s_.c + (Index(panel) * t_.batch + row) * V; }

    /// Calls body(panel, row, lanes) for this thread's part of c.
    template <typename Body>
    void for_each_c(Body body) {
        Segments segments(me_, t_.panels, t_.batch, rows_of_tile, neighbours);
        for (Segment segment; segments.next(segment);) {
            for (int p = segment.panel; p < segment.panel + segment.panels; ++p) {
                for (int n = segment.begin; n < segment.end; ++n) {
                    body(p, n, lanes_of(p, t_.hidden));
                }
            }
        }
    }

    void copy_initial_c() {
        if constexpr (Policy::carries_c) {
            for_each_c([&](int panel, Index n, int lanes) {
                store(c(panel, n), t_.c0 == nullptr ? vec{} : load(t_.c0 + n * t_.hidden + panel * V, lanes));
            });
        }
    }

    void copy_last_c() {
        if constexpr (Policy::carries_c) {
            for_each_c([&](int panel, Index n, int lanes) {
                store(t_.cT + n * t_.hidden + panel * V, load(c(panel, n)), lanes);
            });
        }
    }

    /// (1) for a whole chunk at once if all rows of a panel belong to this thread, otherwise slot by slot.
    void multiply_inputs(const G& chunk) {
        Segments segments(me_, t_.panels, t_.batch, rows_of_tile, neighbours);
        for (Segment segment; segments.next(segment);) {
            if (segment.rows() == t_.batch) {
                chunk.for_each_run(t_.slots, [&](const Run& run) { multiply_inputs(segment, chunk, run); });
                continue;
            }
            for (int slot = chunk.begin; slot < chunk.end; ++slot) {
                const int end = active_end(segment, slot);
                if (end > segment.begin) {
                    multiply_inputs(segment, chunk,
                                    {t_.slots.place[slot] + segment.begin,
                                     t_.slots.first[slot] - chunk.first_row + segment.begin, end - segment.begin});
                }
            }
        }
    }

    void multiply_inputs(const Segment& segment, const G& chunk, const Run& run) {
        constexpr int count = vectors<FromX>;
        float* g = chunk.row(segment.panel, run.in_chunk) + FromX::place * V;
        const float* b = t_.packed.b + (Index(segment.panel) * row_vectors<Policy> + FromX::place) * V;
        const Left<by_row> x{t_.x + run.place * t_.inputs, t_.inputs, 0};
        const float* w = t_.packed.w + Index(segment.panel) * t_.inputs * count * V;
        if constexpr (neighbours == 1) {
            multiply_panel<count, 0>(run.rows, t_.inputs, x, w, {g, width, V, b});
        } else {
            multiply_panels<neighbours, true>(segment.panels, run.rows, 1, t_.inputs, x, {w, Index(t_.inputs) * V},
                                              {g, width, chunk.panel_step(), b});
        }
    }

    int active_end(const Segment& segment, int slot) const {
        return segment.end < t_.slots.rows[slot] ? segment.end : t_.slots.rows[slot];
    }

    void step(const G& chunk, int slot) {
        const std::int64_t before = t_.slots.place_before(slot);
        // the previous state; its rows are t_.hidden floats apart, or are all the same zeros
        const float* h = before < 0 ? t_.h0 : t_.y + before * t_.hidden;
        const Index h_step = h == nullptr ? 0 : t_.hidden;
        h = h == nullptr ? s_.zeros : h;
        const float* masked = h;
        Index masked_step = h_step;
        float* next_masked = nullptr;
        if (Policy::has_masks && t_.state_mask != nullptr) {
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
        Segments segments(me_, t_.panels, t_.batch, rows_of_tile, Policy::resets_state ? 2 : neighbours);
        for (Segment segment; segments.next(segment);) {
            if (active_end(segment, slot) <= segment.begin) {
                continue;
            }
            if constexpr (neighbours > 1) {
                multiply_state(rows_of(segment, segment.panel), segment.panels, chunk.panel_step());
            }
            for (int p = segment.panel; p < segment.panel + segment.panels; ++p) {
                const Rows rows = rows_of(segment, p);
                if constexpr (neighbours == 1) {
                    multiply_state(rows);
                }
                if constexpr (Policy::resets_state) {
                    reset(rows);
                } else {
                    new_state(rows);
                }
            }
        }
        if constexpr (Policy::resets_state) {
            me_.meet_group();
            Segments again(me_, t_.panels, t_.batch, rows_of_tile, 2);
            for (Segment segment; again.next(segment);) {
                const Rows rows = rows_of(segment, segment.panel);
                if (rows.count <= 0) {
                    continue;
                }
                multiply_reset_state(rows, segment.panels, chunk.panel_step());
                for (int p = segment.panel; p < segment.panel + segment.panels; ++p) {
                    new_state(rows_of(segment, p));
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
        Index first;  // first row, in the batch
        int slot;
        const float* h;
        Index h_step;
        const float* masked;
        Index masked_step;
        float* next_masked;
    };

    static Left<by_row> masked_state(const Rows& rows) {
        return {rows.masked + rows.first * rows.masked_step, rows.masked_step, 0};
    }

    /// (2). Vectors without a product with x start from their bias.
    void multiply_state(const Rows& rows) {
        constexpr int count = vectors<FromH>;
        const float* b = t_.packed.b + (Index(rows.panel) * row_vectors<Policy> + FromH::place) * V;
        multiply_panel<count, FromH::from_x>(rows.count, t_.hidden, masked_state(rows),
                                             t_.packed.u + Index(rows.panel) * t_.hidden * count * V,
                                             {rows.g + FromH::place * V, width, V, b});
    }

    /// (2) for adjacent panels.
    void multiply_state(const Rows& rows, int panels, Index panel_step) {
        multiply_panels<neighbours>(panels, rows.count, 1, t_.hidden, masked_state(rows),
                                    {t_.packed.u + Index(rows.panel) * t_.hidden * V, Index(t_.hidden) * V},
                                    {rows.g, width, panel_step});
    }

    /// (3) for one or two panels.
    void multiply_reset_state(const Rows& rows, int panels, Index panel_step) {
        const Left<by_row> h{s_.reset_state + rows.first * t_.hidden, t_.hidden, 0};
        const Right<V> u{t_.packed.u_reset + Index(rows.panel) * t_.hidden * V, Index(t_.hidden) * V};
        multiply_panels<2>(panels, rows.count, 1, t_.hidden, h, u,
                           {rows.g + Policy::FromReset::place * V, width, panel_step});
    }

    void reset(const Rows& rows) {
        with_lanes(lanes_of(rows.panel, t_.hidden), [&](auto lanes) { reset(rows, lanes); });
    }

    /// Computes r⊙h̃ where all threads can read it.
    template <bool WHOLE>
    void reset(const Rows& rows, Lanes<WHOLE> lanes) {
        const Index column = rows.panel * V;
        for (int i = 0; i < rows.count; ++i) {
            const vec h = lanes.get(rows.masked + (rows.first + i) * rows.masked_step + column);
            lanes.put(s_.reset_state + (rows.first + i) * t_.hidden + column,
                      Policy::template reset_state<KEEP>(rows.g + Index(i) * width, h));
        }
    }

    void new_state(const Rows& rows) {
        if constexpr (Policy::in_two_loops) {
            for (int i = 0; i < rows.count; ++i) {
                Policy::template first_loop<KEEP>(rows.g + Index(i) * width,
                                                  Policy::carries_c ? c(rows.panel, rows.first + i) : nullptr);
            }
        }
        with_lanes(lanes_of(rows.panel, t_.hidden), [&](auto lanes) {
            if (Policy::has_masks && (t_.update_mask != nullptr || t_.state_mask != nullptr)) {
                new_state<Policy::has_masks>(rows, lanes);
            } else {
                new_state<false>(rows, lanes);
            }
        });
    }

    /// (4) and (5).
    template <bool MASKED, bool WHOLE>
    void new_state(const Rows& rows, Lanes<WHOLE> lanes) {
        const Index column = rows.panel * V;
        const Index place = (t_.slots.place[rows.slot] + rows.first) * t_.hidden + column;  // in y and z
        for (int i = 0; i < rows.count; ++i) {
            const vec h = lanes.get(rows.h + (rows.first + i) * rows.h_step + column);
            vec next = Policy::template next_state<KEEP>(rows.g + Index(i) * width, h,
                                                         Policy::carries_c ? c(rows.panel, rows.first + i) : nullptr);
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
