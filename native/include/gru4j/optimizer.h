#pragma once

#include <cstdint>

namespace gru4j {

// Over slabs of `size` floats, all with the same bits for any number of threads. The caller owns every pointer; what is
// written may alias nothing.

/// v = momentum·v + g, p -= rate·v; v null: p -= rate·g.
void sgd_step(std::int64_t size, float* p, const float* g, float* v, float momentum, float rate, int threads);

/// m = beta1·m + rest1·g, v = beta2·v + rest2·g·g, p -= rate·m ÷ (correction·√v + epsilon).
void adam_step(std::int64_t size, float* p, const float* g, float* m, float* v, float beta1, float rest1, float beta2,
               float rest2, float rate, float correction, float epsilon, int threads);

/// Σ x², in double precision.
double sum_of_squares(std::int64_t size, const float* x, int threads);

/// x *= factor.
void scale(std::int64_t size, float factor, float* x, int threads);

}  // namespace gru4j
