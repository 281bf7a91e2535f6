#include "call_scope.h"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <new>
#include <thread>

#include "gru4j/runtime.h"

namespace gru4j {
namespace {

constexpr std::chrono::seconds longest_wait{10};
constexpr std::chrono::milliseconds between_looks{1};

// Never destroyed. All threads see the changes in the same order: either a call that starts sees the exit, or the exit
// sees the call.
std::atomic<int> calls_in_flight{0};
std::atomic<bool> exiting{false};

void wait_for_calls() {
    exiting = true;
    const auto end = std::chrono::steady_clock::now() + longest_wait;
    while (calls_in_flight != 0 && std::chrono::steady_clock::now() < end) {
        std::this_thread::sleep_for(between_looks);
    }
}

}  // namespace

CallScope::CallScope() {
    ++calls_in_flight;
    if (exiting) {
        --calls_in_flight;
        for (;;) {
            std::this_thread::sleep_for(longest_wait);
        }
    }
}

CallScope::~CallScope() {
    --calls_in_flight;
}

void guard_exit() {
    if (std::atexit(wait_for_calls) != 0) {
        throw std::bad_alloc();
    }
}

}  // namespace gru4j
