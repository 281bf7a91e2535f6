#include "gru4j/loss.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "check.h"
#include "random_values.h"

namespace gru4j::test {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

struct LossCase {
    int rows, classes;
    std::vector<float> logits;
    std::vector<int> targets;

    /// Every `ignored`-th row does not count, and has a NaN. The other logits are multiples of 2⁻¹⁰, whose differences
    /// are exact.
    LossCase(int rows_, int classes_, int ignored) : rows(rows_), classes(classes_) {
        std::uint32_t seed = 11;
        logits = random_values(std::size_t(rows) * classes, 8192, seed);
        for (float& value : logits) {
            value = std::round(value) / 1024;
        }
        for (int m = 0; m < rows; ++m) {
            const bool counts = ignored == 0 || m % ignored != ignored - 1;
            targets.push_back(counts ? m * 7 % classes : -1);
            if (!counts) {
                logits[m * classes] = nan;
            }
        }
    }

    double run(std::vector<float>& gradient, int threads) const {
        gradient.assign(logits.size(), nan);
        return softmax_cross_entropy(rows, classes, logits.data(), targets.data(), gradient.data(), threads);
    }

    std::string text() const { return "M=" + std::to_string(rows) + " V=" + std::to_string(classes); }
};

/// log Σ exp(z_j) - z_k and softmax(z)_j - [j = k], written down as in the textbook.
double expected_loss(const LossCase& c, std::vector<double>& gradient) {
    int scored = 0;
    for (int target : c.targets) {
        scored += target >= 0;
    }
    gradient.assign(c.logits.size(), 0);
    double loss = 0;
    for (int m = 0; m < c.rows; ++m) {
        if (c.targets[m] >= 0) {
            const float* z = &c.logits[m * c.classes];
            double sum = 0;
            for (int j = 0; j < c.classes; ++j) {
                sum += std::exp(double(z[j]));
            }
            for (int j = 0; j < c.classes; ++j) {
                gradient[m * c.classes + j] = (std::exp(double(z[j])) / sum - (j == c.targets[m])) / scored;
            }
            loss += (std::log(sum) - z[c.targets[m]]) / scored;
        }
    }
    return loss;
}

}  // namespace

GRU4J_TEST(loss_agrees_with_plain_loops) {
    for (int rows : {1, 7, 300}) {
        for (int classes : {1, 2, 7, 8, 33, 100, 513, 1300}) {
            for (int ignored : {0, 3, 1}) {
                const LossCase c(rows, classes, ignored);
                std::vector<double> expected;
                std::vector<float> gradient;
                const double expected_value = expected_loss(c, expected);
                const double value = c.run(gradient, 1);
                // the relative error of exp is the absolute one of the logarithm of a sum of them
                require(std::abs(value - expected_value) <= 0x1p-22, c.text() + ": loss");
                require_close(c.text() + ": gradient", gradient, expected, 1);
                require(softmax_cross_entropy(rows, classes, c.logits.data(), c.targets.data(), nullptr, 1) == value,
                        c.text() + ": without gradient");
            }
        }
    }
}

GRU4J_TEST(loss_has_the_same_bits_for_any_number_of_threads) {
    for (int rows : {5, 255, 257, 1000}) {  // the largest is enough for three threads
        for (int classes : {1, 100, 1603}) {
            const LossCase c(rows, classes, 5);
            std::vector<float> alone, together;
            const double expected = c.run(alone, 1);
            for (int threads : {2, 3}) {
                require(c.run(together, threads) == expected, c.text() + ": loss");
                require_equal(c.text() + ": gradient", together, alone);
            }
        }
    }
}

GRU4J_TEST(loss_may_replace_the_logits_by_their_gradient) {
    for (int classes : {1, 7, 100, 1300}) {
        const LossCase c(300, classes, 3);
        std::vector<float> expected;
        const double value = c.run(expected, 2);
        std::vector<float> replaced = c.logits;
        require(softmax_cross_entropy(c.rows, classes, replaced.data(), c.targets.data(), replaced.data(), 2) == value,
                c.text() + ": loss");
        require_equal(c.text() + ": gradient", replaced, expected);
    }
}

GRU4J_TEST(loss_leaves_impossible_classes_out) {
    const int rows = 5, classes = 33, more = 40;
    const LossCase c(rows, classes, 0);
    std::vector<float> expected, logits(rows * more, -infinity), gradient(rows * more, nan);
    for (int m = 0; m < rows; ++m) {
        std::copy_n(&c.logits[m * classes], classes, &logits[m * more]);
    }
    const double value = c.run(expected, 1);
    require(softmax_cross_entropy(rows, more, logits.data(), c.targets.data(), gradient.data(), 1) == value, "loss");
    for (int m = 0; m < rows; ++m) {
        for (int j = 0; j < more; ++j) {
            require(gradient[m * more + j] == (j < classes ? expected[m * classes + j] : 0.0f), "gradient");
        }
    }
}

GRU4J_TEST(loss_of_no_row_is_zero) {
    const LossCase c(9, 5, 1);
    std::vector<float> gradient;
    require(c.run(gradient, 2) == 0, "loss");
    require_equal("gradient", gradient, std::vector<float>(45, 0.0f));
}

GRU4J_TEST(loss_of_what_is_no_number_is_none) {
    for (float value : {nan, infinity}) {
        for (int place : {0, 4, 17}) {
            LossCase c(3, 18, 0);
            c.logits[18 + place] = value;
            std::vector<float> gradient;
            require(std::isnan(c.run(gradient, 1)), "loss");
            for (int k = 0; k < 54; ++k) {
                require(std::isnan(gradient[k]) == (k / 18 == 1), "gradient " + std::to_string(k));
            }
        }
    }
    LossCase c(3, 18, 0);
    std::fill(c.logits.begin(), c.logits.begin() + 18, -infinity);
    std::vector<float> gradient;
    require(std::isnan(c.run(gradient, 1)), "all minus infinity");
}

GRU4J_TEST(loss_of_extreme_logits) {
    const float most = std::numeric_limits<float>::max();
    LossCase c(1, 3, 0);
    c.logits = {most, -most, -infinity};
    std::vector<float> gradient;
    c.targets = {0};
    require(c.run(gradient, 1) == 0, "the one that is certain");
    require_equal("gradient", gradient, {0, 0, 0});
    c.targets = {1};
    require(c.run(gradient, 1) == 2.0 * most, "the least likely");
    c.targets = {2};
    require(c.run(gradient, 1) == std::numeric_limits<double>::infinity(), "the impossible");
}

}  // namespace gru4j::test
