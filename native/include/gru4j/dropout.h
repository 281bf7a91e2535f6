#pragma once

#include <cstdint>

namespace gru4j {

/// y[k] = 0 where number k of a generator, of 53 bits, is below the threshold, else kept·x[k], with the same bits for
/// any number of threads. key: CounterRandom's in Java. The caller owns every pointer; y may not alias x.
void dropout(std::int64_t size, const float* x, std::int64_t key, std::int64_t threshold, float kept, float* y,
             int threads);

}  // namespace gru4j
