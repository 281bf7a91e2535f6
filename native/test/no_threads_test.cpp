// Where the system starts no threads. A program of its own, since threads that were started once stay.
#include <pthread.h>

#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <thread>

#include "check.h"
#include "recurrent_runner.h"
#ifdef GRU4J_ONEDNN
#include "primitive/openmp.h"
#endif
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
    for (Cell cell : cells) {
        const RecurrentCase c = RecurrentCase(cell, 40, 9, 6, 20, false).with_lengths();
        const Way way{&best_panel_functions()};
        const RecurrentResult<float> expected = Runner(way, c, true, 1).run(c);
        const NoThreads none;
        require(threads_of_a_call() == 1, "a thread was started");
        require_equal_results(c.text(), Runner(way, c, true, 4).run(c), expected);
    }
    int came = 0;  // from now on they may be started again
    for (int call = 0; call < 10'000 && came != 4; ++call) {
        came = threads_of_a_call();
    }
    require(came == 4,
            "threads are started as soon as the system lets them, but only " + std::to_string(came) + " came");
}

#if defined(GRU4J_ONEDNN) && !defined(__SANITIZE_THREAD__)

namespace {

/// A kernel of oneDNN's primitives, what it computes, and what it should.
struct Primitive {
    const RecurrentCase c;
    Runner runner{{nullptr}, c, false, 4};

    explicit Primitive(Cell cell) : c(cell, 7, 9, 5, 20, false) {}

    void run() {
        RecurrentResult<float> result;
        runner.forward(c, result, Runner::Options());
        require_close("y", result.y, oracle(c).y, double(c.input_size + c.hidden_size) * c.steps);
    }
};

}  // namespace

GRU4J_TEST(without_threads_a_primitive_is_made_for_the_calling_one) {
    const NoThreads none;
    for (Cell cell : cells) {
        Primitive(cell).run();
    }
}

// OpenMP's runtime would end the process
GRU4J_TEST(without_threads_a_primitive_made_for_more_is_an_exception) {
    Primitive lstm(Cell::lstm);
    lstm.run();
    std::atomic<bool> may_run{false};
    std::string error;
    std::thread other([&] {
        while (!may_run) {
            std::this_thread::yield();
        }
        try {
            lstm.run();
        } catch (const std::runtime_error& e) {
            error = e.what();
        }
    });
    {
        const NoThreads none;
        may_run = true;
        other.join();
    }
    const int threads = OpenMpThreads::available(4);  // under a limit of the environment perhaps 1
    const std::string expected =
            "made for " + std::to_string(threads) + " OpenMP threads, but this thread can have only 1";
    require(threads == 1 ? error.empty() : error.find(expected) != std::string::npos, error);
    lstm.run();
}

#endif

}  // namespace gru4j::test
