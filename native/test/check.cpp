#include "check.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <limits>
#include <stdexcept>
#include <utility>

namespace gru4j::test {
namespace {

constexpr double tolerance_factor = 8;

std::vector<std::pair<const char*, Test>>& tests() {
    static std::vector<std::pair<const char*, Test>> all;
    return all;
}

}  // namespace

Registration::Registration(const char* name, Test test) {
    tests().emplace_back(name, test);
}

void require(bool condition, const std::string& what) {
    if (!condition) {
        throw std::runtime_error(what);
    }
}

void require_close(const std::string& what, const std::vector<float>& actual, const std::vector<double>& expected,
                   double sum_length) {
    require(actual.size() == expected.size(), what + ": sizes differ");
    double largest = 0;
    for (double value : expected) {
        largest = std::max(largest, std::abs(value));
    }
    const double tolerance = tolerance_factor * std::numeric_limits<float>::epsilon() * std::sqrt(sum_length) * largest;
    for (std::size_t k = 0; k < actual.size(); ++k) {
        const double error = std::abs(actual[k] - expected[k]);
        if (!(error <= tolerance)) {  // NaN fails
            throw std::runtime_error(what + "[" + std::to_string(k) + "]: expected " + std::to_string(expected[k]) +
                                     " but got " + std::to_string(actual[k]) + ", off by " +
                                     std::to_string(error / tolerance) + " tolerances");
        }
    }
}

void require_equal(const std::string& what, const std::vector<float>& actual, const std::vector<float>& expected) {
    require(actual.size() == expected.size(), what + ": sizes differ");
    for (std::size_t k = 0; k < actual.size(); ++k) {
        if (!(actual[k] == expected[k])) {
            throw std::runtime_error(what + "[" + std::to_string(k) + "]: expected " + std::to_string(expected[k]) +
                                     " but got " + std::to_string(actual[k]));
        }
    }
}

}  // namespace gru4j::test

int main() {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    int failures = 0;
    for (const auto& [name, test] : gru4j::test::tests()) {
        try {
            test();
            std::printf("ok      %s\n", name);
        } catch (const std::exception& e) {
            ++failures;
            std::printf("FAILED  %s: %s\n", name, e.what());
        }
    }
    return failures == 0 && !gru4j::test::tests().empty() ? 0 : 1;
}
