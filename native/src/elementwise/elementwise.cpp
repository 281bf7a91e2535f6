#include "elementwise.h"

namespace gru4j {

const Elementwise& elementwise() {
#ifdef GRU4J_AVX2
    static const bool has_avx2 = __builtin_cpu_supports("avx2");
    if (has_avx2) {
        return elementwise_avx2;
    }
#endif
    return elementwise_baseline;
}

}  // namespace gru4j
