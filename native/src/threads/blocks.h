#pragma once

#include <algorithm>
#include <cstdint>

namespace gru4j {

/// Cuts n things into blocks for sums whose order does not depend on the number of threads. The cut depends only on n.
/// There are at most `max_blocks` blocks, so that an array of their sums fits onto the stack.
class Blocks {
public:
    static constexpr std::int64_t max_blocks = 256;

    /// The size of a block is a multiple of `smallest`.
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
