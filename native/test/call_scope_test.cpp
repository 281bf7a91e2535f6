#include "threads/call_scope.h"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "check.h"
#include "gru4j/runtime.h"

namespace gru4j::test {
namespace {

using std::chrono::milliseconds;

int output;  // of a child

void tell(char what) {
    if (write(output, &what, 1) != 1) {
        std::abort();
    }
}

/// What body() tells in a process of its own, which is to exit with `code`.
std::string told_by_child(int code, void (*body)()) {
    int ends[2];
    require(pipe(ends) == 0, "pipe");
    const pid_t child = fork();
    require(child >= 0, "fork");
    if (child == 0) {
        output = ends[1];
        body();
        std::abort();
    }
    close(ends[1]);
    std::string told;
    char next;
    while (read(ends[0], &next, 1) == 1) {
        told += next;
    }
    close(ends[0]);
    int status = 0;
    require(waitpid(child, &status, 0) == child, "waitpid");
    require(WIFEXITED(status) && WEXITSTATUS(status) == code, "the child's status is " + std::to_string(status));
    return told;
}

}  // namespace

GRU4J_TEST(exit_waits_for_calls_in_flight) {
    const std::string told = told_by_child(7, [] {
        std::atexit([] { tell('d'); });  // as a static object that is destroyed
        guard_exit();
        std::thread([] {
            CallScope call;
            tell('b');
            std::this_thread::sleep_for(milliseconds(200));
            tell('e');
        }).detach();
        std::this_thread::sleep_for(milliseconds(50));
        std::exit(7);
    });
    require(told == "bed", "begin, end, destruction: " + told);
}

GRU4J_TEST(calls_do_not_start_after_exit_has) {
    const std::string told = told_by_child(7, [] {
        std::atexit([] {
            std::thread([] {
                tell('t');
                CallScope call;
                tell('b');
            }).detach();
            std::this_thread::sleep_for(milliseconds(100));
        });
        guard_exit();
        {
            CallScope call;
        }
        std::exit(7);
    });
    require(told == "t", "thread, begin: " + told);
}

}  // namespace gru4j::test
