// Where the system has little memory left: an exception, before oneDNN or its OpenMP runtime need any.
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <new>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "check.h"
#include "gru4j/dense.h"
#include "memory.h"
#include "rnn_case.h"

namespace gru4j::test {
namespace {

/// While it lives, the process gets at most 4 MiB more: some for the sanitizers, and less than what oneDNN should have.
class LittleMemory {
public:
    LittleMemory() {
        require(getrlimit(RLIMIT_AS, &limit_) == 0, "getrlimit");
        rlim_t pages = 0;
        std::ifstream("/proc/self/statm") >> pages;
        const rlimit little{pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + (rlim_t(4) << 20), limit_.rlim_max};
        require(setrlimit(RLIMIT_AS, &little) == 0, "setrlimit");
    }
    ~LittleMemory() { setrlimit(RLIMIT_AS, &limit_); }
    LittleMemory(const LittleMemory&) = delete;
    LittleMemory& operator=(const LittleMemory&) = delete;

private:
    rlimit limit_;
};

bool is_refused(const std::function<void()>& call) {
    try {
        const LittleMemory little;
        call();
        return false;
    } catch (const std::bad_alloc&) {
        return true;
    }
}

struct Lstm {
    const RnnCase c{7, 9, 5, 20, RnnCell::lstm, false};
    std::optional<RnnKernel> kernel;
    std::vector<float> y = std::vector<float>(c.dy.size()), sT = std::vector<float>(c.s0.size());

    void make(int threads) {
        kernel.emplace(c.steps, c.batch, c.input_size, c.hidden_size, c.cell, c.reverse, false, threads);
    }

    void run() {
        kernel->forward(c.w.data(), c.u.data(), c.b.data(), 1, c.x.data(), c.s0.data(), nullptr, y.data(), sT.data(),
                        nullptr);
    }
};

}  // namespace

GRU4J_TEST(a_primitive_is_not_made_and_does_not_run) {
    for (int threads : {1, 2}) {
        Lstm lstm;
        require(is_refused([&] { lstm.make(threads); }), "it was made");
        lstm.make(threads);
        Memory scratch(lstm.kernel->scratch_floats(), 0);
        lstm.kernel->use_scratch(scratch.data());
        require(is_refused([&] { lstm.run(); }), "it ran");
        lstm.run();
        require_close("y", lstm.y, oracle(lstm.c).y, double(lstm.c.input_size + lstm.c.hidden_size) * lstm.c.steps);
    }
}

GRU4J_TEST(a_dense_product_in_a_thread_that_openmp_does_not_know_does_not_run) {
    const std::vector<float> x{1, 2, 3}, w{4, 5, 6};
    float y = 0;
    bool refused = false;
    const auto multiply = [&] { dense_forward(1, 3, 1, x.data(), w.data(), nullptr, &y, 1); };
    std::thread([&] {
        refused = is_refused(multiply);
        multiply();
    }).join();
    require(refused, "it ran");
    require(y == 4 + 10 + 18, "y is " + std::to_string(y));
}

}  // namespace gru4j::test
