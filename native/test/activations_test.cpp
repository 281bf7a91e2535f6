// The panel kernel's sigmoid and tanh of all 2^32 floats, those of the best instruction set of this machine; of every
// 37th float for the others, and for all under an emulator. What can be had without a library function is: that leaves
// it one float in thirteen. Every range of floats is a range of bits, and the checks are loops without branches.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>

#include "check.h"
#include "panel/instruction_sets.h"

namespace gru4j::test {
namespace {

constexpr double epsilon = std::numeric_limits<float>::epsilon();
constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr std::uint32_t infinity_bits = 0x7F800000u;
constexpr std::uint32_t sign_bit = 0x80000000u;

using Function = void (*)(const float* x, float* y, std::size_t vectors);

template <typename To, typename From>
To bits_as(From value) {
    static_assert(sizeof(To) == sizeof(From));
    To result;
    std::memcpy(&result, &value, sizeof result);
    return result;
}

/// The distance of the floats around x.
double unit_in_the_last_place(double x) {
    const double power = bits_as<double>(bits_as<std::uint64_t>(x) & 0x7FF0000000000000u);
    return std::max(power * 0x1p-23, 0x1p-149);
}

/// A function of one instruction set, at every stride-th float.
struct Subject {
    std::string name;
    Function function;
    int lanes;
    std::uint32_t stride;

    /// is_right(x, y) for every float whose bits are from `begin` to before `end`.
    template <typename Check>
    void require_bits(std::uint64_t begin, std::uint64_t end, const Check& is_right) const {
        constexpr std::uint32_t block = 4096;
        alignas(64) std::array<float, block> x, y;
        for (std::uint64_t first = begin; first < end; first += std::uint64_t{block} * stride) {
            for (std::uint32_t k = 0; k < block; ++k) {
                x[k] = bits_as<float>(static_cast<std::uint32_t>(first) + k * stride);
            }
            function(x.data(), y.data(), block / lanes);
            const auto count = static_cast<int>(std::min<std::uint64_t>(block, (end - first - 1) / stride + 1));
            int wrong = 0;
            for (int k = 0; k < count; ++k) {
                wrong += !is_right(x[k], y[k]);
            }
            for (int k = 0; wrong > 0 && k < count; ++k) {
                if (!is_right(x[k], y[k])) {
                    throw std::runtime_error(name + " of " + hexadecimal(x[k]) + " is " + hexadecimal(y[k]));
                }
            }
        }
    }

    /// is_right(x, y) for every float with from <= |x| < to, or to infinity and with it.
    template <typename Check>
    void require_magnitudes(float from, float to, const Check& is_right) const {
        const std::uint32_t begin = bits_as<std::uint32_t>(from);
        const std::uint32_t end = bits_as<std::uint32_t>(to) + (to == infinity ? 1 : 0);
        require_bits(begin, end, is_right);
        require_bits(std::uint64_t{sign_bit} + begin, std::uint64_t{sign_bit} + end, is_right);
    }

    void require_not_a_number_of_itself() const {
        const auto is_right = [](float, float y) { return y != y; };
        require_bits(infinity_bits + 1, sign_bit, is_right);
        require_bits(std::uint64_t{sign_bit} + infinity_bits + 1, std::uint64_t{1} << 32, is_right);
    }

    void require_at(float x, float expected) const {
        require_bits(bits_as<std::uint32_t>(x), bits_as<std::uint32_t>(x) + std::uint64_t{1},
                     [&](float, float y) { return bits_as<std::uint32_t>(y) == bits_as<std::uint32_t>(expected); });
    }

private:
    static std::string hexadecimal(float x) {
        char text[64];
        std::snprintf(text, sizeof text, "%a", static_cast<double>(x));
        return text;
    }
};

template <typename Check>
void for_each_instruction_set(Function PanelFunctions::* function, const Check& check) {
    for (const PanelFunctions* functions : usable_panel_functions()) {
#ifdef GRU4J_EMULATED
        const bool best = false;
#else
        const bool best = functions == &best_panel_functions();
#endif
        check(Subject{functions->name, functions->*function, functions->lanes, best ? 1u : 37u});
    }
}

}  // namespace

GRU4J_TEST(sigmoid_of_every_float_is_within_2_epsilon) {
    for_each_instruction_set(&PanelFunctions::sigmoid, [](const Subject& sigmoid) {
        sigmoid.require_magnitudes(0, 0x1p-26f, [](float, float y) {
            return std::abs(y - 0.5f) <= static_cast<float>(epsilon);  // expected: within 2^-28 of that
        });
        sigmoid.require_magnitudes(0x1p-26f, 0x1p-12f, [](float x, float y) {
            const double expected = 0.5 + x * (0.25 - double(x) * x / 48);
            return std::abs(y - expected) <= 2 * epsilon;
        });
        sigmoid.require_magnitudes(0x1p-12f, 40, [](float x, float y) {
            const double expected = 1 / (1 + std::exp(-double(x)));
            return std::abs(y - expected) <= 2 * epsilon;
        });
        sigmoid.require_magnitudes(40, infinity, [](float x, float y) {
            const float expected = x > 0 ? 1 : 0;  // within e^-40
            return std::abs(y - expected) <= static_cast<float>(epsilon);
        });
        sigmoid.require_not_a_number_of_itself();
    });
}

GRU4J_TEST(tanh_of_every_float_is_within_2_epsilon_and_4_units_in_the_last_place) {
    for_each_instruction_set(&PanelFunctions::tanh, [](const Subject& tanh) {
        const auto is_near = [](float y, double expected) {
            const double error = std::abs(y - expected);
            return (error <= 2 * epsilon) & (error <= 4 * unit_in_the_last_place(expected));
        };
        tanh.require_magnitudes(0, 0x1p-24f, [](float x, float y) {
            // expected: x, to 2^-48 of it
            return bits_as<std::uint32_t>(y) - bits_as<std::uint32_t>(x) + 3 <= 6;
        });
        tanh.require_magnitudes(0x1p-24f, 0x1p-12f,
                                [&](float x, float y) { return is_near(y, x * (1 - double(x) * x / 3)); });
        tanh.require_magnitudes(0x1p-12f, 10, [&](float x, float y) {
            const double e = std::exp(-2 * double(x));
            return is_near(y, (1 - e) / (1 + e));  // what cancels is far below a float's precision
        });
        tanh.require_magnitudes(10, infinity, [](float x, float y) {
            return y == (x > 0 ? 1.0f : -1.0f);  // to which tanh(10) is rounded
        });
        tanh.require_not_a_number_of_itself();
    });
}

GRU4J_TEST(sigmoid_and_tanh_are_exact_at_zero_and_infinity) {
    for_each_instruction_set(&PanelFunctions::sigmoid, [](const Subject& sigmoid) {
        sigmoid.require_at(-infinity, 0);
        sigmoid.require_at(0, 0.5f);
        sigmoid.require_at(infinity, 1);
    });
    for_each_instruction_set(&PanelFunctions::tanh, [](const Subject& tanh) {
        tanh.require_at(-infinity, -1);
        tanh.require_at(-0.0f, -0.0f);
        tanh.require_at(0, 0);
        tanh.require_at(infinity, 1);
    });
}

}  // namespace gru4j::test
