#include "team.h"

#include <sched.h>

#include <algorithm>
#include <memory>

#include "openmp.h"

namespace gru4j {
namespace {

/// Looks at the barrier before a waiting thread gives up its core: longer than the longest step between barriers takes,
/// so that nobody yields while the others work on cores of their own.
constexpr int looks_before_yielding = 1000;

void pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

}  // namespace

void Barrier::wait_for_turn_after(unsigned turn) const {
    for (int looks = 0; turn_.load(std::memory_order_acquire) == turn; ++looks) {
        pause();
        if (looks >= looks_before_yielding) {
            sched_yield();
        }
    }
}

Team::Team(int threads, int threads_per_group)
    : threads_(threads),
      threads_per_group_(threads_per_group),
      barriers_(std::make_unique<Barrier[]>(1 + (threads + threads_per_group - 1) / threads_per_group)) {}

Member Team::member(int index, int count) const {
    const int groups = (count + threads_per_group_ - 1) / threads_per_group_;
    int group = 0;
    while (Part(count, groups, group).end <= index) {
        ++group;
    }
    const Part members(count, groups, group);
    return {index,  count,
            &barriers_[0],
            group,  groups,
            index - members.begin,
            members.end - members.begin,
            &barriers_[1 + group]};
}

void Team::run(int limit, void (*body)(void* argument, const Member& member), void* argument) {
    const int wanted = std::max(1, std::min(threads_, limit));
    if (wanted == 1) {
        body(argument, member(0, 1));
        return;
    }
    fork_join(wanted, [&](int index, int count) { body(argument, member(index, count)); });
}

}  // namespace gru4j
