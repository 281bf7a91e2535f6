#pragma once

#include <cstdint>

namespace gru4j {

/// y[m,E] = w[ids[m],E] for m < M; zeros where the id is negative. Every id is a row of w, which is not checked. The
/// caller owns every pointer; y may alias nothing.
void embedding_forward(std::int64_t rows, std::int64_t size, const float* w, const int* ids, float* y, int threads);

/// dw[ids[m],E] += dy[m,E] in the order of m, whatever the number of threads; where the id is negative dy is not read.
/// dw may alias nothing.
void embedding_backward(std::int64_t rows, std::int64_t size, const int* ids, const float* dy, float* dw, int threads);

}  // namespace gru4j
