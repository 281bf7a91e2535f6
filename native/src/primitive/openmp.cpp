#include "openmp.h"

#include <atomic>
#include <stdexcept>
#include <string>

#include "floating_point.h"

// Of the OpenMP runtime that oneDNN is linked to, called as a compiler would: our own code is compiled without OpenMP,
// so that there is no second runtime whatever the compiler.
extern "C" void GOMP_parallel(void (*body)(void*), void* data, unsigned threads, unsigned flags);
extern "C" int omp_get_dynamic();
extern "C" int omp_get_max_threads();
extern "C" void omp_set_dynamic(int dynamic);
extern "C" void omp_set_num_threads(int threads);

namespace gru4j {
namespace {

/// Runs a parallel region of `wanted` threads, and tells how many there were.
int threads_that_come(int wanted) {
    std::atomic<int> came{0};
    GOMP_parallel(
            [](void* count) {
                use_default_floating_point();
                ++*static_cast<std::atomic<int>*>(count);
            },
            &came, static_cast<unsigned>(wanted), 0);
    return came;
}

}  // namespace

int OpenMpThreads::available(int wanted) {
    const int dynamic = omp_get_dynamic();
    omp_set_dynamic(0);
    const int came = threads_that_come(wanted);
    omp_set_dynamic(dynamic);
    return came;
}

OpenMpThreads::OpenMpThreads(int threads)
    : previous_threads_(omp_get_max_threads()), previous_dynamic_(omp_get_dynamic()) {
    omp_set_dynamic(0);
    omp_set_num_threads(threads);
    const int came = threads == 1 ? 1 : threads_that_come(threads);
    if (came != threads) {
        omp_set_num_threads(previous_threads_);
        omp_set_dynamic(previous_dynamic_);
        throw std::runtime_error("oneDNN's primitive was made for " + std::to_string(threads) +
                                 " OpenMP threads, but the runtime gives this thread only " + std::to_string(came));
    }
}

OpenMpThreads::~OpenMpThreads() {
    omp_set_num_threads(previous_threads_);
    omp_set_dynamic(previous_dynamic_);
}

}  // namespace gru4j
