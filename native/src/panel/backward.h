#pragma once

#include "chunk_gradients.h"

namespace gru4j::GRU4J_ISA {

/// A thread's share of a backward pass: undoes the steps of Forward. dG are gradients with respect to pre-activations;
/// they replace the activations in G.
///
///     dh' = dy + dh              dh comes from the slot that follows in time
///     through (5)  dg = z⊙dh'    (1-z)⊙dh' bypasses the cell
///     through (4)  dG and the rest of dh by the cell; the part of dh that came through no product bypasses m
///     through (3)  dq = do·Uoᵀ  (after the group's threads have met)   dr = dq⊙h̃⊙r(1-r)   dh̃ = dq⊙r
///     through (2)  dh̃ += dG·Uᵀ  (after the group's threads have met)   dh += m⊙dh̃
template <class Policy>
class Backward {
public:
    Backward(const PanelTask& task, const Member& member)
        : t_(task), s_(task.scratch), me_(member), gradients_(task, member) {}

    void run() {
        prepare();
        const Slots& slots = t_.slots;
        for (int k = slots.chunks - 1; k >= 0; --k) {
            const G chunk = chunk_of(slots.descending ? slots.chunks - 1 - k : k);
            for (int i = 0; i < chunk.end - chunk.begin; ++i) {
                step(chunk, slots.descending ? chunk.begin + i : chunk.end - 1 - i);
            }
            if (me_.groups > 1) {
                me_.meet_all();
            }
            gradients_.add_chunk(chunk);
        }
        initial_states();
    }

private:
    using FromH = typename Policy::FromH;
    using G = typename ChunkGradients<Policy>::G;
    static constexpr int width = G::row_size;
    static constexpr int rows_of_tile = tile_rows<2>;

    /// If forward kept nothing, G alternates between two places, because the first step of a chunk reads dG of the
    /// previous chunk.
    G chunk_of(int index) const {
        if constexpr (Policy::saves) {
            return G::of_all(t_, index);
        } else {
            return G::alone(t_, index, s_.g + index % 2 * (rows_apart(t_.chunk_rows) * t_.panels * width));
        }
    }

    void prepare() {
        const Part panels = me_.part(t_.panels);
        gradients_.prepare();
        // dhT and dcT apply at a row's last valid step; they stay here unchanged until that step
        for (int p = panels.begin; p < panels.end; ++p) {
            const int lanes = lanes_of(p, t_.hidden);
            for (Index n = 0; n < t_.batch; ++n) {
                const Index place = n * t_.hidden + p * V;
                store(direct(p, n), t_.dhT == nullptr ? vec{} : load(t_.dhT + place, lanes));
                if constexpr (Policy::carries_c) {
                    store(dc(p, n), t_.dcT == nullptr ? vec{} : load(t_.dcT + place, lanes));
                }
                if (Policy::has_masks && t_.state_mask != nullptr) {
                    store(product(p, n), vec{});
                }
            }
        }
        me_.meet_all();
    }

    /// Where the gradient of the state is summed: the part that comes through products, and the part that does not. It
    /// is the same place, unless a mask has to act on the first part only.
    float* product(int panel, Index row) const { return s_.dh + (Index(panel) * t_.batch + row) * V; }
    float* direct(int panel, Index row) const {
        const bool apart = Policy::has_masks && t_.state_mask != nullptr;
        return (apart ? s_.by_passing : s_.dh) + (Index(panel) * t_.batch + row) * V;
    }
    float* dc(int panel, Index row) const { return s_.dc + (Index(panel) * t_.batch + row) * V; }

    struct Step {
        const G& chunk;
        int slot;
        int rows;        // active rows
        Index in_chunk;  // index of the slot's first row in the chunk
        const float* h;  // the previous state
        Index h_step;
        const float* dy;
        Index dy_step;

        float* g(int panel, Index row) const { return chunk.row(panel, in_chunk + row); }
    };

