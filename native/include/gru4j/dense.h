#pragma once

#include <cstdint>

namespace gru4j {

// Results have the same bits for any number of threads.

/// y[M,O] = x[M,I]·w[I,O] + b[O]; b null for no bias. The caller owns every pointer; y must not alias any other array.
void dense_forward(std::int64_t rows, std::int64_t input_size, std::int64_t output_size, const float* x, const float* w,
                   const float* b, float* y, int threads);

/// dw[I,O] += xᵀ·dy, db[O] += Σ dy over the rows, dx[M,I] = dy·wᵀ. dx and db may be null. dw, db and dx must not alias
/// any other array.
void dense_backward(std::int64_t rows, std::int64_t input_size, std::int64_t output_size, const float* x,
                    const float* w, const float* dy, float* dx, float* dw, float* db, int threads);

}  // namespace gru4j
