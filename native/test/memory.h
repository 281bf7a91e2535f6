#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <new>

namespace gru4j::test {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

/// Floats at a multiple of 64 bytes.
class Memory {
public:
    Memory(std::int64_t floats, float value) : data_(static_cast<float*>(::operator new(bytes(floats), alignment))) {
        std::fill_n(data_, floats, value);
    }
    ~Memory() { ::operator delete(data_, alignment); }
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    float* data() { return data_; }

private:
    static constexpr std::align_val_t alignment{64};
    static std::size_t bytes(std::int64_t floats) { return static_cast<std::size_t>(floats) * sizeof(float); }
    float* data_;
};

}  // namespace gru4j::test
