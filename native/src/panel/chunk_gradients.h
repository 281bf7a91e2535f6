#pragma once

#include "packing.h"

namespace gru4j::GRU4J_ISA {

/// Number of rows in a strip, for a product with VECTORS vectors of dG. A product with a single vector has tiles of
/// several heights, for one panel or for adjacent ones: the strip's number of rows is a multiple of all of them.
template <int VECTORS>
constexpr int strip_height = accumulators / tile_columns<VECTORS>;

/// A thread's share of the gradients that a chunk's dG gives besides the recursion, while the chunk is in cache:
///
///     dX = dG·Wᵀ      dW += xᵀ·dG      dU += h̃ᵀ·dG, GRU, reset before: dUo += (r⊙h̃)ᵀ·do      db += Σ dG
///
/// Each element is summed by one thread, in the order of the rows.
template <class Policy>
class ChunkGradients {
public:
    using G = Chunk<Policy::saved_width>;

    ChunkGradients(const PanelTask& task, const Member& member)
        : t_(task), s_(task.scratch), me_(member), panels_(member.part(task.panels)) {
        input_strips_ = strips(t_.inputs, x_strip);
        state_strips_ = strips(t_.hidden, h_strip);
        reset_strips_ = Policy::resets_state ? strips(t_.hidden, reset_strip) : 0;
    }

    void prepare() {
        zero(s_.dw, Index(t_.inputs) * vectors<FromX> * V);
        zero(s_.du, Index(t_.hidden) * vectors<FromH> * V);
        if constexpr (Policy::resets_state) {
            zero(s_.du_reset, Index(t_.hidden) * V);
        }
        zero(s_.db, row_vectors<Policy> * V);
    }

    /// Call this after all threads have computed all steps of the chunk.
    void add_chunk(const G& chunk) {
        transpose(chunk);
        if (t_.dx != nullptr) {
            input_gradient(chunk);
        }
        me_.meet_all();
        multiply(chunk);
    }

private:
    using FromX = typename Policy::FromX;
    using FromH = typename Policy::FromH;
    static constexpr int neighbours = Policy::neighbours;
    // Widths of strips: adjacent columns of x, h̃ and r⊙h̃, one for each row of a tile.
    static constexpr int x_strip = strip_height<vectors<FromX>>;
    static constexpr int h_strip = strip_height<vectors<FromH>>;
    static constexpr int reset_strip = strip_height<1>;

    static int strips(int size, int height) { return (size + height - 1) / height; }

    void zero(float* panels, Index size) {
        std::memset(panels + panels_.begin * size, 0, (panels_.end - panels_.begin) * size * sizeof(float));
    }

    // The strips of a chunk are stored one after the other: those of x, of h̃, of r⊙h̃. A strip is [row of the
    // chunk][column].
    float* strips_of_x() const { return s_.columns; }
    float* strips_of_h() const { return strips_of_x() + Index(input_strips_) * x_strip * t_.chunk_rows; }
    float* strips_of_reset() const { return strips_of_h() + Index(state_strips_) * h_strip * t_.chunk_rows; }

    void transpose(const G& chunk) {
        const Part x = me_.part(input_strips_);
        chunk.for_each_run(t_.slots, [&](const Run& run) {
            transpose<x_strip>(t_.x + run.place * t_.inputs, t_.inputs, nullptr, t_.inputs, run.rows, run.in_chunk, x,
                               strips_of_x());
        });
        const Part h = me_.part(state_strips_);
        for (int slot = chunk.begin; slot < chunk.end; ++slot) {
            const std::int64_t before = t_.slots.place_before(slot);
            const float* state = before < 0 ? t_.h0 : t_.y + before * t_.hidden;
            const Index step = state == nullptr ? 0 : t_.hidden;
            transpose<h_strip>(state == nullptr ? s_.zeros : state, step, t_.state_mask, t_.hidden, t_.slots.rows[slot],
                               t_.slots.first[slot] - chunk.first_row, h, strips_of_h());
        }
        if constexpr (Policy::resets_state) {
            const Part r = me_.part(reset_strips_);
            transpose<reset_strip>(s_.reset_states, t_.hidden, nullptr, t_.hidden, chunk.rows, 0, r, strips_of_reset());
        }
    }

