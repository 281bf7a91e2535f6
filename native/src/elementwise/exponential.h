#pragma once

#include <cstdint>
#include <cstring>

namespace gru4j {
namespace {  // one copy per translation unit: each is compiled for another instruction set

// exp(x) = 2ⁿ·exp(r) with r = x - n·ln 2 in ±½·ln 2. exp(r) is a polynomial with the coefficients of expf in S.
// Moshier's Cephes library. Float is a float, or a vector of floats.

/// r, and n in the low bits of `shifted`.
template <typename Float>
struct ReducedExponent {
    Float shifted, r;
};

template <typename Float>
inline __attribute__((always_inline)) ReducedExponent<Float> reduce_exponent(Float x) {
    constexpr float log2_e = 1.44269504f;
    constexpr float ln2_high = 0.693359375f;  // products with small integers are exact
    constexpr float ln2_low = -2.12194440e-4f;
    constexpr float round_to_whole = 0x1.8p23f;  // adding it leaves an integer in the low bits
    const Float shifted = x * log2_e + round_to_whole;
    const Float n = shifted - round_to_whole;
    return {shifted, x - n * ln2_high - n * ln2_low};
}

/// Returns p(r), where exp(r) = 1 + r + p(r)·r².
template <typename Float>
inline __attribute__((always_inline)) Float exponential_polynomial(Float r) {
    Float p = r * 1.9875691500e-4f + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    return p * r + 5.0000001201e-1f;
}

/// Returns exp(x) with a relative error of at most 2⁻²²; results below 1.2e-38 become 0. A loop over it is vectorised
/// under -fno-trapping-math. x must be at most 0; NaN gives NaN.
inline float exp_of_non_positive(float x) {
    constexpr float smallest = -87.3f;  // below, the result is not a normal float
    const ReducedExponent<float> reduced = reduce_exponent(x);
    const float r = reduced.r;
    const float p = exponential_polynomial(r);
    std::uint32_t bits;
    std::memcpy(&bits, &reduced.shifted, sizeof bits);
    bits = (bits + 127) << 23;
    float power;  // 2ⁿ
    std::memcpy(&power, &bits, sizeof power);
    const float result = (p * r * r + r + 1) * power;
    return x < smallest ? 0 : result;
}

}  // namespace
}  // namespace gru4j
