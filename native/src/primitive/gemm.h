#pragma once

#include <cstdint>

namespace gru4j {

enum class Transpose { no, yes };

/// Computes c[m,n] = a·b + beta·c, row-major and dense. a is [m,k] and b is [k,n]; a transposed factor is stored the
/// other way round. beta = 0 overwrites c, whatever it contains. If bias[n] is not null, it is used instead of beta·c:
/// it is added to each row.
///
/// c is cut into blocks. Each is computed by one call of oneDNN's product in a single thread. The cut depends only on
/// m, n and k, so that results have the same bits for any number of threads.
void gemm(int threads, Transpose transpose_a, Transpose transpose_b, std::int64_t m, std::int64_t n, std::int64_t k,
          const float* a, const float* b, const float* bias, float beta, float* c);

}  // namespace gru4j
