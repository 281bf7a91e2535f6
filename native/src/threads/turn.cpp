#include "turn.h"

#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#else
#include <condition_variable>
#include <mutex>
#endif

namespace gru4j {
namespace {

void pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

#if defined(__linux__)

static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t), "a futex is the number itself");

/// Sleeps if the number is still `seen`; may also return without a reason.
void sleep_while(std::atomic<std::uint32_t>& value, std::uint32_t seen) {
    syscall(SYS_futex, &value, FUTEX_WAIT_PRIVATE, seen, nullptr, nullptr, 0);
}

void wake_all(std::atomic<std::uint32_t>& value) {
    syscall(SYS_futex, &value, FUTEX_WAKE_PRIVATE, INT32_MAX, nullptr, nullptr, 0);
}

#else

// One mutex for all numbers: sleeping is rare, and waking a thread without need does no harm. Never destroyed.
std::mutex& mutex() {
    static std::mutex& shared = *new std::mutex;
    return shared;
}

std::condition_variable& changed() {
    static std::condition_variable& shared = *new std::condition_variable;
    return shared;
}

void sleep_while(std::atomic<std::uint32_t>& value, std::uint32_t seen) {
    std::unique_lock<std::mutex> lock(mutex());
    if (value.load() == seen) {
        changed().wait(lock);
    }
}

void wake_all(std::atomic<std::uint32_t>&) {
    {
        std::lock_guard<std::mutex> lock(mutex());
    }  // no thread is between its check and its sleep
    changed().notify_all();
}

#endif

}  // namespace

std::uint32_t Turn::wait_while(std::uint32_t seen, int looks) {
    for (int k = 0; k < looks; ++k) {
        const std::uint32_t value = now();
        if (value != seen) {
            return value;
        }
        pause();
    }
    // All threads see the changes in the same order: either set() sees the sleeper, or the sleeper sees the new number.
    ++sleepers_;
    std::uint32_t value;
    while ((value = value_.load()) == seen) {
        sleep_while(value_, seen);
    }
    --sleepers_;
    return value;
}

void Turn::set(std::uint32_t value) {
    value_.store(value);
    if (sleepers_.load() > 0) {
        wake_all(value_);
    }
}

}  // namespace gru4j
