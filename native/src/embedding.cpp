#include "gru4j/embedding.h"

#include <algorithm>

#include "elementwise/elementwise.h"
#include "threads/call_scope.h"
#include "threads/parallel.h"

namespace gru4j {
namespace {

constexpr std::int64_t floats_per_thread = 1 << 20;  // 150 µs, several times the cost of waking a thread

}  // namespace

void embedding_forward(std::int64_t rows, std::int64_t size, const float* w, const int* ids, float* y, int threads) {
    CallScope call;
    parallel_for(threads, rows, floats_per_thread / size + 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t m = begin; m < end; ++m) {
            if (ids[m] >= 0) {
                std::copy_n(w + ids[m] * size, size, y + m * size);
            } else {
                std::fill_n(y + m * size, size, 0.0f);
            }
        }
    });
}

void embedding_backward(std::int64_t rows, std::int64_t size, const int* ids, const float* dy, float* dw, int threads) {
    CallScope call;
    // A thread computes some columns of all rows. No two threads write the same element, and each adds in the order of
    // m.
    constexpr std::int64_t line = 16;
    const std::int64_t lines = (size + line - 1) / line;
    const Elementwise& loops = elementwise();
    parallel_for(threads, lines, floats_per_thread / (rows * line) + 1, [&](std::int64_t begin, std::int64_t end) {
        const std::int64_t from = begin * line;
        const std::int64_t width = std::min(size, end * line) - from;
        for (std::int64_t m = 0; m < rows; ++m) {
            if (ids[m] >= 0) {
                loops.add(width, dy + m * size + from, dw + ids[m] * size + from);
            }
        }
    });
}

}  // namespace gru4j
