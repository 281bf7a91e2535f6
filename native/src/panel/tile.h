#pragma once

#include "vector.h"

namespace gru4j::GRU4J_ISA {

using Index = std::ptrdiff_t;

/// A, the left factor of a product: the layout of its elements (row i, depth k).
template <int STEP>
struct Left {
    /// STEP = by_row: a[i·row + k]; after each `depth` values of k, the address advances by `block`. STEP > 0:
    /// a[k·STEP + i]. STEP = by_column: a[k·row + i].
    const float* a;
    Index row;
    Index block;
};
constexpr int by_row = 0;
constexpr int by_column = -1;

/// B, the right factor. Row k is at b + k·STEP, or at b + k·row if STEP = any_step. Its j-th vector is another j·column
/// floats further.
template <int STEP>
struct Right {
    const float* b;
    Index column;
    Index row = STEP;
};
constexpr int any_step = 0;

/// C. Row i, vector j is at c + i·row + j·column. The product is added to its content. Vectors from START on do not
/// start from their content, but from vector j of `start`, which is the same for all rows.
struct Result {
    float* c;
    Index row;
    Index column;
    const float* start = nullptr;
};

/// C[ROWS][COLS·V] += A[ROWS][blocks·depth] · B[blocks·depth][COLS·V], with all of C in registers. Each element is
/// summed in the order of k, whatever ROWS and COLS are, so that the bits do not depend on how rows are divided into
/// tiles.
template <int ROWS, int COLS, int A_STEP, int B_STEP, int START = COLS>
GRU4J_INLINE void tile(int blocks, int depth, Left<A_STEP> left, Right<B_STEP> right, Result result) {
    vec sum[ROWS][COLS];
#pragma GCC unroll 32
    for (int i = 0; i < ROWS; ++i) {
#pragma GCC unroll 16
        for (int j = 0; j < COLS; ++j) {
            sum[i][j] = j >= START ? load(result.start + j * V) : load(result.c + i * result.row + j * result.column);
        }
    }
    const float* a = left.a;
    const float* b = right.b;
    for (int block = 0; block < blocks; ++block) {
#pragma GCC unroll 4
        for (int k = 0; k < depth; ++k) {
            vec w[COLS];
#pragma GCC unroll 16
            for (int j = 0; j < COLS; ++j) {
                w[j] = load(b + j * right.column);
            }
            b += B_STEP == any_step ? right.row : B_STEP;
#pragma GCC unroll 32
            for (int i = 0; i < ROWS; ++i) {
                const float value = A_STEP == by_row      ? a[i * left.row + k]
                                    : A_STEP == by_column ? a[k * left.row + i]
                                                          : a[Index(k) * A_STEP + i];
#pragma GCC unroll 16
                for (int j = 0; j < COLS; ++j) {
                    sum[i][j] += w[j] * value;
                }
            }
        }
        a += left.block;
    }
#pragma GCC unroll 32
    for (int i = 0; i < ROWS; ++i) {
#pragma GCC unroll 16
        for (int j = 0; j < COLS; ++j) {
            store(result.c + i * result.row + j * result.column, sum[i][j]);
        }
    }
}

/// tile() as a function call. If PACKED_B, B's vectors are adjacent, so that the compiler knows all distances.
template <int ROWS, int COLS, int A_STEP, int B_STEP, bool PACKED_B, int START>
__attribute__((noinline)) void tile_call(int blocks, int depth, Left<A_STEP> left, Right<B_STEP> right, Result result) {
    if constexpr (PACKED_B) {
        right.column = V;
    }
    tile<ROWS, COLS, A_STEP, B_STEP, START>(blocks, depth, left, right, result);
}

/// tile_call() for a number of rows from 1 to MOST that is known only at run time.
template <int MOST, int COLS, int A_STEP, int B_STEP, bool PACKED_B, int START = COLS>
void last_tile(int rows, int blocks, int depth, Left<A_STEP> left, Right<B_STEP> right, Result result) {
    if (rows == MOST) {
        tile_call<MOST, COLS, A_STEP, B_STEP, PACKED_B, START>(blocks, depth, left, right, result);
    } else if constexpr (MOST > 1) {
        last_tile<MOST - 1, COLS, A_STEP, B_STEP, PACKED_B, START>(rows, blocks, depth, left, right, result);
    }
}

/// Number of columns of the tiles for a product that is VECTORS wide: all of them, unless a tile would then have too
/// few rows.
template <int VECTORS>
constexpr int tile_columns = VECTORS == 4 && accumulators < 16 ? 2 : VECTORS;

/// Number of rows of a tile that is COLS vectors wide. With a single column there are at most 8, because each row needs
/// a pointer.
template <int COLS>
constexpr int tile_rows = COLS == 1 && accumulators > 8 ? 8 : accumulators / COLS;

/// C += A·B for any number of rows, with an A that is not packed.
template <int COLS, int B_STEP, bool PACKED_B, int START = COLS>
void multiply(int rows, int blocks, int depth, Left<by_row> left, Right<B_STEP> right, Result result) {
    constexpr int most = tile_rows<COLS>;
    for (; rows >= most; rows -= most) {
        tile_call<most, COLS, by_row, B_STEP, PACKED_B, START>(blocks, depth, left, right, result);
        left.a += most * left.row;
        result.c += most * result.row;
    }
    if (rows > 0) {
        last_tile<most, COLS, by_row, B_STEP, PACKED_B, START>(rows, blocks, depth, left, right, result);
    }
}

/// multiply() with the factor B of one panel, [depth][VECTORS·V], vectors adjacent. From vector START on, C starts from
/// `start`; the other vectors are added to.
template <int VECTORS, int START>
GRU4J_INLINE void multiply_panel(int rows, int depth, Left<by_row> left, const float* b, Result result) {
    constexpr int columns = tile_columns<VECTORS>;
    static_assert(columns == VECTORS || START == 0 || START == VECTORS);
    for (int first = 0; first < VECTORS; first += columns) {
        constexpr int start = columns == VECTORS ? START : START == 0 ? 0 : columns;
        multiply<columns, VECTORS * V, true, start>(rows, 1, depth, left, Right<VECTORS * V>{b + first * V, V}, result);
        result.c += columns * result.column;
        result.start += columns * V;
    }
}

/// multiply() with up to MOST factors of one vector each, `right.column` floats apart, into the same number of panels.
/// STARTS: C starts from `start` instead of being added to.
template <int MOST, bool STARTS = false>
GRU4J_INLINE void multiply_panels(int panels, int rows, int blocks, int depth, Left<by_row> left, Right<V> right,
                                  Result result) {
    if constexpr (MOST >= 3) {
        if (panels == 3) {
            multiply<3, V, false, STARTS ? 0 : 3>(rows, blocks, depth, left, right, result);
            return;
        }
    }
    if (panels == 2) {
        multiply<2, V, false, STARTS ? 0 : 2>(rows, blocks, depth, left, right, result);
    } else {
        multiply<1, V, true, STARTS ? 0 : 1>(rows, blocks, depth, left, right, result);
    }
}

}  // namespace gru4j::GRU4J_ISA
