#include "gru4j/dropout.h"

#include <algorithm>

#include "elementwise/elementwise.h"
#include "threads/call_scope.h"
#include "threads/parallel.h"

namespace gru4j {
namespace {

constexpr std::int64_t floats_per_thread = 1 << 17;  // 150 µs, several times the cost of waking a thread

}  // namespace

void dropout(std::int64_t steps, std::int64_t width, const float* x, std::int64_t first, std::int64_t stride,
             std::int64_t key, std::int64_t threshold, float kept, float* y, int threads) {
    CallScope call;
    const Elementwise& loops = elementwise();
    const std::int64_t size = steps * width;
    const std::int64_t run = stride == width ? size : width;  // length of a run of consecutive numbers
    parallel_for(threads, size, floats_per_thread, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t k = begin, length = 0; k < end; k += length) {
            const std::int64_t t = k / run;
            const std::int64_t j = k % run;
            length = std::min(end - k, run - j);
            loops.dropout(length, x + k, key, t * stride + first + j, threshold, kept, y + k);
        }
    });
}

}  // namespace gru4j
