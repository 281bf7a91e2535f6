#pragma once

#include <atomic>
#include <cstdint>

namespace gru4j {

/// A number that threads wait on until another thread changes it. A waiting thread first looks at the number again and
/// again, which takes the least time to notice a change; then it sleeps and leaves its core to others.
///
/// Thread-safe. Must outlive every call: who calls set() still uses the object after the waiting threads have gone on.
class Turn {
public:
    std::uint32_t now() const { return value_.load(std::memory_order_acquire); }

    /// Returns as soon as the number is not `seen`, and the number then. What the thread that changed it wrote before
    /// is visible. Looks at it `looks` times before it sleeps.
    std::uint32_t wait_while(std::uint32_t seen, int looks);

    /// Changes the number and wakes the threads that sleep. One thread at a time.
    void set(std::uint32_t value);

private:
    alignas(64) std::atomic<std::uint32_t> value_{0};
    std::atomic<int> sleepers_{0};
};

}  // namespace gru4j
