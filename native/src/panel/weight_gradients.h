#pragma once

#include "packing.h"

namespace gru4j::GRU4J_ISA {

/// A thread's share of what a chunk's dG gives besides the recursion, while the chunk is in cache:
///
///     dX = dG·Wᵀ      dW += xᵀ·dG      dU += h̃ᵀ·dG, before: dUo += (r⊙h̃)ᵀ·do      db += Σ dG
///
/// Each element is summed by one thread, in the order of the rows.
template <class Cell>
class WeightGradients {
public:
    WeightGradients(const PanelTask& task, const Member& member)
        : t_(task), s_(task.scratch), me_(member), panels_(member.part(task.panels)) {
        reset_columns_ = Cell::after ? 0 : strips<1>(t_.hidden);
        state_columns_ = strips<Cell::h_gates>(t_.hidden);
        input_columns_ = strips<3>(t_.inputs);
    }

    void prepare() {
        zero(s_.dw, Index(t_.inputs) * 3 * V);
        zero(s_.du, Index(t_.hidden) * Cell::h_gates * V);
        if constexpr (!Cell::after) {
            zero(s_.duo, Index(t_.hidden) * V);
        }
        zero(s_.db, Cell::width);
    }

    /// All threads have done all of the chunk's steps.
    void add_chunk(const Chunk<Cell>& chunk) {
        transpose(chunk);
        if (t_.dx != nullptr) {
            input_gradient(chunk);
        }
        me_.meet_all();
        multiply(chunk);
    }

private:
    /// Rows of a strip whose product is COLS vectors wide.
    template <int COLS>
    static constexpr int strip = accumulators / COLS;

    template <int COLS>
    static int strips(int size) {
        return (size + strip<COLS> - 1) / strip<COLS>;
    }

    void zero(float* panels, Index size) {
        std::memset(panels + panels_.begin * size, 0, (panels_.end - panels_.begin) * size * sizeof(float));
    }

    // The strips of a chunk lie one after the other: of x, of h̃, of r⊙h̃. In a strip: [row of the chunk][column].
    float* input_strips() const { return s_.columns; }
    float* state_strips() const { return input_strips() + Index(input_columns_) * strip<3> * t_.chunk_rows; }
    float* reset_strips() const {
        return state_strips() + Index(state_columns_) * strip<Cell::h_gates> * t_.chunk_rows;
    }

    void transpose(const Chunk<Cell>& chunk) {
        const Part x = me_.part(input_columns_);
        chunk.for_each_run(t_.slots, [&](const Run& run) {
            transpose<strip<3>>(t_.x + run.place * t_.inputs, t_.inputs, nullptr, t_.inputs, run.rows, run.in_chunk, x,
                                input_strips());
        });
        const Part h = me_.part(state_columns_);
        for (int slot = chunk.begin; slot < chunk.end; ++slot) {
            const std::int64_t before = t_.slots.place_before(slot);
            const float* state = before < 0 ? t_.h0 : t_.y + before * t_.hidden;
            const Index step = state == nullptr ? 0 : t_.hidden;
            transpose<strip<Cell::h_gates>>(state == nullptr ? s_.zeros : state, step, t_.state_mask, t_.hidden,
                                            t_.slots.rows[slot], t_.slots.first[slot] - chunk.first_row, h,
                                            state_strips());
        }
        if constexpr (!Cell::after) {
            const Part r = me_.part(reset_columns_);
            transpose<strip<1>>(s_.reset_states, t_.hidden, nullptr, t_.hidden, chunk.rows, 0, r, reset_strips());
        }
    }

    /// Columns of from[rows, columns], rows `step` apart, times those of a mask if there is one, into strips of HEIGHT.
    template <int HEIGHT>
    void transpose(const float* from, Index step, const float* mask, int columns, int rows, Index first, Part part,
                   float* to) const {
        for (int k = part.begin; k < part.end; ++k) {
            const int left = columns - k * HEIGHT;
            const int height = left < HEIGHT ? left : HEIGHT;
            float* target = to + Index(k) * HEIGHT * t_.chunk_rows + first * HEIGHT;
            const float* source = from + Index(k) * HEIGHT;
            if (mask != nullptr) {
                for (int row = 0; row < rows; ++row) {
                    for (int i = 0; i < height; ++i) {
                        target[row * HEIGHT + i] = source[row * step + i] * mask[Index(row) * columns + k * HEIGHT + i];
                    }
                }
            } else if (height == HEIGHT) {
                for (int row = 0; row < rows; ++row) {
                    std::memcpy(target + row * HEIGHT, source + row * step, HEIGHT * sizeof(float));
                }
            } else {
                for (int row = 0; row < rows; ++row) {
                    for (int i = 0; i < height; ++i) {
                        target[row * HEIGHT + i] = source[row * step + i];
                    }
                }
            }
        }
    }

    /// The products of strips with panels, all about as long, shared out in one line.
    void multiply(const Chunk<Cell>& chunk) {
        const int strips_in_all = input_columns_ + state_columns_ + reset_columns_;
        Part part = me_.part(t_.panels * strips_in_all);
        while (part.begin < part.end) {
            const int panel = part.begin / strips_in_all;
            const int begin = part.begin % strips_in_all;
            const int left = part.end - part.begin;
            const int end = strips_in_all - begin < left ? strips_in_all : begin + left;
            if (begin == 0) {
                add_bias_sums(chunk, panel);
            }
            for (int k = begin; k < end; ++k) {
                multiply(chunk, panel, k);
            }
            part.begin += end - begin;
        }
    }

