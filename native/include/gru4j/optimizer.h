#pragma once

#include <cstdint>

namespace gru4j {

// Updates of slabs of `size` floats. Results have the same bits for any number of threads. The caller owns every
// pointer; arrays that are written must not alias any other array. In the equations of the three steps, g stands for g
// + l2·p; the array g itself does not change.

/// v = momentum·v + g, p -= rate·v, or with nesterov p -= rate·(g + momentum·v). If v is null: p -= rate·g.
void sgd_step(std::int64_t size, float* p, const float* g, float* v, float momentum, bool nesterov, float l2,
              float rate, int threads);

/// v = rho·v + rest·g·g, p -= rate·g ÷ (√v + epsilon). This is RMSProp, or Adagrad if rho and rest are 1.
void rms_prop_step(std::int64_t size, float* p, const float* g, float* v, float rho, float rest, float epsilon,
                   float l2, float rate, int threads);

/// m = beta1·m + rest1·g, v = beta2·v + rest2·g·g, p = p - shrink·p - rate·m ÷ (correction·√v + epsilon).
void adam_step(std::int64_t size, float* p, const float* g, float* m, float* v, float beta1, float rest1, float beta2,
               float rest2, float rate, float correction, float epsilon, float l2, float shrink, int threads);

/// Returns Σ x², computed in double precision.
double sum_of_squares(std::int64_t size, const float* x, int threads);

/// x *= factor.
void scale(std::int64_t size, float factor, float* x, int threads);

/// Limits x to ±bound; NaN stays NaN.
void clamp(std::int64_t size, float bound, float* x, int threads);

/// x[k] += deviation·(standard normal number k of a generator, by the Box–Muller transform), computed in double
/// precision.
/// key: key of the generator CounterRandom in Java.
void add_normal(std::int64_t size, std::int64_t key, double deviation, float* x, int threads);

}  // namespace gru4j
