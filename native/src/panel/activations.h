#pragma once

#include "vector.h"

namespace gru4j::GRU4J_ISA {

/// e^x as scale·(1 + rest): scale = 2^n, n = round(x / ln 2), rest = e^r - 1 with r = x - n·ln 2, |r| <= ln 2 / 2. A
/// polynomial as in Cephes' expf. For x from -87 to 88.8; from 88.38 on scale is infinity, and rest may be negative.
/// NaN gives NaN.
struct Exponential {
    vec scale, rest;

    GRU4J_INLINE explicit Exponential(vec x) {
        const vec shifted = x * 1.44269504f + 12582912.0f;  // 1.5·2^23: the last bits are now n
        const vec n = shifted - 12582912.0f;
        const vec r = x - n * 0.693359375f + n * 2.12194440e-4f;
        vec p = r * 1.9875691500e-4f + 1.3981999507e-3f;
        p = p * r + 8.3334519073e-3f;
        p = p * r + 4.1665795894e-2f;
        p = p * r + 1.6666665459e-1f;
        p = p * r + 5.0000001201e-1f;
        rest = p * (r * r) + r;
        scale = (vec)(((bits)shifted << 23) + 0x3F800000u);
    }
};

/// 1/(1 + e^-x): absolute error at most 2^-22; exact at plus and minus infinity; NaN gives NaN.
GRU4J_INLINE vec sigmoid(vec x) {
    vec z = -x;
    z = z > 88.8f ? vec{} + 88.8f : z;  // from here on the result is 0, as e^z is infinite
    z = z < -87.0f ? vec{} - 87.0f : z;
    const Exponential e(z);
    return 1.0f / (1.0f + (e.rest + 1.0f) * e.scale);  // no sum of products, which could be of minus and plus infinity
}

/// (1 - e^-2|x|)/(1 + e^-2|x|) with x's sign, by e^z - 1, which does not cancel at small |x|: relative error at most 4
/// units in the last place; exact at plus and minus infinity; NaN gives NaN.
GRU4J_INLINE vec tanh(vec x) {
    const bits sign = (bits)x & 0x80000000u;
    vec magnitude = (vec)((bits)x ^ sign);
    magnitude = magnitude > 20.0f ? vec{} + 20.0f : magnitude;
    const Exponential e(magnitude * -2.0f);
    const vec less_one = e.rest * e.scale + (e.scale - 1.0f);
    const vec result = less_one / (less_one + 2.0f);
    return (vec)(((bits)result & 0x7FFFFFFFu) | sign);
}

}  // namespace gru4j::GRU4J_ISA