    /// Copies columns of from[rows, columns], whose rows are `step` floats apart, into strips of HEIGHT columns. If
    /// there is a mask, they are multiplied by its columns.
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

    /// The products of strips with panels. All take about the same time, and are divided evenly among the threads.
    void multiply(const G& chunk) {
        Segments segments(me_.ungrouped(), t_.panels, input_strips_ + state_strips_ + reset_strips_, 1, neighbours);
        for (Segment segment; segments.next(segment);) {
            for (int k = segment.begin; k < segment.end; ++k) {
                multiply(chunk, segment.panel, segment.panels, k);
            }
        }
    }

    /// The product of the k-th strip with some panels. The threads of the first strip also sum up the bias.
    void multiply(const G& chunk, int panel, int panels, int k) {
        for (int p = panel; k == 0 && p < panel + panels; ++p) {
            add_bias_sums(chunk, p);
        }
        if (k < input_strips_) {
            multiply<FromX, x_strip>(chunk, panel, panels, strips_of_x(), k, t_.inputs, s_.dw);
            return;
        }
        k -= input_strips_;
        if (k < state_strips_) {
            multiply<FromH, h_strip>(chunk, panel, panels, strips_of_h(), k, t_.hidden, s_.du);
            return;
        }
        if constexpr (Policy::resets_state) {
            multiply<typename Policy::FromReset, reset_strip>(chunk, panel, panels, strips_of_reset(),
                                                              k - state_strips_, t_.hidden, s_.du_reset);
        }
    }

    /// into[panel][k·HEIGHT + i][vectors·V] += the strip's columns times dG of the product's gates.
    template <class Product, int HEIGHT>
    void multiply(const G& chunk, int panel, int panels, const float* strips_of_chunk, int k, int size, float* into) {
        constexpr int count = vectors<Product>;
        const int left = size - k * HEIGHT;
        const int rows = left < HEIGHT ? left : HEIGHT;
        const Left<HEIGHT> columns{strips_of_chunk + Index(k) * HEIGHT * t_.chunk_rows, 0, 0};
        const float* g = chunk.row(panel, 0) + Product::place * V;
        float* c = into + (Index(panel) * size + Index(k) * HEIGHT) * count * V;
        if constexpr (neighbours == 1) {
            constexpr int at_once = accumulators / HEIGHT;
            for (int j = 0; j < count; j += at_once) {
                multiply_strip<at_once, true>(rows, chunk.rows, columns, {g + j * V, V}, {c + j * V, count * V, V});
            }
        } else {
            const Right<G::row_size> factors{g, chunk.panel_step()};
            const Result result{c, V, Index(size) * V};
            if (panels == 3) {
                multiply_strip<3, false>(rows, chunk.rows, columns, factors, result);
            } else if (panels == 2) {
                multiply_strip<2, false>(rows, chunk.rows, columns, factors, result);
            } else {
                multiply_strip<1, true>(rows, chunk.rows, columns, factors, result);
            }
        }
    }

    /// C += columns · COLS vectors of dG, for as many rows at a time as a tile holds.
    template <int COLS, bool PACKED_B, int HEIGHT>
    static void multiply_strip(int rows, int depth, Left<HEIGHT> columns, Right<G::row_size> g, Result result) {
        constexpr int most = accumulators / COLS;
        for (; rows > most; rows -= most) {
            tile_call<most, COLS, HEIGHT, G::row_size, PACKED_B, COLS>(1, depth, columns, g, result);
            columns.a += most;
            result.c += most * result.row;
        }
        last_tile<most, COLS, HEIGHT, G::row_size, PACKED_B>(rows, 1, depth, columns, g, result);
    }

