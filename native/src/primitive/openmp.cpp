#include "openmp.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "memory_check.h"
#include "threads/floating_point.h"

// Functions of the OpenMP runtime that oneDNN is linked to, called as a compiler would call them. gru4j itself is
// compiled without OpenMP, so that no compiler adds a second runtime.
extern "C" void GOMP_parallel(void (*body)(void*), void* data, unsigned threads, unsigned flags);
extern "C" int omp_get_dynamic();
extern "C" int omp_get_max_threads();
extern "C" void omp_set_dynamic(int dynamic);
extern "C" void omp_set_num_threads(int threads);

namespace gru4j {
namespace {

/// Returns how many threads can exist at once, including the calling one, if it starts others; at most `wanted`.
int startable_threads(int wanted) {
    std::mutex mutex;
    std::condition_variable finished;
    bool is_finished = false;
    std::vector<std::thread> others;
    try {
        others.reserve(wanted);
        for (int k = 1; k < wanted; ++k) {
            others.emplace_back([&] {
                std::unique_lock<std::mutex> lock(mutex);
                finished.wait(lock, [&] { return is_finished; });
            });
        }
    } catch (const std::exception&) {  // the system has no more threads, or no memory
    }
    {
        std::lock_guard<std::mutex> lock(mutex);
        is_finished = true;
    }
    finished.notify_all();
    for (std::thread& other : others) {
        other.join();
    }
    return static_cast<int>(others.size()) + 1;
}

/// Runs a parallel region with `wanted` threads, or with fewer, and returns how many there were.
///
/// The runtime keeps threads for each thread that requests some, and ends the process if it can't start one. So before
/// it is asked for more threads than it has, this function tries whether they can be started.
int threads_that_come(int wanted) {
    thread_local int started = 1;
    if (wanted > started) {
        wanted = std::max(started, startable_threads(wanted));
        started = wanted;
    }
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
    if (wanted <= 1) {
        return 1;  // needs no parallel region, and no memory for one
    }
    require_memory_for_onednn();
    const int dynamic = omp_get_dynamic();
    omp_set_dynamic(0);
    const int came = threads_that_come(wanted);
    omp_set_dynamic(dynamic);
    return came;
}

OpenMpThreads::OpenMpThreads(int threads)
    : previous_threads_(omp_get_max_threads()), previous_dynamic_(omp_get_dynamic()) {
    thread_local bool known_to_openmp = false;
    if (!known_to_openmp) {  // the runtime allocates at a thread's first setting
        require_memory_for_onednn();
        known_to_openmp = true;
    }
    omp_set_dynamic(0);
    omp_set_num_threads(threads);
    const int came = threads == 1 ? 1 : threads_that_come(threads);
    if (came != threads) {
        omp_set_num_threads(previous_threads_);
        omp_set_dynamic(previous_dynamic_);
        throw std::runtime_error("oneDNN's primitive was made for " + std::to_string(threads) +
                                 " OpenMP threads, but this thread can have only " + std::to_string(came));
    }
}

OpenMpThreads::~OpenMpThreads() {
    omp_set_num_threads(previous_threads_);
    omp_set_dynamic(previous_dynamic_);
}

}  // namespace gru4j
