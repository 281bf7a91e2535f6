#pragma once

#include <cstdint>

namespace gru4j {

/// x[steps,width] -> y[steps,width]: y[t,j] = 0 where number t·stride + first + j of a generator, of 53 bits, is below
/// the threshold, else kept·x[t,j], with the same bits for any number of threads.
///
/// first, stride: which columns of wider steps these are; 0 and width if they are all.
/// key: CounterRandom's in Java. The caller owns every pointer; y may not alias x.
void dropout(std::int64_t steps, std::int64_t width, const float* x, std::int64_t first, std::int64_t stride,
             std::int64_t key, std::int64_t threshold, float kept, float* y, int threads);

}  // namespace gru4j
