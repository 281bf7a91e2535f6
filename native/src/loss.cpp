#include "gru4j/loss.h"

#include <algorithm>

#include "elementwise/elementwise.h"
#include "threads/blocks.h"
#include "threads/call_scope.h"
#include "threads/parallel.h"

namespace gru4j {

double softmax_cross_entropy(std::int64_t rows, std::int64_t classes, const float* logits, const int* targets,
                             float* dlogits, int threads) {
    CallScope call;
    constexpr std::int64_t logits_per_thread = 1 << 17;  // 150 µs, several times the cost of waking a thread
    const std::int64_t scored = std::count_if(targets, targets + rows, [](int target) { return target >= 0; });
    const double weight = scored == 0 ? 0 : 1.0 / static_cast<double>(scored);
    const Elementwise& loops = elementwise();
    const Blocks blocks(rows, 1);
    double sums[Blocks::max_blocks] = {};
    const std::int64_t grain = logits_per_thread / (blocks.size() * classes) + 1;
    parallel_for(threads, blocks.count(), grain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t block = begin; block < end; ++block) {
            for (std::int64_t m = blocks.begin(block); m < blocks.end(block); ++m) {
                float* gradient = dlogits == nullptr ? nullptr : dlogits + m * classes;
                if (targets[m] >= 0) {
                    sums[block] += loops.cross_entropy(classes, logits + m * classes, targets[m], weight, gradient);
                } else if (gradient != nullptr) {
                    std::fill_n(gradient, classes, 0.0f);
                }
            }
        }
    });
    double sum = 0;
    for (std::int64_t block = 0; block < blocks.count(); ++block) {
        sum += sums[block];
    }
    return scored == 0 ? 0 : sum / static_cast<double>(scored);
}

}  // namespace gru4j
