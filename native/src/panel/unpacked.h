#pragma once

#include "threads/team.h"
#include "tile.h"

namespace gru4j::GRU4J_ISA {

/// Calls body(j, lanes) for a part of all vectors of units. All vectors have all lanes, except possibly the last one.
template <typename Body>
GRU4J_INLINE void for_units(Part vectors, int units, Body body) {
    for (int v = vectors.begin; v < vectors.end; ++v) {
        const int left = units - v * V;
        if (left >= V) {
            body(Index(v) * V, Lanes<true>{V});
        } else {
            body(Index(v) * V, Lanes<false>{left});
        }
    }
}

/// C[ROWS][columns] += A·B, where B's rows are `step` floats apart: COLS vectors at a time, then single vectors, then
/// the remaining lanes. Each element is summed in the order of k.
template <int ROWS, int COLS, int A_STEP>
void multiply_unpacked(int columns, int depth, Left<A_STEP> left, const float* b, Index step, float* c, Index c_row) {
    int column = 0;
    for (; column + COLS * V <= columns; column += COLS * V) {
        tile<ROWS, COLS, A_STEP, any_step>(1, depth, left, {b + column, V, step}, {c + column, c_row, V});
    }
    for (; column + V <= columns; column += V) {
        tile<ROWS, 1, A_STEP, any_step>(1, depth, left, {b + column, V, step}, {c + column, c_row, V});
    }
    if (column == columns) {
        return;
    }
    const int lanes = columns - column;
    for (int i = 0; i < ROWS; ++i) {
        vec sum = load(c + i * c_row + column, lanes);
        for (int k = 0; k < depth; ++k) {
            const float* row = b + k * step + column;
            // past the lanes is the next row, but there is nothing after the last row
            const vec w = k + 1 < depth && step >= V ? load(row) : load(row, lanes);
            sum += w * (A_STEP == by_row ? left.a[i * left.row + k] : left.a[k * left.row + i]);
        }
        store(c + i * c_row + column, sum, lanes);
    }
}

/// Returns the sum of v's lanes, always in the same order.
GRU4J_INLINE float sum_of(vec v) {
    alignas(sizeof(vec)) float lanes[V];
    store(lanes, v);
    for (int half = V / 2; half > 0; half /= 2) {
        for (int j = 0; j < half; ++j) {
            lanes[j] += lanes[j + half];
        }
    }
    return lanes[0];
}

/// c[i·c_row + j·c_column] += Σ_k a[i·a_row + k]·b[j·b_row + k]: products of rows with rows.
template <int ROWS, int COLS>
GRU4J_INLINE void multiply_rows(int depth, const float* a, Index a_row, const float* b, Index b_row, float* c,
                                Index c_row, Index c_column) {
    vec sum[ROWS][COLS] = {};
    int k = 0;
    for (; k + V <= depth; k += V) {
#pragma GCC unroll 16
        for (int i = 0; i < ROWS; ++i) {
            const vec row = load(a + i * a_row + k);
#pragma GCC unroll 16
            for (int j = 0; j < COLS; ++j) {
                sum[i][j] += row * load(b + j * b_row + k);
            }
        }
    }
    for (int i = 0; k < depth && i < ROWS; ++i) {
        for (int j = 0; j < COLS; ++j) {
            sum[i][j] += load(a + i * a_row + k, depth - k) * load(b + j * b_row + k, depth - k);
        }
    }
    for (int i = 0; i < ROWS; ++i) {
        for (int j = 0; j < COLS; ++j) {
            c[i * c_row + j * c_column] += sum_of(sum[i][j]);
        }
    }
}

}  // namespace gru4j::GRU4J_ISA
