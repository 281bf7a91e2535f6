#pragma once

#include <cstdint>
#include <vector>

namespace gru4j::test {

/// Values in (-scale, scale).
inline std::vector<float> random_values(std::size_t size, float scale, std::uint32_t& state) {
    std::vector<float> values(size);
    for (float& value : values) {
        state = state * 1664525u + 1013904223u;
        value = scale * (static_cast<float>(state >> 8) / 8388608.0f - 1.0f);
    }
    return values;
}

}  // namespace gru4j::test
