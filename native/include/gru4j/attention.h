#pragma once

#include <cstdint>

namespace gru4j {

// T steps of queries, S steps of the memory, N sequences, A features that are compared, V features of the values.
//
// Results have the same bits for any number of threads. The caller owns every pointer. Outputs must not alias any other
// array. lengths[N] holds the valid steps of the memory, 0 to S; null if all sequences have S.

/// a[T,N,S] = softmax over the valid steps s of scale·(q[T,N,A]·k[S,N,A]), 0 past the length; y[T,N,V] = Σ_s
/// a·v[S,N,V]. v may be k.
void attention_forward(std::int64_t queries, std::int64_t memory, std::int64_t batch, std::int64_t compared,
                       std::int64_t values, const float* q, const float* k, const float* v, const int* lengths,
                       float scale, float* a, float* y, int threads);

/// Undoes attention_forward(): dq[T,N,A], dk[S,N,A] and dv[S,N,V] of dy[T,N,V]. de[T,N,S] is scratch memory. dv is null
/// if v is k; then dk is the sum of both gradients.
void attention_backward(std::int64_t queries, std::int64_t memory, std::int64_t batch, std::int64_t compared,
                        std::int64_t values, const float* q, const float* k, const float* v, const int* lengths,
                        float scale, const float* a, const float* dy, float* de, float* dq, float* dk, float* dv,
                        int threads);

}  // namespace gru4j
