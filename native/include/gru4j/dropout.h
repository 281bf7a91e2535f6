#pragma once

#include <cstdint>

namespace gru4j {

/// x[steps,width] -> y[steps,width]. y[t,j] = 0 if the 53-bit random number t·stride + first + j is below the
/// threshold, else kept·x[t,j]. Results have the same bits for any number of threads.
///
/// first, stride: position of these columns in wider steps; 0 and width if there are no other columns.
/// key: key of the generator CounterRandom in Java.
///
/// The caller owns every pointer; y must not alias x.
void dropout(std::int64_t steps, std::int64_t width, const float* x, std::int64_t first, std::int64_t stride,
             std::int64_t key, std::int64_t threshold, float kept, float* y, int threads);

}  // namespace gru4j
