#pragma once

#include "cell.h"

namespace gru4j::GRU4J_ISA {

/// to[p][k][GATES·V] = from[k][gates[j]][p·V + lane], zeros in lanes without a unit: the right factor of a product of
/// depth `depth` that gives some gates of a panel. For panels p of `part`.
template <int GATES>
void pack_panels(const float* from, int depth, int hidden, const int (&gates)[GATES], Part part, float* to) {
    constexpr int depth_at_once = 16;  // the rows of `from` stay in cache while the panels take their lanes from them
    for (int begin = 0; begin < depth; begin += depth_at_once) {
        const int end = begin + depth_at_once < depth ? begin + depth_at_once : depth;
        for (int p = part.begin; p < part.end; ++p) {
            const int lanes = lanes_of(p, hidden);
            float* target = to + (Index(p) * depth + begin) * GATES * V;
            for (int k = begin; k < end; ++k, target += GATES * V) {
                for (int j = 0; j < GATES; ++j) {
                    const float* source = from + (Index(k) * 3 + gates[j]) * hidden + p * V;
                    store(target + j * V, lanes == V ? load(source) : load(source, lanes));
                }
            }
        }
    }
}

/// to[c][p][j·V + lane][V] = from[c·V + column][gates[j]][p·V + lane], zeros where there is none: the right factor of
/// the product of gates' gradients with the transposed weights. from [size,3,H]; for panels p of `part`, of `panels` in
/// all.
template <int GATES>
void pack_transposed(const float* from, int size, int hidden, const int (&gates)[GATES], int panels, Part part,
                     float* to) {
    for (int c = 0; c * V < size; ++c) {
        const int columns = lanes_of(c, size);
        for (int p = part.begin; p < part.end; ++p) {
            const int lanes = lanes_of(p, hidden);
            float* target = to + (Index(c) * panels + p) * GATES * V * V;
            for (int j = 0; j < GATES; ++j, target += V * V) {
                for (int column = 0; column < columns; ++column) {
                    const float* source = from + (Index(c * V + column) * 3 + gates[j]) * hidden + p * V;
                    for (int lane = 0; lane < lanes; ++lane) {
                        target[lane * V + column] = source[lane];
                    }
                }
            }
        }
    }
}

/// into[k][gates[j]][p·V + lane] += from[p][k][GATES·V]; undoes pack_panels().
template <int GATES>
void add_panels(const float* from, int depth, int hidden, const int (&gates)[GATES], Part part, float* into) {
    constexpr int depth_at_once = 16;
    for (int begin = 0; begin < depth; begin += depth_at_once) {
        const int end = begin + depth_at_once < depth ? begin + depth_at_once : depth;
        for (int p = part.begin; p < part.end; ++p) {
            const int lanes = lanes_of(p, hidden);
            const float* source = from + (Index(p) * depth + begin) * GATES * V;
            for (int k = begin; k < end; ++k, source += GATES * V) {
                for (int j = 0; j < GATES; ++j) {
                    float* target = into + (Index(k) * 3 + gates[j]) * hidden + p * V;
                    if (lanes == V) {
                        store(target, load(target) + load(source + j * V));
                    } else {
                        store(target, load(target, lanes) + load(source + j * V), lanes);
                    }
                }
            }
        }
    }
}

/// The bias in the order of G's rows: to[p][width]. Null for zeros.
template <class Cell>
void pack_bias(const float* b, int hidden, Part part, float* to) {
    constexpr int rows[] = {2, 0, 1, 3};  // bo, bu, br, bu'
    for (int p = part.begin; p < part.end; ++p) {
        for (int j = 0; j * V < Cell::width; ++j) {
            const int lanes = lanes_of(p, hidden);
            store(to + Index(p) * Cell::width + j * V,
                  b == nullptr ? vec{} : load(b + Index(rows[j]) * hidden + p * V, lanes));
        }
    }
}

/// db += the sums in the order of G's rows; undoes pack_bias().
template <class Cell>
void add_bias(const float* from, int hidden, Part part, float* db) {
    constexpr int rows[] = {2, 0, 1, 3};
    for (int p = part.begin; p < part.end; ++p) {
        for (int j = 0; j * V < Cell::width; ++j) {
            const int lanes = lanes_of(p, hidden);
            float* target = db + Index(rows[j]) * hidden + p * V;
            store(target, load(target, lanes) + load(from + Index(p) * Cell::width + j * V), lanes);
        }
    }
}

// A thread's share of what is done with the weights for all slices.

template <class Cell>
void pack_weights(const PanelTask& task, const Member& member) {
    const Part panels = member.part(task.panels);
    const PanelWeights& packed = task.packed;
    pack_panels(task.w, task.inputs, task.hidden, gates_of_x, panels, packed.w);
    if constexpr (Cell::after) {
        pack_panels(task.u, task.hidden, task.hidden, gates_of_h, panels, packed.u);
    } else {
        pack_panels(task.u, task.hidden, task.hidden, gates_of_plain_h, panels, packed.u);
        pack_panels(task.u, task.hidden, task.hidden, gates_of_reset_h, panels, packed.uo);
    }
}

template <class Cell>
void pack_transposed_weights(const PanelTask& task, const Member& member) {
    const Part panels = member.part(task.panels);
    const PanelWeights& packed = task.packed;
    pack_transposed(task.w, task.inputs, task.hidden, gates_of_x, task.panels, panels, packed.wt);
    if constexpr (Cell::after) {
        pack_transposed(task.u, task.hidden, task.hidden, gates_of_h, task.panels, panels, packed.ut);
    } else {
        pack_transposed(task.u, task.hidden, task.hidden, gates_of_plain_h, task.panels, panels, packed.ut);
        pack_transposed(task.u, task.hidden, task.hidden, gates_of_reset_h, task.panels, panels, packed.uot);
    }
}

/// Adds what a slice has summed up to the caller's gradients.
template <class Cell>
void add_slice(const PanelTask& task, const Member& member) {
    const Part panels = member.part(task.panels);
    const PanelScratch& sums = task.scratch;
    add_panels(sums.dw, task.inputs, task.hidden, gates_of_x, panels, task.dw);
    if constexpr (Cell::after) {
        add_panels(sums.du, task.hidden, task.hidden, gates_of_h, panels, task.du);
    } else {
        add_panels(sums.du, task.hidden, task.hidden, gates_of_plain_h, panels, task.du);
        add_panels(sums.duo, task.hidden, task.hidden, gates_of_reset_h, panels, task.du);
    }
    if (task.db != nullptr) {
        add_bias<Cell>(sums.db, task.hidden, panels, task.db);
    }
}

}  // namespace gru4j::GRU4J_ISA
