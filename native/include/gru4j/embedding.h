#pragma once

#include <cstdint>

namespace gru4j {

/// y[m,E] = w[ids[m],E] for m < M; zeros where the id is negative. The caller checks that every other id is a row of w.
/// The caller owns every pointer; y must not alias any other array.
void embedding_forward(std::int64_t rows, std::int64_t size, const float* w, const int* ids, float* y, int threads);

/// dw[ids[m],E] += dy[m,E] in the order of m, for any number of threads. Rows of dy whose id is negative are not read.
/// dw must not alias any other array.
void embedding_backward(std::int64_t rows, std::int64_t size, const int* ids, const float* dy, float* dw, int threads);

}  // namespace gru4j
