#pragma once

#include <algorithm>
#include <cstdint>

#include "workers.h"

namespace gru4j {

/// body(begin, end) over consecutive ranges that make up 0 … n, one per thread, the first on the calling thread, each
/// of at least `grain` unless there is only one. What body computes must not depend on where ranges end. If it throws,
/// so does this, one of what was thrown, when all ranges have ended.
template <typename Body>
void parallel_for(int threads, std::int64_t n, std::int64_t grain, const Body& body) {
    const int worth_it = static_cast<int>(std::min<std::int64_t>(threads, n / grain));
    fork_join(worth_it,
              [&](std::int64_t index, std::int64_t count) { body(n * index / count, n * (index + 1) / count); });
}

}  // namespace gru4j
