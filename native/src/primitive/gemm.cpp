#include "gemm.h"

#include <algorithm>
#include <atomic>
#include <oneapi/dnnl/dnnl.hpp>

#include "primitive/openmp.h"
#include "threads/parallel.h"

namespace gru4j {
namespace {

/// Largest number of parts that one side of a matrix is cut into. If this gives fewer than `enough_blocks` blocks, the
/// other side is cut too.
constexpr std::int64_t most_parts = 32;
constexpr std::int64_t enough_blocks = 16;
/// Least number of multiply-adds in a block; takes 5 µs.
constexpr std::int64_t block_products = 1 << 19;
/// Least number of multiply-adds for a thread: several times the cost of waking it.
constexpr std::int64_t thread_products = 1 << 21;

/// Cuts one side of a matrix into equal parts, a power of two of them, which begin at multiples of the product's tile.
class Cut {
public:
    Cut(std::int64_t size, std::int64_t smallest_part, std::int64_t most) : size_(size) {
        while (parts_ * 2 <= most && size >= parts_ * 2 * smallest_part) {
            parts_ *= 2;
        }
    }

    std::int64_t parts() const { return parts_; }
    std::int64_t begin(std::int64_t part) const {
        return std::min(size_, (size_ + tile - 1) / tile * part / parts_ * tile);
    }

private:
    static constexpr std::int64_t tile = 8;

    std::int64_t size_;
    std::int64_t parts_ = 1;
};

}  // namespace

void gemm(int threads, Transpose transpose_a, Transpose transpose_b, std::int64_t m, std::int64_t n, std::int64_t k,
          const float* a, const float* b, const float* bias, float beta, float* c) {
    const bool ta = transpose_a == Transpose::yes;
    const bool tb = transpose_b == Transpose::yes;
    const std::int64_t most = std::max<std::int64_t>(1, m * n * k / block_products);
    // Each block packs its factors. With 64 rows this costs under 3 %, measured for m,n,k from 700,10000,650 to
    // 256,98,2048. A transposed b is expensive to pack, so its columns are cut first: parts of 96 columns cost as
    // little where parts of 128 rows cost 20 %.
    const Cut first = tb ? Cut(n, 96, std::min(most, most_parts)) : Cut(m, 64, std::min(most, most_parts));
    const Cut second(tb ? m : n, 256, std::min(most, enough_blocks) / first.parts());
    const Cut& rows = tb ? second : first;
    const Cut& columns = tb ? first : second;

    const std::int64_t blocks = rows.parts() * columns.parts();
    const std::int64_t grain = std::max<std::int64_t>(1, thread_products / (m * n * k / blocks + 1));
    std::atomic<dnnl_status_t> status{dnnl_success};
    parallel_for(threads, blocks, grain, [&](std::int64_t begin, std::int64_t end) {
        const OpenMpThreads one(1);
        for (std::int64_t block = begin; block < end; ++block) {
            const std::int64_t i = rows.begin(block / columns.parts());
            const std::int64_t j = columns.begin(block % columns.parts());
            const std::int64_t height = rows.begin(block / columns.parts() + 1) - i;
            const std::int64_t width = columns.begin(block % columns.parts() + 1) - j;
            float* c_block = c + i * n + j;
            for (std::int64_t row = 0; bias != nullptr && row < height; ++row) {
                std::copy_n(bias + j, width, c_block + row * n);
            }
            const dnnl_status_t result =
                    dnnl_sgemm(ta ? 'T' : 'N', tb ? 'T' : 'N', height, width, k, 1.0f, a + (ta ? i : i * k), ta ? m : k,
                               b + (tb ? j * k : j), tb ? k : n, bias == nullptr ? beta : 1.0f, c_block, n);
            if (result != dnnl_success) {
                status = result;
            }
        }
    });
    dnnl::error::wrap_c_api(status, "dnnl_sgemm failed");
}

}  // namespace gru4j
