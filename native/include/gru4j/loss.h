#pragma once

#include <cstdint>

namespace gru4j {

/// The mean of log Σ_j exp(z_j) - z_k over the rows z of logits[M,V] that have a target k; 0 if none has.
/// targets[M]: 0 to V-1, or negative for a row that does not count. dlogits[M,V], or null: the gradient of the mean,
/// zero in rows that do not count, whose logits are not read. A row that holds NaN or +inf makes the mean NaN;
/// -inf stands for a class that is impossible. The caller owns every pointer; dlogits may be logits. The same bits for
/// any number of threads.
double softmax_cross_entropy(std::int64_t rows, std::int64_t classes, const float* logits, const int* targets,
                             float* dlogits, int threads);

}  // namespace gru4j
