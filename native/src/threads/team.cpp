#include "team.h"

#include <algorithm>
#include <memory>

#include "workers.h"

namespace gru4j {
namespace {

/// How often a waiting thread checks the barrier before it sleeps. This takes longer than the longest step between
/// barriers, so that no thread sleeps while the others run on cores of their own. If they have to share cores, a
/// waiting thread that sleeps leaves its core to them.
constexpr int looks_at_barrier = 1000;

}  // namespace

void Barrier::wait(int count) {
    if (count == 1) {
        return;
    }
    const std::uint32_t turn = turn_.now();
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) == count - 1) {
        arrived_.store(0, std::memory_order_relaxed);
        turn_.set(turn + 1);
    } else {
        turn_.wait_while(turn, looks_at_barrier);
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
    return {index,
            count,
            &barriers_[0],
            group,
            groups,
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