    void multiply(const Chunk<Cell>& chunk, int panel, int k) {
        if (k < input_columns_) {
            multiply<3>(chunk, panel, place_o, input_strips(), k, t_.inputs, s_.dw);
        } else if (k < input_columns_ + state_columns_) {
            multiply<Cell::h_gates>(chunk, panel, place_u, state_strips(), k - input_columns_, t_.hidden, s_.du);
        } else if constexpr (!Cell::after) {
            multiply<1>(chunk, panel, place_o, reset_strips(), k - input_columns_ - state_columns_, t_.hidden, s_.duo);
        }
    }

    /// into[panel][k·strip + i][COLS·V] += the strip's columns times dG from `place` on
    template <int COLS>
    void multiply(const Chunk<Cell>& chunk, int panel, int place, const float* strips_of_chunk, int k, int size,
                  float* into) {
        constexpr int height = strip<COLS>;
        const int left = size - k * height;
        const Left<height> columns{strips_of_chunk + Index(k) * height * t_.chunk_rows, 0, 0};
        const Right<Cell::width> g{chunk.row(panel, 0) + place, V};
        const Result result{into + (Index(panel) * size + Index(k) * height) * COLS * V, COLS * V, V};
        last_tile<height, COLS, height, Cell::width, true>(left < height ? left : height, 1, chunk.rows, columns, g,
                                                           result);
    }

    void add_bias_sums(const Chunk<Cell>& chunk, int panel) {
        constexpr int parts = Cell::width / V;
        float* db = s_.db + Index(panel) * Cell::width;
        const float* g = chunk.row(panel, 0);
        vec sums[parts];
        for (int j = 0; j < parts; ++j) {
            sums[j] = load(db + j * V);
        }
        for (int row = 0; row < chunk.rows; ++row, g += Cell::width) {
            for (int j = 0; j < parts; ++j) {
                sums[j] += load(g + j * V);
            }
        }
        for (int j = 0; j < parts; ++j) {
            store(db + j * V, sums[j]);
        }
    }

    /// dX = dG·Wᵀ of this thread's rows, a few at a time.
    void input_gradient(const Chunk<Cell>& chunk) {
        constexpr int tile = tile_rows<2>;
        const Part tiles = me_.part((chunk.rows + tile - 1) / tile);
        const Index first = tiles.begin * tile;
        const Index last = tiles.end * tile;
        chunk.for_each_run(t_.slots, [&](const Run& run) {
            const Index begin = first > run.in_chunk ? first : run.in_chunk;
            const Index end = last < run.in_chunk + run.rows ? last : run.in_chunk + run.rows;
            for (Index row = begin; row < end; row += dx_rows) {
                input_gradient(chunk, row, static_cast<int>(end - row < dx_rows ? end - row : dx_rows),
                               t_.dx + (run.place + row - run.in_chunk) * t_.inputs);
            }
        });
    }

    void input_gradient(const Chunk<Cell>& chunk, Index row, int rows, float* dx) {
        constexpr int panels_at_once = 8;
        const int whole = t_.inputs / V;  // panels of inputs without lanes to spare
        float* last = s_.dx + Index(me_.index) * dx_rows * V;  // [rows][V]
        for (int first = 0; first < t_.panels; first += panels_at_once) {
            const int count = t_.panels - first < panels_at_once ? t_.panels - first : panels_at_once;
            int p = 0;
            for (; p + 2 <= whole; p += 2) {
                multiply_back<2, false>(chunk, row, rows, first, count, p, {dx + p * V, t_.inputs, V});
            }
            for (; p < t_.input_panels; ++p) {
                const Result result = p < whole ? Result{dx + p * V, t_.inputs, V} : Result{last, V, V};
                multiply_back<1, true>(chunk, row, rows, first, count, p, result);
            }
        }
        for (int i = 0; whole < t_.input_panels && i < rows; ++i) {
            store(dx + Index(i) * t_.inputs + whole * V, load(last + i * V), lanes_of(whole, t_.inputs));
        }
    }

    /// The columns of COLS panels of inputs, from panel p on, += dG of panels first to first+count-1 times Wᵀ; the
    /// first of them start from 0.
    template <int COLS, bool PACKED_B>
    void multiply_back(const Chunk<Cell>& chunk, Index row, int rows, int first, int count, int p, Result result) {
        constexpr int depth = 3 * V;
        static constexpr float zeros[COLS * V] = {};
        result.start = zeros;
        const Index next = Index(t_.panels) * depth * V;
        const Left<by_row> g{chunk.row(first, row) + place_o, Cell::width, chunk.panel_step()};
        const Right<V> w{t_.packed.wt + p * next + Index(first) * depth * V, next};
        if (first == 0) {
            GRU4J_ISA::multiply<COLS, V, PACKED_B, 0>(rows, count, depth, g, w, result);
        } else {
            GRU4J_ISA::multiply<COLS, V, PACKED_B>(rows, count, depth, g, w, result);
        }
    }

    const PanelTask& t_;
    const PanelScratch& s_;
    const Member& me_;
    Part panels_;
    int input_columns_, state_columns_, reset_columns_;  // strips
};

}  // namespace gru4j::GRU4J_ISA
