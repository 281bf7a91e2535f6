#pragma once

#include <cstdint>

namespace gru4j {

enum class Transpose { no, yes };

/// c[m,n] = a·b + beta·c, row-major and dense; a is [m,k], b is [k,n], or stored the other way round and transposed.
/// beta = 0 overwrites c whatever it holds. bias[n], if not null, takes the place of beta·c: it is added to each row.
///
/// c is cut into blocks, each of them a product of oneDNN's in a single thread. The cut depends on m, n and k alone:
/// the bits are the same for any number of threads.
void gemm(int threads, Transpose transpose_a, Transpose transpose_b, std::int64_t m, std::int64_t n, std::int64_t k,
          const float* a, const float* b, const float* bias, float beta, float* c);

}  // namespace gru4j
