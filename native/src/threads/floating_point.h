#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <cstdint>
#endif

namespace gru4j {

// A thread's rounding mode, and whether it flushes denormals to zero. Programs and libraries change them: a library
// that was compiled with -ffast-math does so for the thread that loads it. Results must not depend on this.

#if defined(__x86_64__)

/// MXCSR with its default mode and cleared status flags: rounds to nearest, keeps denormals, no traps.
constexpr unsigned default_mxcsr = 0x1f80;
constexpr unsigned mxcsr_flags = 0x3f;

inline unsigned floating_point() {
    return _mm_getcsr() & ~mxcsr_flags;
}
inline void set_floating_point(unsigned mode) {
    _mm_setcsr(mode);
}
constexpr unsigned default_floating_point = default_mxcsr;

#elif defined(__aarch64__)

inline std::uint64_t floating_point() {
    std::uint64_t mode;
    asm volatile("mrs %0, fpcr" : "=r"(mode));
    return mode;
}
inline void set_floating_point(std::uint64_t mode) {
    asm volatile("msr fpcr, %0" : : "r"(mode) : "memory");
}
constexpr std::uint64_t default_floating_point = 0;

#else

inline int floating_point() {
    return 0;
}
inline void set_floating_point(int) {}
constexpr int default_floating_point = 0;

#endif

/// Makes the calling thread round to nearest and keep denormals.
inline void use_default_floating_point() {
    set_floating_point(default_floating_point);
}

/// While this object exists, the calling thread rounds to nearest and keeps denormals.
class DefaultFloatingPoint {
public:
    DefaultFloatingPoint() : previous_(floating_point()) {
        if (previous_ != default_floating_point) {
            use_default_floating_point();
        }
    }
    ~DefaultFloatingPoint() {
        if (previous_ != default_floating_point) {
            set_floating_point(previous_);
        }
    }
    DefaultFloatingPoint(const DefaultFloatingPoint&) = delete;
    DefaultFloatingPoint& operator=(const DefaultFloatingPoint&) = delete;

private:
    const decltype(floating_point()) previous_;
};

}  // namespace gru4j
