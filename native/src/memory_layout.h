#pragma once

#include <cstdint>

namespace gru4j {

/// Rounds a number of floats up so that the memory behind it is aligned to 64 bytes.
constexpr std::int64_t align_floats(std::int64_t floats) {
    return (floats + 15) / 16 * 16;
}

/// Divides one piece of memory into parts, each aligned to 64 bytes. With null it only counts the floats.
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
