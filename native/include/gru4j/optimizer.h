#pragma once

#include <cstdint>

namespace gru4j {

// Over slabs of `size` floats, all with the same bits for any number of threads. The caller owns every pointer; what is
// written may alias nothing. The steps move p along g + l2·p, which is called g here.

/// v = momentum·v + g, p -= rate·v, or with nesterov p -= rate·(g + momentum·v); v null: p -= rate·g.
void sgd_step(std::int64_t size, float* p, const float* g, float* v, float momentum, bool nesterov, float l2,
              float rate, int threads);

/// v = rho·v + rest·g·g, p -= rate·g ÷ (√v + epsilon): RMSProp, and Adagrad if rho and rest are 1.
void rms_prop_step(std::int64_t size, float* p, const float* g, float* v, float rho, float rest, float epsilon,
                   float l2, float rate, int threads);

/// m = beta1·m + rest1·g, v = beta2·v + rest2·g·g, p = p - shrink·p - rate·m ÷ (correction·√v + epsilon).
void adam_step(std::int64_t size, float* p, const float* g, float* m, float* v, float beta1, float rest1, float beta2,
               float rest2, float rate, float correction, float epsilon, float l2, float shrink, int threads);

/// Σ x², in double precision.
double sum_of_squares(std::int64_t size, const float* x, int threads);

/// x *= factor.
void scale(std::int64_t size, float factor, float* x, int threads);

/// x = x into ±bound; NaN stays.
void clamp(std::int64_t size, float bound, float* x, int threads);

/// x[k] += deviation·(standard normal number k of a generator, by Box and Muller's transform), in double precision.
/// key: CounterRandom's in Java.
void add_normal(std::int64_t size, std::int64_t key, double deviation, float* x, int threads);

}  // namespace gru4j
