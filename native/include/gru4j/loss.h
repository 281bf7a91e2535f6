#pragma once

#include <cstdint>

namespace gru4j {

/// Returns the mean of log Σ_j exp(z_j) - z_k over the rows z of logits[M,V] that have a target k; 0 if there are none.
///
/// targets[M]: 0 to V-1, or negative for a row that is not scored.
/// dlogits[M,V]: the gradient of the mean, zero in rows that are not scored; null if not wanted; may be logits itself.
///
/// Logits of rows that are not scored are not read. A scored row that contains NaN or +inf makes the mean NaN; -inf
/// marks an impossible class. The caller owns every pointer. Results have the same bits for any number of threads.
double softmax_cross_entropy(std::int64_t rows, std::int64_t classes, const float* logits, const int* targets,
                             float* dlogits, int threads);

}  // namespace gru4j
