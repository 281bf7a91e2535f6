#include "gru4j/dropout.h"

#include "elementwise/elementwise.h"
#include "threads/call_scope.h"
#include "threads/parallel.h"

namespace gru4j {
namespace {

constexpr std::int64_t floats_per_thread = 1 << 17;  // 150 µs, some times what waking a thread costs

}  // namespace

void dropout(std::int64_t size, const float* x, std::int64_t key, std::int64_t threshold, float kept, float* y,
             int threads) {
    CallScope call;
    const Elementwise& loops = elementwise();
    parallel_for(threads, size, floats_per_thread, [&](std::int64_t begin, std::int64_t end) {
        loops.dropout(end - begin, x + begin, key, begin, threshold, kept, y + begin);
    });
}

}  // namespace gru4j
