#pragma once

#include <cstdint>

#include "openmp.h"

namespace gru4j {

/// body(begin, end) over consecutive ranges that make up 0 … n, one per thread, the first on the calling thread; all of
/// it there if that leaves a thread less than `grain`. It is all of the threads or none, since a team that changes its
/// size starts and ends threads. body must not throw, and what it computes must not depend on where ranges end.
template <typename Body>
void parallel_for(int threads, std::int64_t n, std::int64_t grain, const Body& body) {
    if (threads == 1 || n < threads * grain) {
        body(std::int64_t{0}, n);
        return;
    }
    fork_join(threads,
              [&](std::int64_t index, std::int64_t count) { body(n * index / count, n * (index + 1) / count); });
}

}  // namespace gru4j
