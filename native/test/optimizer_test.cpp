#include "gru4j/optimizer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "check.h"
#include "random_values.h"

namespace gru4j::test {
namespace {

constexpr int sizes[] = {1, 7, 1023, 1024, 1025, 270001, 1600001};  // the last is enough for three threads

/// Values, gradients and the two running means, as some steps left them.
struct Slabs {
    std::vector<float> p, g, m, v;

    explicit Slabs(int size) {
        std::uint32_t seed = 17;
        p = random_values(size, 1, seed);
        g = random_values(size, 1, seed);
        m = random_values(size, 1, seed);
        v = random_values(size, 1, seed);
        for (float& value : v) {
            value = std::abs(value);
        }
    }

    std::int64_t size() const { return static_cast<std::int64_t>(p.size()); }

    Slabs& sgd(float momentum, bool nesterov, float l2, int threads) {
        sgd_step(size(), p.data(), g.data(), momentum == 0 ? nullptr : m.data(), momentum, nesterov, l2, 0.01f,
                 threads);
        return *this;
    }

    Slabs& rms_prop(float rho, float rest, int threads) {
        rms_prop_step(size(), p.data(), g.data(), v.data(), rho, rest, 1e-3f, 0.125f, 0.02f, threads);
        return *this;
    }

    Slabs& adam(int threads) {
        adam_step(size(), p.data(), g.data(), m.data(), v.data(), 0.9f, 0.1f, 0.99f, 0.01f, 0.02f, 1.5f, 1e-3f, 0.125f,
                  0.25f, threads);
        return *this;
    }
};

void require_same(const Slabs& actual, const Slabs& expected) {
    require_equal("p", actual.p, expected.p);
    require_equal("m", actual.m, expected.m);
    require_equal("v", actual.v, expected.v);
}

}  // namespace

GRU4J_TEST(sgd_agrees_with_plain_loops) {
    for (int size : sizes) {
        for (float momentum : {0.0f, 0.9f}) {
            for (bool nesterov : {false, momentum != 0}) {
                const Slabs s(size);
                std::vector<double> p(size), m(s.m.begin(), s.m.end());
                for (int k = 0; k < size; ++k) {
                    const double g = s.g[k] + 0.125 * s.p[k];
                    const double v = momentum == 0 ? g : double(momentum) * s.m[k] + g;
                    p[k] = s.p[k] - double(0.01f) * (nesterov ? g + double(momentum) * v : v);
                    m[k] = momentum == 0 ? m[k] : v;
                }
                const Slabs after = Slabs(size).sgd(momentum, nesterov, 0.125f, 1);
                require_close("p", after.p, p, 1);
                require_close("v", after.m, m, 1);
                require_same(Slabs(size).sgd(momentum, nesterov, 0.125f, 2), after);
                require_same(Slabs(size).sgd(momentum, nesterov, 0.125f, 3), after);
            }
        }
    }
}

GRU4J_TEST(rms_prop_and_adagrad_agree_with_plain_loops) {
    for (int size : sizes) {
        for (float rho : {0.9f, 1.0f}) {
            const float rest = rho == 1 ? 1 : 0.1f;
            const Slabs s(size);
            std::vector<double> p(size), v(size);
            for (int k = 0; k < size; ++k) {
                const double g = s.g[k] + 0.125 * s.p[k];
                v[k] = double(rho) * s.v[k] + double(rest) * g * g;
                p[k] = s.p[k] - double(0.02f) * g / (std::sqrt(v[k]) + double(1e-3f));
            }
            const Slabs after = Slabs(size).rms_prop(rho, rest, 1);
            require_close("p", after.p, p, 1);
            require_close("v", after.v, v, 1);
            require_same(Slabs(size).rms_prop(rho, rest, 2), after);
            require_same(Slabs(size).rms_prop(rho, rest, 3), after);
        }
    }
}

GRU4J_TEST(adam_agrees_with_plain_loops) {
    for (int size : sizes) {
        const Slabs s(size);
        std::vector<double> p(size), m(size), v(size);
        for (int k = 0; k < size; ++k) {
            const double g = s.g[k] + 0.125 * s.p[k];
            m[k] = double(0.9f) * s.m[k] + double(0.1f) * g;
            v[k] = double(0.99f) * s.v[k] + double(0.01f) * g * g;
            p[k] = 0.75 * s.p[k] - double(0.02f) * m[k] / (std::sqrt(v[k]) * 1.5 + double(1e-3f));
        }
        const Slabs after = Slabs(size).adam(1);
        require_close("p", after.p, p, 1);
        require_close("m", after.m, m, 1);
        require_close("v", after.v, v, 1);
        require_same(Slabs(size).adam(2), after);
        require_same(Slabs(size).adam(3), after);
    }
}

GRU4J_TEST(sum_of_squares_agrees_with_plain_loops) {
    for (int size : sizes) {
        const Slabs s(size);
        double expected = 0;
        for (float value : s.g) {
            expected += double(value) * value;
        }
        const double sum = sum_of_squares(size, s.g.data(), 1);
        // two orders of one sum, each addition rounding by half an ε of at most the whole
        require(std::abs(sum - expected) <= size * std::numeric_limits<double>::epsilon() * expected, "sum");
        require(sum_of_squares(size, s.g.data(), 2) == sum, "two threads");
        require(sum_of_squares(size, s.g.data(), 3) == sum, "three threads");
    }
}

GRU4J_TEST(sum_of_squares_of_large_and_of_no_numbers) {
    std::vector<float> x(3000, std::numeric_limits<float>::max());
    const double largest = std::numeric_limits<float>::max();
    require(std::abs(sum_of_squares(3000, x.data(), 1) / (3000 * largest * largest) - 1) < 1e-12, "the largest");
    x[2999] = std::numeric_limits<float>::infinity();
    require(std::isinf(sum_of_squares(3000, x.data(), 1)), "infinity");
    x[1] = std::numeric_limits<float>::quiet_NaN();
    require(std::isnan(sum_of_squares(3000, x.data(), 1)), "no number");
}

GRU4J_TEST(scale_multiplies_every_element) {
    for (int size : sizes) {
        const Slabs s(size);
        std::vector<float> expected(s.g);
        for (float& value : expected) {
            value *= 0.3f;
        }
        for (int threads : {1, 2, 3}) {
            std::vector<float> x(s.g);
            scale(size, 0.3f, x.data(), threads);
            require_equal("x", x, expected);
        }
    }
}

GRU4J_TEST(clamp_limits_every_element_and_leaves_no_number) {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    for (int size : sizes) {
        Slabs s(size);
        s.g[size / 2] = infinity;
        s.g[size / 3] = -infinity;
        std::vector<float> expected(s.g);
        for (float& value : expected) {
            value = std::min(0.5f, std::max(-0.5f, value));
        }
        for (int threads : {1, 2, 3}) {
            std::vector<float> x(s.g);
            clamp(size, 0.5f, x.data(), threads);
            require_equal("x", x, expected);
            x[size - 1] = std::numeric_limits<float>::quiet_NaN();
            clamp(size, 0.5f, x.data(), threads);
            require(std::isnan(x[size - 1]), "no number");
        }
    }
}

GRU4J_TEST(added_normals_have_the_moments_of_their_distribution) {
    constexpr int size = 300001;
    std::vector<float> alone(size, 3.0f);
    add_normal(size, 42, 0.5, alone.data(), 1);
    double first = 0, second = 0, fourth = 0;
    for (float value : alone) {
        const double z = (double(value) - 3) / 0.5;
        first += z / size;
        second += z * z / size;
        fourth += z * z * z * z / size;
    }
    // five standard deviations of each mean: those of z, z² and z⁴ are 1, √2 and √96
    require(std::abs(first) <= 5 / std::sqrt(size), "mean");
    require(std::abs(second - 1) <= 5 * std::sqrt(2.0 / size), "variance");
    require(std::abs(fourth - 3) <= 5 * std::sqrt(96.0 / size), "fourth moment");
    for (int threads : {2, 3}) {
        std::vector<float> x(size, 3.0f);
        add_normal(size, 42, 0.5, x.data(), threads);
        require_equal("x", x, alone);
    }
    std::vector<float> other(size, 3.0f);
    add_normal(size, 43, 0.5, other.data(), 1);
    require(other != alone, "another key");
}

}  // namespace gru4j::test
