#pragma once

#include <algorithm>
#include <cstdint>

#include "workers.h"

namespace gru4j {

/// Calls body(begin, end) for consecutive ranges that together are 0 … n, one for each thread. The first range runs on
/// the calling thread. Each range has at least `grain` elements, unless there is only one range. Results of body must
/// not depend on where ranges end. If body throws, this function throws one of the exceptions after all ranges have
/// ended.
template <typename Body>
void parallel_for(int threads, std::int64_t n, std::int64_t grain, const Body& body) {
    const int worth_it = static_cast<int>(std::min<std::int64_t>(threads, n / grain));
    fork_join(worth_it,
              [&](std::int64_t index, std::int64_t count) { body(n * index / count, n * (index + 1) / count); });
}

}  // namespace gru4j
