#include "gru4j/optimizer.h"

#include <cmath>
#include <limits>

#include "check.h"
#include "gru_case.h"

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

    Slabs& sgd(float momentum, int threads) {
        sgd_step(size(), p.data(), g.data(), momentum == 0 ? nullptr : m.data(), momentum, 0.01f, threads);
        return *this;
    }

    Slabs& adam(int threads) {
        adam_step(size(), p.data(), g.data(), m.data(), v.data(), 0.9f, 0.1f, 0.99f, 0.01f, 0.02f, 1.5f, 1e-3f,
                  threads);
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
            const Slabs s(size);
            std::vector<double> p(size), m(s.m.begin(), s.m.end());
            for (int k = 0; k < size; ++k) {
                const double v = momentum == 0 ? s.g[k] : double(momentum) * s.m[k] + s.g[k];
                p[k] = s.p[k] - double(0.01f) * v;
                m[k] = momentum == 0 ? m[k] : v;
            }
            const Slabs after = Slabs(size).sgd(momentum, 1);
            require_close("p", after.p, p, 1);
            require_close("v", after.m, m, 1);
            require_same(Slabs(size).sgd(momentum, 2), after);
            require_same(Slabs(size).sgd(momentum, 3), after);
        }
    }
}

GRU4J_TEST(adam_agrees_with_plain_loops) {
    for (int size : sizes) {
        const Slabs s(size);
        std::vector<double> p(size), m(size), v(size);
        for (int k = 0; k < size; ++k) {
            m[k] = double(0.9f) * s.m[k] + double(0.1f) * s.g[k];
            v[k] = double(0.99f) * s.v[k] + double(0.01f) * s.g[k] * s.g[k];
            p[k] = s.p[k] - double(0.02f) * m[k] / (std::sqrt(v[k]) * 1.5 + double(1e-3f));
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

}  // namespace gru4j::test
