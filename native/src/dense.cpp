#include "gru4j/dense.h"

#include <algorithm>

#include "call_scope.h"
#include "gemm.h"
#include "thread_scope.h"

namespace gru4j {
namespace {

/// sums[O] += the sum over the rows of values[M,O], each column in the order of its rows.
void add_column_sums(std::int64_t rows, std::int64_t columns, const float* values, float* sums) {
    constexpr std::int64_t block = 128;
    for (std::int64_t begin = 0; begin < columns; begin += block) {
        const std::int64_t width = std::min(block, columns - begin);
        double partial[block] = {};
        for (std::int64_t m = 0; m < rows; ++m) {
            const float* row = values + m * columns + begin;
            for (std::int64_t j = 0; j < width; ++j) {
                partial[j] += row[j];
            }
        }
        for (std::int64_t j = 0; j < width; ++j) {
            sums[begin + j] += static_cast<float>(partial[j]);
        }
    }
}

}  // namespace

void dense_forward(std::int64_t rows, std::int64_t input_size, std::int64_t output_size, const float* x, const float* w,
                   const float* b, float* y, int threads) {
    CallScope call;
    ThreadScope scope(threads);
    if (b != nullptr) {
        for (std::int64_t m = 0; m < rows; ++m) {
            std::copy_n(b, output_size, y + m * output_size);
        }
    }
    gemm(Transpose::no, Transpose::no, rows, output_size, input_size, x, w, b == nullptr ? 0.0f : 1.0f, y);
}

void dense_backward(std::int64_t rows, std::int64_t input_size, std::int64_t output_size, const float* x,
                    const float* w, const float* dy, float* dx, float* dw, float* db, int threads) {
    CallScope call;
    ThreadScope scope(threads);
    gemm(Transpose::yes, Transpose::no, input_size, output_size, rows, x, dy, 1.0f, dw);
    if (db != nullptr) {
        add_column_sums(rows, output_size, dy, db);
    }
    if (dx != nullptr) {
        gemm(Transpose::no, Transpose::yes, rows, input_size, output_size, dy, w, 0.0f, dx);
    }
}

}  // namespace gru4j
