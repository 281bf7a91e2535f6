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
#include "recurrent_case.h"

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

struct Kernel {
    const RecurrentCase c;
    std::optional<RecurrentKernel> kernel;
    std::optional<Memory> scratch, spare;
    std::vector<float> y = std::vector<float>(c.dy.size()), sT = std::vector<float>(c.s0.size());

    explicit Kernel(Cell cell) : c(cell, 7, 9, 5, 20, false) {}

    void make(int threads) {
        kernel.emplace(c.cell, c.steps, c.batch, c.input_size, c.hidden_size, c.reverse, false, Strategy::primitive,
                       threads);
    }
    void give_memory() {
        scratch.emplace(kernel->scratch_floats(), 0.0f);
        spare.emplace(kernel->spare_floats(), 0.0f);
        kernel->use_scratch(scratch->data());
    }
    void run() {
        kernel->forward(c.w.data(), c.u.data(), c.b.data(), 1, c.x.data(), c.s0.data(), nullptr, nullptr, nullptr,
                        y.data(), sT.data(), nullptr, spare->data(), 0);
    }
};

}  // namespace

GRU4J_TEST(a_primitive_is_not_made_and_does_not_run) {
    for (Cell cell : cells) {
        for (int threads : {1, 2}) {
            Kernel kernel(cell);
            require(is_refused([&] { kernel.make(threads); }), "it was made");
            kernel.make(threads);
            kernel.give_memory();
            require(is_refused([&] { kernel.run(); }), "it ran");
            kernel.run();
            require_close("y", kernel.y, oracle(kernel.c).y,
                          double(kernel.c.input_size + kernel.c.hidden_size) * kernel.c.steps);
        }
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
