#pragma once

namespace gru4j {

/// While this object exists, oneDNN uses exactly `threads` threads of its OpenMP runtime for the calling thread's
/// calls. The runtime is not allowed to use fewer by its own decision. The threads compute in the default
/// floating-point mode.
class OpenMpThreads {
public:
    /// Returns how many of `wanted` threads the runtime provides to the calling thread. Fewer under a limit of the
    /// environment, such as OMP_THREAD_LIMIT, or if the system can't start more. At least 1.
    static int available(int wanted);

    /// threads: a number that available() returned.
    ///
    /// Throws std::runtime_error if fewer threads are available now: a primitive that was created for more threads
    /// would leave a part of its work undone. Throws std::bad_alloc if memory runs out when a thread requests threads
    /// for the first time.
    explicit OpenMpThreads(int threads);
    ~OpenMpThreads();
    OpenMpThreads(const OpenMpThreads&) = delete;
    OpenMpThreads& operator=(const OpenMpThreads&) = delete;

private:
    int previous_threads_;
    int previous_dynamic_;
};

}  // namespace gru4j
