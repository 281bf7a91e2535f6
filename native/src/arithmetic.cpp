#include "gru4j/arithmetic.h"

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

}  // namespace gru4j
