#pragma once

#include <cstdint>

// Of the OpenMP runtime that oneDNN is linked to, called as a compiler would: our own code is compiled without OpenMP,
// so that there is no second runtime whatever the compiler.
extern "C" void GOMP_parallel(void (*body)(void*), void* data, unsigned threads, unsigned flags);
extern "C" int omp_get_thread_num();
extern "C" int omp_get_num_threads();

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
    struct Task {
        const Body& body;
        std::int64_t n;
    } task{body, n};
    GOMP_parallel(
            [](void* data) {
                const Task& t = *static_cast<const Task*>(data);
                const std::int64_t rank = omp_get_thread_num();
                const std::int64_t team = omp_get_num_threads();
                t.body(t.n * rank / team, t.n * (rank + 1) / team);
            },
            &task, static_cast<unsigned>(threads), 0);
}

}  // namespace gru4j
