#pragma once

#include <cstdint>

namespace gru4j {
namespace {  // one copy per translation unit: each is compiled for another instruction set

/// Returns the 53-bit random number `index` of the generator CounterRandom in Java: the finaliser of SplitMix64.
inline std::int64_t random_53_bits(std::int64_t key, std::int64_t index) {
    constexpr std::uint64_t golden = 0x9E3779B97F4A7C15u;
    std::uint64_t z = static_cast<std::uint64_t>(key) + (static_cast<std::uint64_t>(index) + 1) * golden;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return static_cast<std::int64_t>((z ^ (z >> 31)) >> 11);
}

}  // namespace
}  // namespace gru4j
