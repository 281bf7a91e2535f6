#include "gru4j/dense.h"

#include <algorithm>

#include "primitive/gemm.h"
#include "threads/call_scope.h"
#include "threads/parallel.h"

namespace gru4j {
namespace {

constexpr std::int64_t sums_per_thread = 1 << 18;  // 50 µs, several times the cost of waking a thread

/// sums[O] += the sum over the rows of values[M,O]. Each column is summed in the order of the rows.
void add_column_sums(std::int64_t rows, std::int64_t columns, const float* values, float* sums, int threads) {
    constexpr std::int64_t block = 128;
    const std::int64_t blocks = (columns + block - 1) / block;
    parallel_for(threads, blocks, sums_per_thread / (rows * block) + 1, [&](std::int64_t from, std::int64_t to) {
        for (std::int64_t begin = from * block; begin < std::min(columns, to * block); begin += block) {
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
    });
}

}  // namespace

void dense_forward(std::int64_t rows, std::int64_t input_size, std::int64_t output_size, const float* x, const float* w,
                   const float* b, float* y, int threads) {
    CallScope call;
    gemm(threads, Transpose::no, Transpose::no, rows, output_size, input_size, x, w, b, 0, y);
}

void dense_backward(std::int64_t rows, std::int64_t input_size, std::int64_t output_size, const float* x,
                    const float* w, const float* dy, float* dx, float* dw, float* db, int threads) {
    CallScope call;
    gemm(threads, Transpose::yes, Transpose::no, input_size, output_size, rows, x, dy, nullptr, 1, dw);
    if (db != nullptr) {
        add_column_sums(rows, output_size, dy, db, threads);
    }
    if (dx != nullptr) {
        gemm(threads, Transpose::no, Transpose::yes, rows, input_size, output_size, dy, w, nullptr, 0, dx);
    }
}

}  // namespace gru4j
