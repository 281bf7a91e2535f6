#include "memory_check.h"

#include <cstddef>
#include <cstdlib>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace gru4j {
namespace {

/// More than oneDNN allocates while it creates a pair of LSTM primitives, measured with glibc.
constexpr std::size_t bytes = std::size_t(8) << 20;

}  // namespace

#if defined(__linux__)

// not with malloc, which would keep freed blocks of this size afterwards
void require_memory_for_onednn() {
    void* const memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        throw std::bad_alloc();
    }
    munmap(memory, bytes);
}

#else

void require_memory_for_onednn() {
    void* const memory = std::malloc(bytes);
    if (memory == nullptr) {
        throw std::bad_alloc();
    }
    std::free(memory);
}

#endif

}  // namespace gru4j
