#pragma once

#include "task.h"
#include "tile.h"

namespace gru4j::GRU4J_ISA {

// What a row of one panel of pre-activations G holds, V floats each; see gru_kernel.h for the equations.
//
//   after:  ox | u | r | oh     ox = x·Wo + bo     u, r = x·W + h̃·U + b     oh = h̃·Uo + bu'
//   before: o  | u | r          o = x·Wo + (r⊙h̃)·Uo + bo
//
// The part of x is one product into o, u, r; the part of h̃ one into u, r, oh (after), or into u, r (before). The
// activations take the place of the pre-activations, and backward's gradients with respect to the pre-activations
// theirs.
constexpr int place_o = 0;
constexpr int place_u = V;
constexpr int place_r = 2 * V;
constexpr int place_q = 3 * V;

// Which of the gates u, r, o of the weights is the j-th of a product.
constexpr int gates_of_x[] = {2, 0, 1};
constexpr int gates_of_h[] = {0, 1, 2};
constexpr int gates_of_plain_h[] = {0, 1};
constexpr int gates_of_reset_h[] = {2};

/// Reset gate after the product.
struct After {
    static constexpr bool after = true;
    static constexpr int width = 4 * V;  // of a row of G
    static constexpr int h_gates = 3;    // that h̃ has a product with
};

/// Reset gate before the product.
struct Before {
    static constexpr bool after = false;
    static constexpr int width = 3 * V;
    static constexpr int h_gates = 2;
};

/// Rows that lie together both in a chunk and in the arrays of all steps.
struct Run {
    std::int64_t place;     // in the arrays
    std::int64_t in_chunk;  // from the chunk's first row on
    int rows;
};

/// A chunk of slots, and where its rows are in G.
template <class Cell>
struct Chunk {
    int begin, end;          // slots
    std::int64_t first_row;  // of the slice
    int rows;
    float* g;

    Chunk(const PanelTask& task, int index) {
        const Slots& slots = task.slots;
        begin = slots.chunk[index];
        end = slots.chunk[index + 1];
        first_row = slots.first[begin];
        rows = static_cast<int>(slots.first[end] - first_row);
        g = task.training ? task.g + first_row * task.panels * Cell::width : task.scratch.g;
    }

    /// body(run) for the chunk's rows in their order.
    template <typename Body>
    void for_each_run(const Slots& slots, Body body) const {
        for (int slot = begin; slot < end;) {
            Run run{slots.place[slot], slots.first[slot] - first_row, 0};
            while (slot < end && slots.place[slot] == run.place + run.rows) {
                run.rows += slots.rows[slot];
                ++slot;
            }
            body(run);
        }
    }

    float* row(int panel, std::int64_t row_of_chunk) const {
        return g + (Index(panel) * rows + row_of_chunk) * Cell::width;
    }
    /// From one panel to the next.
    Index panel_step() const { return Index(rows) * Cell::width; }
};

/// Units of the panel that exist.
GRU4J_INLINE int lanes_of(int panel, int size) {
    const int left = size - panel * V;
    return left < V ? left : V;
}

/// The rows of one or two panels that one thread works on.
struct Segment {
    int panel, panels;
    int begin, end;  // rows
    int rows() const { return end - begin; }
};

/// The segments of one thread: all (panel, tile of rows) in one line, cut evenly. Two neighbouring panels whose rows
/// are all this thread's come as one segment if pairs are asked for.
class Segments {
public:
    Segments(const Member& member, int panels, int rows, int rows_of_tile, bool pairs)
        : rows_(member.groups, rows, member.group),
          rows_of_tile_(rows_of_tile),
          tiles_((rows_.end - rows_.begin + rows_of_tile - 1) / rows_of_tile),
          pairs_(pairs),
          part_(panels * tiles_, member.count_in_group, member.index_in_group) {}

    bool next(Segment& segment) {
        const int left = part_.end - part_.begin;
        if (left <= 0) {
            return false;
        }
        const int first = part_.begin % tiles_;
        segment.panel = part_.begin / tiles_;
        segment.panels = pairs_ && first == 0 && left >= 2 * tiles_ ? 2 : 1;
        const int tiles = segment.panels == 2 ? 2 * tiles_ : (left < tiles_ - first ? left : tiles_ - first);
        segment.begin = rows_.begin + first * rows_of_tile_;
        const int end = segment.panels == 2 ? rows_.end : segment.begin + tiles * rows_of_tile_;
        segment.end = end < rows_.end ? end : rows_.end;
        part_.begin += tiles;
        return true;
    }

private:
    struct Range {
        int begin, end;
        Range(int parts, int size, int i) : begin(Part(size, parts, i).begin), end(Part(size, parts, i).end) {}
    };

    Range rows_;
    int rows_of_tile_;
    int tiles_;
    bool pairs_;
    Part part_;
};

}  // namespace gru4j::GRU4J_ISA
