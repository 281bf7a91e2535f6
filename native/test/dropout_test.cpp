#include "gru4j/dropout.h"

#include <cmath>
#include <limits>

#include "check.h"
#include "elementwise/counter_random.h"
#include "random_values.h"

namespace gru4j::test {
namespace {

constexpr std::int64_t range = std::int64_t(1) << 53;
constexpr std::int64_t key = -7;

std::vector<float> dropped(const std::vector<float>& x, std::int64_t threshold, float kept, int threads) {
    std::vector<float> y(x.size(), std::numeric_limits<float>::quiet_NaN());
    const auto size = static_cast<std::int64_t>(x.size());
    dropout(1, size, x.data(), 0, size, key, threshold, kept, y.data(), threads);
    return y;
}

}  // namespace

/// SplitMix64 of seed 0 begins with these numbers.
GRU4J_TEST(random_numbers_are_those_of_split_mix) {
    require(random_53_bits(0, 0) == static_cast<std::int64_t>(0xE220A8397B1DCDAFu >> 11), "the first");
    require(random_53_bits(0, 1) == static_cast<std::int64_t>(0x6E789E6AA1B965F4u >> 11), "the second");
}

GRU4J_TEST(dropout_is_zero_below_the_threshold_and_else_scaled) {
    for (int size : {1, 7, 1023, 400001}) {  // the last is enough for three threads
        std::uint32_t seed = 11;
        const std::vector<float> x = random_values(size, 1, seed);
        std::vector<float> expected(x);
        for (int k = 0; k < size; ++k) {
            expected[k] = random_53_bits(key, k) < range / 4 ? 0 : 1.5f * x[k];
        }
        for (int threads : {1, 2, 3}) {
            require_equal("y", dropped(x, range / 4, 1.5f, threads), expected);
        }
    }
}

GRU4J_TEST(dropout_of_some_columns_is_that_of_all_of_them) {
    constexpr int steps = 300;
    constexpr int all = 1400;  // enough for three threads
    std::uint32_t seed = 12;
    const std::vector<float> x = random_values(steps * all, 1, seed);
    const std::vector<float> expected = dropped(x, range / 4, 1.5f, 1);
    for (int first : {0, 3, 400}) {
        const int width = all - 400;
        std::vector<float> part;
        std::vector<float> expected_part;
        for (int t = 0; t < steps; ++t) {
            const int from = t * all + first;
            part.insert(part.end(), x.begin() + from, x.begin() + from + width);
            expected_part.insert(expected_part.end(), expected.begin() + from, expected.begin() + from + width);
        }
        for (int threads : {1, 3}) {
            std::vector<float> y(part.size(), std::numeric_limits<float>::quiet_NaN());
            dropout(steps, width, part.data(), first, all, key, range / 4, 1.5f, y.data(), threads);
            require_equal("y", y, expected_part);
        }
    }
}

GRU4J_TEST(dropout_drops_as_often_as_the_threshold_says) {
    constexpr int size = 100000;
    int zeros = 0;
    for (float value : dropped(std::vector<float>(size, 1.0f), range / 10 * 3, 1, 2)) {
        zeros += value == 0;
    }
    require(std::abs(zeros - 0.3 * size) <= 5 * std::sqrt(0.3 * 0.7 * size), std::to_string(zeros) + " zeros");
}

GRU4J_TEST(dropout_at_its_ends) {
    const std::vector<float> x(100, std::numeric_limits<float>::quiet_NaN());
    require_equal("all", dropped(x, range, 1, 1), std::vector<float>(100, 0.0f));
    for (float value : dropped(x, 0, 1, 1)) {
        require(std::isnan(value), "none");
    }
}

}  // namespace gru4j::test
