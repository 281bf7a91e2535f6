#pragma once

namespace gru4j {

/// While it lives, oneDNN uses so many threads of its OpenMP runtime for what the calling thread asks of it, and all of
/// them come: the runtime may not decide by itself that fewer will do. Threads that come compute in the default mode of
/// floating point.
class OpenMpThreads {
public:
    /// How many of `wanted` threads come if the calling thread asks for them: fewer under a limit of the environment,
    /// such as OMP_THREAD_LIMIT, or where the system starts no more. At least 1.
    static int available(int wanted);

    /// threads: what available() said.
    ///
    /// Throws std::runtime_error if fewer come now: a primitive that was made for more of them would leave a part of
    /// its work undone. Throws std::bad_alloc where memory runs out, in a thread that asks first.
    explicit OpenMpThreads(int threads);
    ~OpenMpThreads();
    OpenMpThreads(const OpenMpThreads&) = delete;
    OpenMpThreads& operator=(const OpenMpThreads&) = delete;

private:
    int previous_threads_;
    int previous_dynamic_;
};

}  // namespace gru4j
