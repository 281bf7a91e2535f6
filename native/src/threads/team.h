#pragma once

#include <atomic>
#include <memory>

#include "turn.h"

namespace gru4j {

/// Lets threads wait for each other, repeatedly.
class Barrier {
public:
    /// Returns when `count` threads have called it. The count is always the same.
    void wait(int count);

private:
    alignas(64) std::atomic<int> arrived_{0};
    Turn turn_;
};

/// The i-th of `parts` nearly equal parts of 0 to size-1: from `begin` to before `end`.
struct Part {
    int begin, end;

    Part(int size, int parts, int i)
        : begin(static_cast<int>(static_cast<long long>(size) * i / parts)),
          end(static_cast<int>(static_cast<long long>(size) * (i + 1) / parts)) {}
};

/// One of the threads that run a pass together. Threads may form groups that divide the rows among them.
struct Member {
    int index, count;
    Barrier* all;
    int group, groups;
    int index_in_group, count_in_group;
    Barrier* of_group;

    void meet_all() const { all->wait(count); }
    void meet_group() const { of_group->wait(count_in_group); }
    Part part(int size) const { return {size, count, index}; }
    /// Returns the same thread as a member of a single group of all threads.
    Member ungrouped() const { return {index, count, all, 0, 1, index, count, all}; }
};

/// Threads that run passes together. Each pass starts them once and waits for them once.
class Team {
public:
    /// At most `threads` threads, in groups of at most `threads_per_group`.
    Team(int threads, int threads_per_group);

    /// Returns the index-th of `count` threads that are already running.
    Member member(int index, int count) const;

    /// Calls body(member) once in each of at most `limit` threads, including the calling one.
    template <typename Body>
    void run(int limit, Body& body) {
        run(limit, [](void* argument, const Member& member) { (*static_cast<Body*>(argument))(member); }, &body);
    }

private:
    void run(int limit, void (*body)(void* argument, const Member& member), void* argument);

    int threads_;
    int threads_per_group_;
    std::unique_ptr<Barrier[]> barriers_;  // one for all threads, then one for each group
};

}  // namespace gru4j
