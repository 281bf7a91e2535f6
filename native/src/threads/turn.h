#pragma once

#include <atomic>
#include <cstdint>

namespace gru4j {

/// A number that threads wait on until another thread changes it. A waiting thread first checks the number repeatedly,
/// which notices a change fastest. Then it sleeps and leaves its core to others.
///
/// Thread-safe. Must outlive every call: a thread in set() still uses the object after the waiting threads have
/// continued.
class Turn {
public:
    std::uint32_t now() const { return value_.load(std::memory_order_acquire); }

    /// Returns as soon as the number is not `seen`, and returns the number. Everything that the changing thread wrote
    /// before the change is visible. Checks the number `looks` times before it sleeps.
    std::uint32_t wait_while(std::uint32_t seen, int looks);

    /// Changes the number and wakes the threads that sleep. Only one thread at a time may call it.
    void set(std::uint32_t value);

private:
    alignas(64) std::atomic<std::uint32_t> value_{0};
    std::atomic<int> sleepers_{0};
};

}  // namespace gru4j
