// Where the system starts no threads. A program of its own, since threads that were started once stay.
#include <pthread.h>

#include <atomic>
#include <cstddef>

#include "check.h"
#include "gru_runner.h"
#include "threads/workers.h"

namespace gru4j::test {
namespace {

/// While it lives, no thread can be started: none could have a stack of the size that all ask for.
class NoThreads {
public:
    NoThreads() {
        require(pthread_getattr_default_np(&attributes_) == 0, "pthread_getattr_default_np");
        pthread_attr_t impossible = attributes_;
        require(pthread_attr_setstacksize(&impossible, std::size_t(1) << 47) == 0, "pthread_attr_setstacksize");
        require(pthread_setattr_default_np(&impossible) == 0, "pthread_setattr_default_np");
    }
    ~NoThreads() { pthread_setattr_default_np(&attributes_); }
    NoThreads(const NoThreads&) = delete;
    NoThreads& operator=(const NoThreads&) = delete;

private:
    pthread_attr_t attributes_;
};

int threads_of_a_call() {
    std::atomic<int> came{0};
    fork_join(4, [&](int, int) { ++came; });
    return came;
}

}  // namespace

GRU4J_TEST(without_threads_the_caller_does_all_the_work) {
    const GruCase c = GruCase(40, 9, 6, 20, ResetGate::after, false).with_lengths();
    const Way way{&best_panel_functions()};
    const GruResult<float> expected = Runner(way, c, true, 1).run(c);
    {
        const NoThreads none;
        require(threads_of_a_call() == 1, "a thread was started");
        const GruResult<float> actual = Runner(way, c, true, 4).run(c);
        require_equal("y", actual.y, expected.y);
        require_equal("dw", actual.dw, expected.dw);
    }
    int came = 0;
    for (int call = 0; call < 10'000 && came != 4; ++call) {
        came = threads_of_a_call();
    }
    require(came == 4, "threads are started as soon as the system lets them, but only " + std::to_string(came) + " came");
}

}  // namespace gru4j::test
