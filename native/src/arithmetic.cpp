#include "gru4j/arithmetic.h"

#include <algorithm>

#include "elementwise/elementwise.h"
#include "threads/call_scope.h"
#include "threads/parallel.h"

namespace gru4j {
namespace {

constexpr std::int64_t floats_per_thread = 1 << 18;  // 50 µs, several times the cost of waking a thread

}  // namespace

void add(std::int64_t size, const float* x, float* y, int threads) {
    CallScope call;
    const Elementwise& loops = elementwise();
    parallel_for(threads, size, floats_per_thread,
                 [&](std::int64_t begin, std::int64_t end) { loops.add(end - begin, x + begin, y + begin); });
}

void multiply(std::int64_t size, const float* x, float* y, int threads) {
    CallScope call;
    const Elementwise& loops = elementwise();
    parallel_for(threads, size, floats_per_thread,
                 [&](std::int64_t begin, std::int64_t end) { loops.multiply(end - begin, x + begin, y + begin); });
}

void copy_columns(std::int64_t rows, std::int64_t columns, const float* x, std::int64_t x_width, float* y,
                  std::int64_t y_width, int threads) {
    CallScope call;
    parallel_for(threads, rows, floats_per_thread / (columns + 1) + 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            std::copy_n(x + row * x_width, columns, y + row * y_width);
        }
    });
}

}  // namespace gru4j
