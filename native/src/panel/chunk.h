#pragma once

#include "cells.h"
#include "tile.h"

namespace gru4j::GRU4J_ISA {

/// Rows that are adjacent both in a chunk and in the arrays of all steps.
struct Run {
    std::int64_t place;     // row in the arrays
    std::int64_t in_chunk;  // row in the chunk
    int rows;
};

/// A chunk of slots, and the memory of its rows in G: [panel][row][WIDTH].
template <int WIDTH>
struct Chunk {
    static constexpr int row_size = WIDTH;

    int begin, end;          // slots
    std::int64_t first_row;  // of the slice
    int rows;
    float* g;

    /// G holds the rows of all chunks.
    static Chunk of_all(const PanelTask& task, int index) {
        Chunk chunk(task.slots, index);
        chunk.g = task.g + chunk.first_row * task.panels * WIDTH;
        chunk.rows_apart_ = chunk.rows;
        return chunk;
    }
    /// G holds only the rows of this chunk.
    static Chunk alone(const PanelTask& task, int index, float* g) {
        Chunk chunk(task.slots, index);
        chunk.g = g;
        chunk.rows_apart_ = rows_apart(chunk.rows);
        return chunk;
    }

    /// Calls body(run) for the chunk's rows in their order.
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
        return g + (Index(panel) * rows_apart_ + row_of_chunk) * WIDTH;
    }
    /// Distance from one panel to the next, in floats.
    Index panel_step() const { return Index(rows_apart_) * WIDTH; }

private:
    Chunk(const Slots& slots, int index)
        : begin(slots.chunk[index]),
          end(slots.chunk[index + 1]),
          first_row(slots.first[begin]),
          rows(static_cast<int>(slots.first[end] - first_row)),
          g(nullptr),
          rows_apart_(rows) {}

    int rows_apart_;  // distance from one panel to the next, in rows
};

/// Number of lanes of the panel that have a unit.
GRU4J_INLINE int lanes_of(int panel, int size) {
    const int left = size - panel * V;
    return left < V ? left : V;
}

/// Number of adjacent panels for the next product, if `left` remain: at most `most`, and two pairs instead of three and
/// one.
GRU4J_INLINE int together(int left, int most) {
    return most == 3 && left == 4 ? 2 : left < most ? left : most;
}

/// The rows of some adjacent panels that one thread works on.
struct Segment {
    int panel, panels;
    int begin, end;  // rows
    int rows() const { return end - begin; }
};

/// The segments of one thread. All pairs (panel, tile of rows) form one sequence, which is divided evenly among the
/// threads. Up to `most` adjacent panels whose rows all belong to this thread form one segment.
class Segments {
public:
    Segments(const Member& member, int panels, int rows, int rows_of_tile, int most)
        : rows_(member.groups, rows, member.group),
          rows_of_tile_(rows_of_tile),
          tiles_((rows_.end - rows_.begin + rows_of_tile - 1) / rows_of_tile),
          most_(most),
          part_(panels * tiles_, member.count_in_group, member.index_in_group) {}

    bool next(Segment& segment) {
        const int left = part_.end - part_.begin;
        if (left <= 0) {
            return false;
        }
        const int first = part_.begin % tiles_;
        segment.panel = part_.begin / tiles_;
        const bool whole = first == 0 && left >= 2 * tiles_;
        segment.panels = whole ? together(left / tiles_, most_) : 1;
        const int tiles = whole ? segment.panels * tiles_ : (left < tiles_ - first ? left : tiles_ - first);
        segment.begin = rows_.begin + first * rows_of_tile_;
        const int end = whole ? rows_.end : segment.begin + tiles * rows_of_tile_;
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
    int most_;
    Part part_;
};

}  // namespace gru4j::GRU4J_ISA