    Step step_of(const G& chunk, int slot) const {
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

    void step(const G& chunk, int slot) {
        const Step step = step_of(chunk, slot);
        if (next_ != nullptr) {
            multiply_next();
        }
        for_each_panel(step.rows, [&](int panel, Index begin, int rows) { activations(step, panel, begin, rows); });
        if constexpr (Policy::resets_state) {
            me_.meet_group();
            Segments segments(me_, t_.panels, t_.batch, rows_of_tile, 2);
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
        Segments segments(me_, t_.panels, t_.batch, rows_of_tile, 2);
        for (Segment segment; segments.next(segment);) {
            const int rows = (segment.end < active ? segment.end : active) - segment.begin;
            for (int p = segment.panel; rows > 0 && p < segment.panel + segment.panels; ++p) {
                body(p, segment.begin, rows);
            }
        }
    }

    /// Goes back through (2), with the gradients of the slot visited previously.
    void multiply_next() {
        constexpr int panels_at_once = tuning::GRU4J_ISA::vectors_in_cache / vectors<FromH>;
        for (int first = 0; first < t_.panels; first += panels_at_once) {
            const int count = t_.panels - first < panels_at_once ? t_.panels - first : panels_at_once;
            Segments segments(me_, t_.panels, t_.batch, rows_of_tile, 2);
            for (Segment segment; segments.next(segment);) {
                const int rows = (segment.end < next_rows_ ? segment.end : next_rows_) - segment.begin;
                if (rows > 0) {
                    const float* g = next_ + first * next_panel_step_ + Index(segment.begin) * width + FromH::place * V;
                    multiply_back(g, first, count, segment, rows, product(segment.panel, segment.begin));
                }
            }
        }
    }

    /// C of one or two panels += dG of panels first to first+count-1, times transposed weights.
    void multiply_back(const float* g, int first, int count, const Segment& segment, int rows, float* c) {
        constexpr int depth = vectors<FromH> * V;
        const Left<by_row> left{g, width, next_panel_step_};
        const Right<V> right{t_.packed.ut + (Index(segment.panel) * t_.panels + first) * depth * V,
                             Index(t_.panels) * depth * V};
        multiply_panels<2>(segment.panels, rows, count, depth, left, right, {c, V, Index(t_.batch) * V});
    }

    void activations(const Step& step, int panel, Index begin, int rows) {
        with_lanes(lanes_of(panel, t_.hidden), [&](auto lanes) {
            if (Policy::has_masks && (t_.state_mask != nullptr || t_.update_mask != nullptr)) {
                activations<Policy::has_masks>(step, panel, begin, rows, lanes);
            } else {
                activations<false>(step, panel, begin, rows, lanes);
            }
        });
    }

    /// Goes back through (5) and (4).
    template <bool MASKED, bool WHOLE>
    void activations(const Step& step, int panel, Index begin, int rows, Lanes<WHOLE> lanes) {
        const Index column = panel * V;
        const float* y = t_.y + t_.slots.place[step.slot] * t_.hidden + column;
        for (Index n = begin; n < begin + rows; ++n) {
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
            const vec by_passing = Policy::gradients(step.g(panel, n), lanes.get(y + n * t_.hidden), h, dnew, passed,
                                                     Policy::carries_c ? dc(panel, n) : nullptr, lanes);
            store(direct(panel, n), by_passing);
        }
    }

    /// Goes back through (3): dq = do·Uoᵀ for a few rows at a time, in this thread's own memory.
    void multiply_candidates(const Step& step, const Segment& segment, int rows) {
        constexpr int most = 8 * tile_rows<2>;
        alignas(64) float dq[2 * most * V];
        for (int done = 0; done < rows; done += most) {
            const int count = rows - done < most ? rows - done : most;
            const Index begin = segment.begin + done;
            std::memset(dq, 0, sizeof dq);
            const Left<by_row> left{step.g(0, begin) + Policy::FromReset::place * V, width, step.chunk.panel_step()};
            const Right<V> right{t_.packed.ut_reset + Index(segment.panel) * t_.panels * V * V,
                                 Index(t_.panels) * V * V};
            multiply_panels<2>(segment.panels, count, t_.panels, V, left, right, {dq, V, most * V});
            for (int p = 0; p < segment.panels; ++p) {
                with_lanes(lanes_of(segment.panel + p, t_.hidden),
                           [&](auto lanes) { reset(step, segment.panel + p, begin, count, dq + p * most * V, lanes); });
            }
        }
    }

    template <bool WHOLE>
    void reset(const Step& step, int panel, Index begin, int rows, const float* dq, Lanes<WHOLE> lanes) {
        const Index column = panel * V;
        for (int i = 0; i < rows; ++i) {
            const Index n = begin + i;
            float* g = step.g(panel, n);
            vec h = lanes.get(step.h + n * step.h_step + column);
            if (t_.state_mask != nullptr) {
                h *= lanes.get(t_.state_mask + n * t_.hidden + column);
            }
            lanes.put(s_.reset_states + (step.in_chunk + n) * t_.hidden + column, load(g + place_r) * h);
            const vec dh = Policy::reset_gradients(g, h, load(dq + Index(i) * V), lanes);
            store(product(panel, n), load(product(panel, n)) + dh);
        }
    }

    /// Goes back from the first step: the gradients of h0 and c0.
    void initial_states() {
        if (next_ != nullptr) {
            multiply_next();
        }
        for_each_panel(t_.batch, [&](int panel, Index begin, int rows) {
            const int lanes = lanes_of(panel, t_.hidden);
            for (Index n = begin; n < begin + rows; ++n) {
                const Index place = n * t_.hidden + panel * V;
                if (t_.dh0 != nullptr) {
                    vec d = load(product(panel, n));
                    if (Policy::has_masks && t_.state_mask != nullptr) {
                        d = d * load(t_.state_mask + place, lanes) + load(direct(panel, n));
                    }
                    store(t_.dh0 + place, d, lanes);
                }
                if constexpr (Policy::carries_c) {
                    if (t_.dc0 != nullptr) {
                        store(t_.dc0 + place, load(dc(panel, n)), lanes);
                    }
                }
            }
        });
    }

    const PanelTask& t_;
    const PanelScratch& s_;
    const Member& me_;
    ChunkGradients<Policy> gradients_;
    // gradients of the slot that this pass visited previously, which follows in time; null at first
    const float* next_ = nullptr;
    Index next_panel_step_ = 0;
    int next_rows_ = 0;
};

}  // namespace gru4j::GRU4J_ISA
