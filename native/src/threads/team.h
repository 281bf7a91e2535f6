#pragma once

#include <atomic>
#include <memory>

#include "turn.h"

namespace gru4j {

/// Lets threads meet again and again.
class Barrier {
public:
    /// Returns when `count` threads have called it, always the same number of them.
    void wait(int count);

private:
    alignas(64) std::atomic<int> arrived_{0};
    Turn turn_;
};

/// The i-th of `parts` parts of 0 to size-1, as even as can be: from begin to before end.
struct Part {
    int begin, end;

    Part(int size, int parts, int i)
        : begin(static_cast<int>(static_cast<long long>(size) * i / parts)),
          end(static_cast<int>(static_cast<long long>(size) * (i + 1) / parts)) {}
};

/// One thread of those that run a pass together. Groups of them may share out the rows among the groups.
struct Member {
    int index, count;
    Barrier* all;
    int group, groups;
    int index_in_group, count_in_group;
    Barrier* of_group;

    void meet_all() const { all->wait(count); }
    void meet_group() const { of_group->wait(count_in_group); }
    Part part(int size) const { return {size, count, index}; }
    /// The same thread among all, as one group.
    Member ungrouped() const { return {index, count, all, 0, 1, index, count, all}; }
};

/// Threads that run passes together: one fork and one join for each pass.
class Team {
public:
    /// At most so many threads, in groups of at most `threads_per_group`.
    Team(int threads, int threads_per_group);

    /// The index-th of `count` threads that are running anyway.
    Member member(int index, int count) const;

    /// Calls body(member) once in each of at most `limit` threads, the calling one among them.
    template <typename Body>
    void run(int limit, Body& body) {
        run(limit, [](void* argument, const Member& member) { (*static_cast<Body*>(argument))(member); }, &body);
    }

private:
    void run(int limit, void (*body)(void* argument, const Member& member), void* argument);

    int threads_;
    int threads_per_group_;
    std::unique_ptr<Barrier[]> barriers_;  // of all, and of each group
};

}  // namespace gru4j
