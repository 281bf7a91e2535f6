#pragma once

#include <cstdint>

namespace gru4j {

// Results have the same bits for any number of threads. The caller owns every pointer; y must not alias x.

/// y[size] += x[size].
void add(std::int64_t size, const float* x, float* y, int threads);

/// y[size] *= x[size].
void multiply(std::int64_t size, const float* x, float* y, int threads);

}  // namespace gru4j
