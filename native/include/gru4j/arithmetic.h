#pragma once

#include <cstdint>

namespace gru4j {

// Results have the same bits for any number of threads. The caller owns every pointer; y must not alias x.

/// y[size] += x[size].
void add(std::int64_t size, const float* x, float* y, int threads);

/// y[size] *= x[size].
void multiply(std::int64_t size, const float* x, float* y, int threads);

/// y[r,0…columns) = x[r,0…columns) of rows that are x_width and y_width floats apart.
void copy_columns(std::int64_t rows, std::int64_t columns, const float* x, std::int64_t x_width, float* y,
                  std::int64_t y_width, int threads);

}  // namespace gru4j
