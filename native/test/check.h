#pragma once

#include <string>
#include <vector>

namespace gru4j::test {

/// Throws if the condition is false; the runner prints what and counts a failure.
void require(bool condition, const std::string& what);

/// Every element within c·ε·√K·max|expected|, with one c for all tests; K is the length of the longest sum behind an
/// element, times the steps that its rounding passes through.
void require_close(const std::string& what, const std::vector<float>& actual, const std::vector<double>& expected,
                   double sum_length);
void require_equal(const std::string& what, const std::vector<float>& actual, const std::vector<float>& expected);

using Test = void (*)();
/// Registers a test when the program starts.
struct Registration {
    Registration(const char* name, Test test);
};

}  // namespace gru4j::test

#define GRU4J_TEST(name)                                                 \
    static void name();                                                  \
    static const gru4j::test::Registration register_##name(#name, name); \
    static void name()
