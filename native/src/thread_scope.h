#pragma once

#include "openmp.h"

namespace gru4j {

/// While it lives, oneDNN uses so many threads for what the calling thread asks of it.
class ThreadScope {
public:
    explicit ThreadScope(int threads) : previous_(omp_get_max_threads()) { omp_set_num_threads(threads); }
    ~ThreadScope() { omp_set_num_threads(previous_); }
    ThreadScope(const ThreadScope&) = delete;
    ThreadScope& operator=(const ThreadScope&) = delete;

private:
    int previous_;
};

}  // namespace gru4j
