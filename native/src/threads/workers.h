#pragma once

namespace gru4j {

/// Calls function(body, index, count) once in each of `count` threads, the calling one among them with index 0. `count`
/// is at most `threads`, and fewer where the system starts no more threads or where others use them: see Workers.
/// function must not call this. If it throws, so does this, one of what was thrown, when all threads are through;
/// threads that wait for each other in it must not.
void run_in_threads(int threads, void (*function)(const void* body, int index, int count), const void* body);

/// body(index, count) as run_in_threads() says.
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
