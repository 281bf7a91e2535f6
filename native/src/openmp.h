#pragma once

// Of the OpenMP runtime that oneDNN is linked to, called as a compiler would: our own code is compiled without OpenMP,
// so that there is no second runtime whatever the compiler.
extern "C" void GOMP_parallel(void (*body)(void*), void* data, unsigned threads, unsigned flags);
extern "C" int omp_get_thread_num();
extern "C" int omp_get_num_threads();
extern "C" int omp_get_max_threads();
extern "C" void omp_set_num_threads(int threads);

namespace gru4j {

/// body(index, count) once in each of `threads` threads, or of fewer if the runtime has no more; the calling one is the
/// first. body must not throw.
template <typename Body>
void fork_join(int threads, const Body& body) {
    GOMP_parallel([](void* data) { (*static_cast<const Body*>(data))(omp_get_thread_num(), omp_get_num_threads()); },
                  const_cast<void*>(static_cast<const void*>(&body)), static_cast<unsigned>(threads), 0);
}

}  // namespace gru4j
