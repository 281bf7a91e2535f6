#include "gru4j/optimizer.h"

#include <cmath>

#include "elementwise/counter_random.h"
#include "elementwise/elementwise.h"
#include "threads/blocks.h"
#include "threads/call_scope.h"
#include "threads/parallel.h"

namespace gru4j {
namespace {

constexpr std::int64_t smallest_block = 1024;
constexpr std::int64_t floats_per_thread = 1 << 19;   // 100 to 200 µs, several times the cost of waking a thread
constexpr std::int64_t normals_per_thread = 1 << 13;  // takes as long

/// Calls body(begin, size) for the parts of a slab.
template <typename Body>
void for_parts(int threads, std::int64_t size, const Body& body) {
    const Blocks blocks(size, smallest_block);
    parallel_for(threads, blocks.count(), floats_per_thread / blocks.size() + 1,
                 [&](std::int64_t begin, std::int64_t end) {
                     if (begin < end) {
                         body(blocks.begin(begin), blocks.end(end - 1) - blocks.begin(begin));
                     }
                 });
}

}  // namespace

void sgd_step(std::int64_t size, float* p, const float* g, float* v, float momentum, bool nesterov, float l2,
              float rate, int threads) {
    CallScope call;
    const Elementwise& loops = elementwise();
    for_parts(threads, size, [&](std::int64_t from, std::int64_t length) {
        loops.sgd(length, p + from, g + from, v == nullptr ? nullptr : v + from, momentum, nesterov, l2, rate);
    });
}

void rms_prop_step(std::int64_t size, float* p, const float* g, float* v, float rho, float rest, float epsilon,
                   float l2, float rate, int threads) {
    CallScope call;
    const Elementwise& loops = elementwise();
    for_parts(threads, size, [&](std::int64_t from, std::int64_t length) {
        loops.rms_prop(length, p + from, g + from, v + from, rho, rest, epsilon, l2, rate);
    });
}

void adam_step(std::int64_t size, float* p, const float* g, float* m, float* v, float beta1, float rest1, float beta2,
               float rest2, float rate, float correction, float epsilon, float l2, float shrink, int threads) {
    CallScope call;
    const Elementwise& loops = elementwise();
    for_parts(threads, size, [&](std::int64_t from, std::int64_t length) {
        loops.adam(length, p + from, g + from, m + from, v + from, beta1, rest1, beta2, rest2, rate, correction,
                   epsilon, l2, shrink);
    });
}

double sum_of_squares(std::int64_t size, const float* x, int threads) {
    CallScope call;
    const Elementwise& loops = elementwise();
    const Blocks blocks(size, smallest_block);
    double sums[Blocks::max_blocks] = {};
    parallel_for(threads, blocks.count(), floats_per_thread / blocks.size() + 1,
                 [&](std::int64_t begin, std::int64_t end) {
                     for (std::int64_t block = begin; block < end; ++block) {
                         const std::int64_t from = blocks.begin(block);
                         sums[block] = loops.sum_of_squares(blocks.end(block) - from, x + from);
                     }
                 });
    double sum = 0;
    for (std::int64_t block = 0; block < blocks.count(); ++block) {
        sum += sums[block];
    }
    return sum;
}

void scale(std::int64_t size, float factor, float* x, int threads) {
    CallScope call;
    const Elementwise& loops = elementwise();
    for_parts(threads, size, [&](std::int64_t from, std::int64_t length) { loops.scale(length, factor, x + from); });
}

void clamp(std::int64_t size, float bound, float* x, int threads) {
    CallScope call;
    const Elementwise& loops = elementwise();
    for_parts(threads, size, [&](std::int64_t from, std::int64_t length) { loops.clamp(length, bound, x + from); });
}

void add_normal(std::int64_t size, std::int64_t key, double deviation, float* x, int threads) {
    CallScope call;
    constexpr double to_unit = 0x1p-53;
    constexpr double two_pi = 6.283185307179586;
    parallel_for(threads, size, normals_per_thread, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t k = begin; k < end; ++k) {
            const double radius = std::sqrt(-2 * std::log(1 - to_unit * random_53_bits(key, 2 * k)));
            const double normal = radius * std::cos(two_pi * (to_unit * random_53_bits(key, 2 * k + 1)));
            x[k] = static_cast<float>(x[k] + deviation * normal);
        }
    });
}

}  // namespace gru4j
