#pragma once

#include <cstdint>

namespace gru4j {

/// So many floats that whatever comes after them starts at a multiple of 64 bytes.
constexpr std::int64_t align_floats(std::int64_t floats) {
    return (floats + 15) / 16 * 16;
}

/// Lays parts out in one piece of memory, each at a multiple of 64 bytes; with null it only counts.
class MemoryLayout {
public:
    explicit MemoryLayout(float* memory) : memory_(memory) {}

    float* take(std::int64_t floats) {
        float* part = memory_ == nullptr ? nullptr : memory_ + used_;
        used_ += align_floats(floats);
        return part;
    }
    std::int64_t used() const { return used_; }

private:
    float* memory_;
    std::int64_t used_ = 0;
};

}  // namespace gru4j
