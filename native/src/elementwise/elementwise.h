#pragma once

#include <cstdint>

namespace gru4j {

/// Loops over floats, compiled from the same source for each instruction set that profits. All give the same bits.
/// Pointers must not alias, unless a comment allows it.
struct Elementwise {
    /// One row of softmax_cross_entropy: returns log Σ_j exp(z_j) - z_target, and sets dz[V] to its gradient times
    /// weight unless dz is null. dz may be z.
    double (*cross_entropy)(std::int64_t classes, const float* z, std::int64_t target, double weight, float* dz);
    /// to[size] += from[size].
    void (*add)(std::int64_t size, const float* from, float* to);
    /// y[size] *= x[size].
    void (*multiply)(std::int64_t size, const float* x, float* y);
    /// x = exp(x) / Σ_j exp(x_j), in place.
    void (*softmax)(std::int64_t size, float* x);
    /// d = factor·y⊙(d - Σ_j y_j·d_j), in place: undoes softmax, whose result was y[size].
    void (*softmax_gradient)(std::int64_t size, float factor, const float* y, float* d);
    /// The steps of optimizer.h, on one thread.
    void (*sgd)(std::int64_t size, float* p, const float* g, float* v, float momentum, bool nesterov, float l2,
                float rate);
    void (*rms_prop)(std::int64_t size, float* p, const float* g, float* v, float rho, float rest, float epsilon,
                     float l2, float rate);
    void (*adam)(std::int64_t size, float* p, const float* g, float* m, float* v, float beta1, float rest1, float beta2,
                 float rest2, float rate, float correction, float epsilon, float l2, float shrink);
    double (*sum_of_squares)(std::int64_t size, const float* x);
    void (*scale)(std::int64_t size, float factor, float* x);
    void (*clamp)(std::int64_t size, float bound, float* x);
    /// The dropout of dropout.h, beginning with number `first` of the generator.
    void (*dropout)(std::int64_t size, const float* x, std::int64_t key, std::int64_t first, std::int64_t threshold,
                    float kept, float* y);
};

extern const Elementwise elementwise_baseline;
#ifdef GRU4J_AVX2
extern const Elementwise elementwise_avx2;
#endif

/// Returns the best ones for this machine.
const Elementwise& elementwise();

}  // namespace gru4j
