#include "elementwise/elementwise.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "check.h"
#include "elementwise/exponential.h"
#include "random_values.h"

namespace gru4j::test {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

/// The floats that one set of loops makes of the same numbers, all together.
std::vector<float> results(const Elementwise& loops, int size) {
    std::uint32_t seed = 5;
    const std::vector<float> g = random_values(size, 10, seed);
    std::vector<float> all(g);
    const auto append = [&all](const std::vector<float>& values) {
        all.insert(all.end(), values.begin(), values.end());
    };
    std::vector<float> p = random_values(size, 1, seed), m = random_values(size, 1, seed), v(size, 0.25f), dz(size);
    const double loss = loops.cross_entropy(size, g.data(), size / 2, 1.0 / 3, dz.data());
    const double without_gradient = loops.cross_entropy(size, g.data(), size / 2, 1.0 / 3, nullptr);
    require(loss == without_gradient, "the loss differs without a gradient");
    append({static_cast<float>(loss), static_cast<float>(loss - static_cast<float>(loss))});
    append(dz);
    loops.add(size, g.data(), p.data());
    append(p);
    loops.sgd(size, p.data(), g.data(), nullptr, 0, false, 0.1f, 0.01f);
    append(p);
    loops.sgd(size, p.data(), g.data(), m.data(), 0.9f, false, 0.1f, 0.01f);
    append(p);
    loops.sgd(size, p.data(), g.data(), m.data(), 0.9f, true, 0.1f, 0.01f);
    append(p);
    loops.rms_prop(size, p.data(), g.data(), v.data(), 0.9f, 0.1f, 1e-8f, 0.1f, 0.01f);
    append(p);
    loops.adam(size, p.data(), g.data(), m.data(), v.data(), 0.9f, 0.1f, 0.999f, 0.001f, 0.01f, 2.0f, 1e-8f, 0.1f,
               0.3f);
    append(p);
    append(m);
    append(v);
    const double squares = loops.sum_of_squares(size, p.data());
    append({static_cast<float>(squares), static_cast<float>(squares - static_cast<float>(squares))});
    loops.scale(size, 0.3f, p.data());
    append(p);
    loops.clamp(size, 0.2f, p.data());
    append(p);
    loops.dropout(size, g.data(), 42, 5, std::int64_t(1) << 51, 1.25f, p.data());
    append(p);
    return all;
}

}  // namespace

GRU4J_TEST(exponential_is_within_two_to_the_minus_22) {
    double worst = 0;
    std::uint32_t bits = 0x80000000u;  // -0
    for (float x = -0.0f; x >= -87.3f; bits += 499) {
        std::memcpy(&x, &bits, sizeof x);
        if (x >= -87.3f) {
            const double expected = std::exp(double(x));
            worst = std::max(worst, std::abs(exp_of_non_positive(x) - expected) / expected);
        }
    }
    require(worst <= 0x1p-22, "relative error " + std::to_string(worst * 0x1p22) + "·2^-22");
}

GRU4J_TEST(exponential_at_its_ends) {
    require(exp_of_non_positive(0.0f) == 1, "of zero");
    require(exp_of_non_positive(-87.3f) >= std::numeric_limits<float>::min(), "of the last that is normal");
    require(exp_of_non_positive(-87.4f) == 0, "of the first that is not");
    require(exp_of_non_positive(-std::numeric_limits<float>::max()) == 0, "of the lowest");
    require(exp_of_non_positive(-infinity) == 0, "of minus infinity");
    require(std::isnan(exp_of_non_positive(std::numeric_limits<float>::quiet_NaN())), "of no number");
}

GRU4J_TEST(every_instruction_set_gives_the_same_bits) {
    for (int size : {1, 3, 7, 8, 9, 31, 33, 100, 511, 512, 513, 1500}) {
        const std::vector<float> expected = results(elementwise_baseline, size);
        require_equal("the best loops, size " + std::to_string(size), results(elementwise(), size), expected);
    }
}

}  // namespace gru4j::test
