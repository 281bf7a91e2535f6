#pragma once

#include <cstdint>

namespace gru4j {

enum class Transpose { no, yes };

/// c[m,n] = a·b + beta·c, row-major and dense; a is [m,k], b is [k,n], or stored the other way round and transposed.
/// beta = 0 overwrites c whatever it holds.
void gemm(Transpose transpose_a, Transpose transpose_b, std::int64_t m, std::int64_t n, std::int64_t k, const float* a,
          const float* b, float beta, float* c);

}  // namespace gru4j
