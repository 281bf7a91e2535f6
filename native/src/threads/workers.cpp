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

/// How often an idle worker checks for work before it sleeps. The passes of a training step, and the caller's work
/// between them, follow each other faster than this takes, so that the worker is still awake for the next pass.
constexpr int looks_while_idle = 4000;
/// How often a thread checks whether a worker has finished before it sleeps.
constexpr int looks_at_end = 2000;

/// Returns what function(body, index, count) throws; null if it throws nothing.
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

    // belongs to the caller until `go` changes, then to the worker until `done` changes
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

/// Names the thread for ps and debuggers, and lets it run on all processors of the process. Without this it would be
/// bound to the processors of the thread that happened to need this worker first.
void set_up_thread(int number) {
    char name[16];
    std::snprintf(name, sizeof name, "gru4j-%d", number);
    pthread_setname_np(pthread_self(), name);
    cpu_set_t processors;
    if (sched_getaffinity(getpid(), sizeof processors, &processors) == 0) {
        sched_setaffinity(0, sizeof processors, &processors);
    }
}

/// While this object exists, threads that are started block the process's signals, which other threads then handle.
/// Signals for faults of the thread itself are not blocked.
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

/// The threads that the library starts, for all callers together. The number of callers and workers together is limited
/// to the number of processors, or to the number that a single call requested if that is larger. Each of C callers gets
/// a C-th part of this number, including itself. Workers are started when they are first needed, sleep when they are
/// idle, and never end. A call does not wait for workers that another caller still has.
///
/// There is one such object. It is never destroyed, and the library stays loaded.
class Workers {
public:
    static Workers& shared() {
        static Workers& workers = *new Workers;
        return workers;
    }

    /// Returns a list of at most `wanted` workers. The caller returns the list with the same number.
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
    /// If there were always fewer callers than counted, the count is reduced by one after this many calls.
    static constexpr int calls_to_forget = 64;
    /// After the system refused to start a thread, this many calls use only the threads that exist.
    static constexpr int calls_to_retry = 1000;

    /// Remembers the largest recent number of simultaneous callers. Callers come and go, and a caller that is between
    /// two calls will come back.
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
            } catch (const std::exception&) {  // no thread or no memory: continue with those that exist
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
    int wanted_ = 0;   // workers that all present callers want
    int callers_ = 0;  // callers at present
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
