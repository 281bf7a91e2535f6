#pragma once

#include <cstddef>

#include "elementwise/exponential.h"
#include "vector.h"

namespace gru4j::GRU4J_ISA {

/// e^x as scale·(1 + rest), with scale = 2ⁿ and rest = e^r - 1. For x from -87 to 88.8. From 88.38 on, scale is
/// infinity, and rest may be negative. NaN gives NaN.
struct Exponential {
    vec scale, rest;

    GRU4J_INLINE explicit Exponential(vec x) {
        const ReducedExponent<vec> reduced = reduce_exponent(x);
        rest = exponential_polynomial(reduced.r) * (reduced.r * reduced.r) + reduced.r;
        scale = (vec)(((bits)reduced.shifted << 23) + 0x3F800000u);
    }
};

/// 1/(1 + e^-x). The absolute error is at most 2^-22; exact at plus and minus infinity; NaN gives NaN.
GRU4J_INLINE vec sigmoid(vec x) {
    vec z = -x;
    z = z > 88.8f ? vec{} + 88.8f : z;  // from here on e^z is infinite, so the result is 0
    z = z < -87.0f ? vec{} - 87.0f : z;
    const Exponential e(z);
    return 1.0f / (1.0f + (e.rest + 1.0f) * e.scale);  // not a sum of products, which could add -inf to inf
}

/// (1 - e^-2|x|)/(1 + e^-2|x|) with the sign of x, computed from e^z - 1, which does not cancel for small |x|. The
/// relative error is at most 4 units in the last place; exact at plus and minus infinity; NaN gives NaN.
GRU4J_INLINE vec tanh(vec x) {
    const bits sign = (bits)x & 0x80000000u;
    vec magnitude = (vec)((bits)x ^ sign);
    magnitude = magnitude > 20.0f ? vec{} + 20.0f : magnitude;
    const Exponential e(magnitude * -2.0f);
    const vec less_one = e.rest * e.scale + (e.scale - 1.0f);
    const vec result = less_one / (less_one + 2.0f);
    return (vec)(((bits)result & 0x7FFFFFFFu) | sign);
}

/// y = sigmoid(x), both [vectors·V]
void sigmoids(const float* x, float* y, std::size_t vectors);
/// y = tanh(x), both [vectors·V]
void tanhs(const float* x, float* y, std::size_t vectors);

}  // namespace gru4j::GRU4J_ISA
