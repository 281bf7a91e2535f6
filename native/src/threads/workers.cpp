#include "workers.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <exception>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

#if defined(__linux__)
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include <cstdio>
#endif

#include "floating_point.h"
#include "turn.h"

namespace gru4j {
namespace {

/// Looks at its turn before an idle worker sleeps. A training step's passes and what a caller does between them follow
/// each other faster than this, so that the worker is still awake for the next one.
constexpr int looks_while_idle = 4000;
/// Looks at a worker's turn before the thread that waits for its end sleeps.
constexpr int looks_at_end = 2000;

/// What function(body, index, count) throws; null if nothing.
std::exception_ptr failure_of(void (*function)(const void* body, int index, int count), const void* body, int index,
                              int count) {
    try {
        function(body, index, count);
        return nullptr;
    } catch (...) {
        return std::current_exception();
    }
}

/// One thread of the library. It belongs to one caller at a time.
struct Worker {
    Worker* next = nullptr;  // in the list of idle workers, or of those that a caller has taken

    // the caller's, until `go` changes; then the worker's, until `done` does
    void (*function)(const void* body, int index, int count) = nullptr;
    const void* body = nullptr;
    int index = 0, count = 0;
    std::exception_ptr failure;

    Turn go;
    Turn done;

    void start(void (*f)(const void*, int, int), const void* b, int i, int n) {
        function = f;
        body = b;
        index = i;
        count = n;
        go.set(go.now() + 1);
    }

    void wait() { done.wait_while(go.now() - 1, looks_at_end); }

    void loop() {
        for (std::uint32_t turn = 0;;) {
            turn = go.wait_while(turn, looks_while_idle);
            failure = failure_of(function, body, index, count);
            done.set(turn);
        }
    }
};

#if defined(__linux__)

/// The thread's name in ps and in debuggers, and the processors of the process: not those that the thread which
/// happened to need this worker first was bound to.
void set_up_thread(int number) {
    char name[16];
    std::snprintf(name, sizeof name, "gru4j-%d", number);
    pthread_setname_np(pthread_self(), name);
    cpu_set_t processors;
    if (sched_getaffinity(getpid(), sizeof processors, &processors) == 0) {
        sched_setaffinity(0, sizeof processors, &processors);
    }
}

/// While it lives, threads that are started leave the process's signals to others. Those of a thread's own faults stay.
class SignalsBlocked {
public:
    SignalsBlocked() {
        sigset_t blocked;
        sigfillset(&blocked);
        for (int fault : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT}) {
            sigdelset(&blocked, fault);
        }
        pthread_sigmask(SIG_SETMASK, &blocked, &previous_);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &previous_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t previous_;
};

#else

void set_up_thread(int) {}
struct SignalsBlocked {};

#endif

/// The threads that the library starts, for all callers together. Callers and workers shall be no more than there are
/// processors, or than a single call asked for if that is more: each of C callers may have a C-th part of those, itself
/// included. Workers are started when they are needed first, sleep when they are idle, and never end. Those that
/// another caller still has are not waited for.
///
/// There is one such object. It is never destroyed, and the library stays loaded.
class Workers {
public:
    static Workers& shared() {
        static Workers& workers = *new Workers;
        return workers;
    }

    /// A list of at most `wanted` workers, to be given back with that number.
    Worker* take(int wanted, int* taken) {
        std::lock_guard<std::mutex> lock(mutex_);
        ++callers_;
        remember_callers();
        most_threads_ = std::max(most_threads_, wanted + 1);
        wanted_ += wanted;
        start_up_to(std::min(wanted_, most_threads_ - 1));
        const int share = most_threads_ / recent_callers_ - 1;
        Worker* list = nullptr;
        for (*taken = 0; *taken < std::min(wanted, share) && idle_ != nullptr; ++*taken) {
            Worker* worker = idle_;
            idle_ = worker->next;
            worker->next = list;
            list = worker;
        }
        return list;
    }

    void give_back(int wanted, Worker* list) {
        std::lock_guard<std::mutex> lock(mutex_);
        --callers_;
        wanted_ -= wanted;
        while (list != nullptr) {
            Worker* worker = list;
            list = worker->next;
            worker->next = idle_;
            idle_ = worker;
        }
    }

private:
    /// After so many calls one caller fewer is counted, if there were fewer all the time.
    static constexpr int calls_to_forget = 64;
    /// After the system refused a thread, so many calls make do with those that there are.
    static constexpr int calls_to_retry = 1000;

    /// Callers come and go, and who is between two calls will come back: what counts is the most at a time, lately.
    void remember_callers() {
        if (callers_ >= recent_callers_) {
            recent_callers_ = callers_;
            calls_since_ = 0;
        } else if (++calls_since_ == calls_to_forget) {
            --recent_callers_;
            calls_since_ = 0;
        }
    }

    void start_up_to(int needed) {
        if (needed <= started_) {
            return;
        }
        if (calls_without_ > 0) {
            --calls_without_;
            return;
        }
        [[maybe_unused]] const SignalsBlocked signals{};
        while (started_ < needed) {
            Worker* worker = new (std::nothrow) Worker;
            try {
                if (worker == nullptr) {
                    throw std::bad_alloc();
                }
                std::thread([worker, number = started_ + 1] {
                    set_up_thread(number);
                    use_default_floating_point();
                    worker->loop();
                }).detach();
            } catch (const std::exception&) {  // no thread or no memory: with those that there are
                delete worker;
                calls_without_ = calls_to_retry;
                return;
            }
            worker->next = idle_;
            idle_ = worker;
            ++started_;
        }
    }

    std::mutex mutex_;
    Worker* idle_ = nullptr;
    int started_ = 0;
    int most_threads_ = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    int wanted_ = 0;   // workers, by all callers at present
    int callers_ = 0;  // at present
    int recent_callers_ = 0;
    int calls_since_ = 0;
    int calls_without_ = 0;
};

}  // namespace

void run_in_threads(int threads, void (*function)(const void* body, int index, int count), const void* body) {
    if (threads <= 1) {
        function(body, 0, 1);
        return;
    }
    Workers& workers = Workers::shared();
    int taken = 0;
    Worker* const list = workers.take(threads - 1, &taken);
    int index = 0;
    for (Worker* worker = list; worker != nullptr; worker = worker->next) {
        worker->start(function, body, ++index, taken + 1);
    }
    std::exception_ptr failure = failure_of(function, body, 0, taken + 1);
    for (Worker* worker = list; worker != nullptr; worker = worker->next) {
        worker->wait();
        if (worker->failure) {
            failure = std::move(worker->failure);
            worker->failure = nullptr;
        }
    }
    workers.give_back(threads - 1, list);
    if (failure) {
        std::rethrow_exception(failure);
    }
}

}  // namespace gru4j
