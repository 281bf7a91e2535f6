#pragma once

#include <algorithm>
#include <cstdint>

namespace gru4j {

/// Sums over many things in an order that the number of threads has no part in: things are cut into blocks that only
/// their number decides, at most `max_blocks`, so that the blocks' sums fit onto the stack.
class Blocks {
public:
    static constexpr std::int64_t max_blocks = 256;

    /// Blocks of at least `smallest` of n things, a multiple of it.
    Blocks(std::int64_t n, std::int64_t smallest) : n_(n), size_(((n - 1) / (max_blocks * smallest) + 1) * smallest) {}

    std::int64_t size() const { return size_; }
    std::int64_t count() const { return (n_ + size_ - 1) / size_; }
    std::int64_t begin(std::int64_t block) const { return block * size_; }
    std::int64_t end(std::int64_t block) const { return std::min(n_, (block + 1) * size_); }

private:
    std::int64_t n_;
    std::int64_t size_;
};

}  // namespace gru4j