    void add_bias_sums(const G& chunk, int panel) {
        constexpr int count = row_vectors<Policy>;
        float* db = s_.db + Index(panel) * count * V;
        const float* g = chunk.row(panel, 0);
        vec sums[count];
        for (int j = 0; j < count; ++j) {
            sums[j] = load(db + j * V);
        }
        for (int row = 0; row < chunk.rows; ++row, g += G::row_size) {
            for (int j = 0; j < count; ++j) {
                sums[j] += load(g + j * V);
            }
        }
        for (int j = 0; j < count; ++j) {
            store(db + j * V, sums[j]);
        }
    }

    /// dX = dG·Wᵀ for this thread's rows, a few at a time.
    void input_gradient(const G& chunk) {
        constexpr int tile = tile_rows<2>;
        const Part tiles = me_.part((chunk.rows + tile - 1) / tile);
        const Index first = tiles.begin * tile;
        const Index last = tiles.end * tile;
        constexpr Index at_once = tuning::dx_rows;
        chunk.for_each_run(t_.slots, [&](const Run& run) {
            const Index begin = first > run.in_chunk ? first : run.in_chunk;
            const Index end = last < run.in_chunk + run.rows ? last : run.in_chunk + run.rows;
            for (Index row = begin; row < end; row += at_once) {
                input_gradient(chunk, row, static_cast<int>(end - row < at_once ? end - row : at_once),
                               t_.dx + (run.place + row - run.in_chunk) * t_.inputs);
            }
        });
    }

    void input_gradient(const G& chunk, Index row, int rows, float* dx) {
        constexpr int panels_at_once = tuning::GRU4J_ISA::vectors_in_cache / vectors<FromX>;
        const int whole = t_.inputs / V;                               // panels of inputs that use all lanes
        float* last = s_.dx + Index(me_.index) * tuning::dx_rows * V;  // [rows][V]
        for (int first = 0; first < t_.panels; first += panels_at_once) {
            const int count = t_.panels - first < panels_at_once ? t_.panels - first : panels_at_once;
            int p = 0;
            for (; p + 2 <= whole; p += 2) {
                multiply_back<2>(chunk, row, rows, first, count, p, {dx + p * V, t_.inputs, V});
            }
            for (; p < t_.input_panels; ++p) {
                const Result result = p < whole ? Result{dx + p * V, t_.inputs, V} : Result{last, V, V};
                multiply_back<1>(chunk, row, rows, first, count, p, result);
            }
        }
        for (int i = 0; whole < t_.input_panels && i < rows; ++i) {
            store(dx + Index(i) * t_.inputs + whole * V, load(last + i * V), lanes_of(whole, t_.inputs));
        }
    }

    /// The columns of COLS panels of inputs, beginning with panel p, += dG of panels first to first+count-1 times Wᵀ.
    /// If `first` is 0, they start from 0.
    template <int COLS>
    void multiply_back(const G& chunk, Index row, int rows, int first, int count, int p, Result result) {
        constexpr int depth = vectors<FromX> * V;
        static constexpr float zeros[COLS * V] = {};
        result.start = zeros;
        const Index next = Index(t_.panels) * depth * V;
        const Left<by_row> g{chunk.row(first, row) + FromX::place * V, G::row_size, chunk.panel_step()};
        const Right<V> w{t_.packed.wt + p * next + Index(first) * depth * V, next};
        if (first == 0) {
            GRU4J_ISA::multiply<COLS, V, COLS == 1, 0>(rows, count, depth, g, w, result);
        } else {
            GRU4J_ISA::multiply<COLS, V, COLS == 1>(rows, count, depth, g, w, result);
        }
    }

    const PanelTask& t_;
    const PanelScratch& s_;
    const Member& me_;
    Part panels_;
    int input_strips_, state_strips_, reset_strips_;
};

}  // namespace gru4j::GRU4J_ISA
