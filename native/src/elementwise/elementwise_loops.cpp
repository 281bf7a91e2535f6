// Compiled once for each instruction set; GRU4J_LOOPS is its name. All functions here have internal linkage, and no
// templates of the standard library are used: the linker would merge copies for different instruction sets.
#include <math.h>
#include <string.h>

#include "counter_random.h"
#include "elementwise.h"
#include "exponential.h"

namespace gru4j {
namespace {

/// Sums are built as this many partial sums, in an order that does not depend on the width of the machine's vectors.
constexpr std::int64_t lanes = 8;

template <typename T>
struct RunningSums {
    T value[lanes];
};

double total(const RunningSums<double>& sums) {
    const double* s = sums.value;
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

/// Maps the bits of a float to an integer such that integers have the same order as floats, and back: it is its own
/// inverse. Compilers vectorise the maximum of integers, but not that of floats, because NaN is not ordered.
inline std::int32_t in_order(std::int32_t bits) {
    return bits ^ ((bits >> 31) & 0x7fffffff);
}

/// Returns the largest element of x; NaN if one is NaN, unless it is a NaN with a sign.
float largest(std::int64_t size, const float* x) {
    std::int32_t most = INT32_MIN;
    for (std::int64_t j = 0; j < size; ++j) {
        std::int32_t bits;
        memcpy(&bits, x + j, sizeof bits);
        const std::int32_t place = in_order(bits);
        most = place > most ? place : most;
    }
    most = in_order(most);
    float result;
    memcpy(&result, &most, sizeof result);
    return result;
}

/// Adds x to the sums: element j to lane j modulo the number of lanes.
void add_to_lanes(std::int64_t size, const float* x, RunningSums<double>& sums) {
    RunningSums<double> s = sums;
    const std::int64_t whole = size - size % lanes;
    for (std::int64_t j = 0; j < whole; j += lanes) {
        for (std::int64_t l = 0; l < lanes; ++l) {
            s.value[l] += static_cast<double>(x[j + l]);
        }
    }
    for (std::int64_t j = whole; j < size; ++j) {
        s.value[j - whole] += static_cast<double>(x[j]);
    }
    sums = s;
}

double cross_entropy(std::int64_t classes, const float* z, std::int64_t target, double weight, float* dz) {
    constexpr std::int64_t chunk = 512;  // a multiple of the lanes
    float scratch[chunk];
    const float max = largest(classes, z);
    const float target_logit = z[target];  // dz may be z
    RunningSums<double> sums = {};
    for (std::int64_t begin = 0; begin < classes; begin += chunk) {
        const std::int64_t size = classes - begin < chunk ? classes - begin : chunk;
        const float* from = z + begin;
        float* to = dz == nullptr ? scratch : dz + begin;
#pragma GCC ivdep
        for (std::int64_t j = 0; j < size; ++j) {
            to[j] = exp_of_non_positive(from[j] - max);
        }
        add_to_lanes(size, to, sums);
    }
    const double sum = total(sums);
    if (dz != nullptr) {
        const float factor = static_cast<float>(weight / sum);
        for (std::int64_t j = 0; j < classes; ++j) {
            dz[j] *= factor;
        }
        dz[target] -= static_cast<float>(weight);
    }
    return log(sum) - (static_cast<double>(target_logit) - static_cast<double>(max));
}

void add(std::int64_t size, const float* __restrict from, float* __restrict to) {
    for (std::int64_t k = 0; k < size; ++k) {
        to[k] += from[k];
    }
}

void multiply(std::int64_t size, const float* __restrict x, float* __restrict y) {
    for (std::int64_t k = 0; k < size; ++k) {
        y[k] *= x[k];
    }
}

void softmax(std::int64_t size, float* x) {
    const float max = largest(size, x);
#pragma GCC ivdep
    for (std::int64_t j = 0; j < size; ++j) {
        x[j] = exp_of_non_positive(x[j] - max);
    }
    RunningSums<double> sums = {};
    add_to_lanes(size, x, sums);
    const float factor = static_cast<float>(1 / total(sums));
    for (std::int64_t j = 0; j < size; ++j) {
        x[j] *= factor;
    }
}

void softmax_gradient(std::int64_t size, float factor, const float* __restrict y, float* __restrict d) {
    RunningSums<double> sums = {};
    const std::int64_t whole = size - size % lanes;
    for (std::int64_t j = 0; j < whole; j += lanes) {
        for (std::int64_t l = 0; l < lanes; ++l) {
            sums.value[l] += static_cast<double>(y[j + l]) * static_cast<double>(d[j + l]);
        }
    }
    for (std::int64_t j = whole; j < size; ++j) {
        sums.value[j - whole] += static_cast<double>(y[j]) * static_cast<double>(d[j]);
    }
    const float mean = static_cast<float>(total(sums));
    for (std::int64_t j = 0; j < size; ++j) {
        d[j] = factor * y[j] * (d[j] - mean);
    }
}

void sgd(std::int64_t size, float* __restrict p, const float* __restrict g, float* __restrict v, float momentum,
         bool nesterov, float l2, float rate) {
    if (v == nullptr) {
        for (std::int64_t k = 0; k < size; ++k) {
            p[k] -= rate * (g[k] + l2 * p[k]);
        }
    } else if (nesterov) {
        for (std::int64_t k = 0; k < size; ++k) {
            const float gradient = g[k] + l2 * p[k];
            v[k] = momentum * v[k] + gradient;
            p[k] -= rate * (gradient + momentum * v[k]);
        }
    } else {
        for (std::int64_t k = 0; k < size; ++k) {
            v[k] = momentum * v[k] + (g[k] + l2 * p[k]);
            p[k] -= rate * v[k];
        }
    }
}

void rms_prop(std::int64_t size, float* __restrict p, const float* __restrict g, float* __restrict v, float rho,
              float rest, float epsilon, float l2, float rate) {
    for (std::int64_t k = 0; k < size; ++k) {
        const float gradient = g[k] + l2 * p[k];
        v[k] = rho * v[k] + rest * gradient * gradient;
        p[k] -= rate * gradient / (sqrtf(v[k]) + epsilon);
    }
}

void adam(std::int64_t size, float* __restrict p, const float* __restrict g, float* __restrict m, float* __restrict v,
          float beta1, float rest1, float beta2, float rest2, float rate, float correction, float epsilon, float l2,
          float shrink) {
    for (std::int64_t k = 0; k < size; ++k) {
        const float gradient = g[k] + l2 * p[k];
        m[k] = beta1 * m[k] + rest1 * gradient;
        v[k] = beta2 * v[k] + rest2 * gradient * gradient;
        p[k] = p[k] - shrink * p[k] - rate * m[k] / (sqrtf(v[k]) * correction + epsilon);
    }
}

double sum_of_squares(std::int64_t size, const float* x) {
    RunningSums<double> sums = {};
    const std::int64_t whole = size - size % lanes;
    for (std::int64_t j = 0; j < whole; j += lanes) {
        for (std::int64_t l = 0; l < lanes; ++l) {
            const double value = x[j + l];
            sums.value[l] += value * value;
        }
    }
    for (std::int64_t j = whole; j < size; ++j) {
        const double value = x[j];
        sums.value[j - whole] += value * value;
    }
    return total(sums);
}

void scale(std::int64_t size, float factor, float* x) {
    for (std::int64_t k = 0; k < size; ++k) {
        x[k] *= factor;
    }
}

void clamp(std::int64_t size, float bound, float* x) {
    for (std::int64_t k = 0; k < size; ++k) {
        const float below = x[k] > bound ? bound : x[k];
        x[k] = below < -bound ? -bound : below;
    }
}

void dropout(std::int64_t size, const float* __restrict x, std::int64_t key, std::int64_t first, std::int64_t threshold,
             float kept, float* __restrict y) {
    for (std::int64_t k = 0; k < size; ++k) {
        y[k] = random_53_bits(key, first + k) < threshold ? 0 : kept * x[k];
    }
}

}  // namespace

extern const Elementwise GRU4J_LOOPS = {cross_entropy,  add,   multiply, softmax, softmax_gradient, sgd, rms_prop, adam,
                                        sum_of_squares, scale, clamp,    dropout};

}  // namespace gru4j
