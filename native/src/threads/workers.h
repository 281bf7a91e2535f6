#pragma once

namespace gru4j {

/// Calls function(body, index, count) once in each of `count` threads, including the calling one, which has index 0.
/// `count` is at most `threads`, and less if the system can't start more threads or if other callers use them: see
/// Workers. The function must not call run_in_threads() itself. If it throws, this function throws one of the
/// exceptions after all threads have finished. A function whose threads wait for each other must not throw.
void run_in_threads(int threads, void (*function)(const void* body, int index, int count), const void* body);

/// Calls body(index, count) in the way of run_in_threads().
template <typename Body>
void fork_join(int threads, const Body& body) {
    if (threads <= 1) {
        body(0, 1);
        return;
    }
    run_in_threads(
            threads, [](const void* b, int index, int count) { (*static_cast<const Body*>(b))(index, count); }, &body);
}

}  // namespace gru4j
