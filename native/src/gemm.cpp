#include "gemm.h"

#include <oneapi/dnnl/dnnl.hpp>

namespace gru4j {

void gemm(Transpose transpose_a, Transpose transpose_b, std::int64_t m, std::int64_t n, std::int64_t k, const float* a,
          const float* b, float beta, float* c) {
    const bool ta = transpose_a == Transpose::yes;
    const bool tb = transpose_b == Transpose::yes;
    dnnl::error::wrap_c_api(
            dnnl_sgemm(ta ? 'T' : 'N', tb ? 'T' : 'N', m, n, k, 1.0f, a, ta ? m : k, b, tb ? k : n, beta, c, n),
            "dnnl_sgemm failed");
}

}  // namespace gru4j
