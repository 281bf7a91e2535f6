#include "gru4j/bench.h"

#include <atomic>
#include <chrono>

namespace gru4j {

double loop_training(RecurrentKernel* kernel, const float* w, const float* u, const float* b, const float* x,
                     const float* s0, const int* lengths, float* y, float* sT, const float* dy, const float* dsT,
                     float* dw, float* du, float* db, float* dx, float* ds0, float* workspace, float* spare,
                     int repetitions) {
    // negative, so that no caller uses the same versions; each is used once
    static std::atomic<std::int64_t> next_version{-1};
    const auto start = std::chrono::steady_clock::now();
    for (int k = 0; k < repetitions; ++k) {
        const std::int64_t version = next_version--;
        kernel->forward(w, u, b, version, x, s0, lengths, nullptr, nullptr, y, sT, workspace, spare, 0);
        kernel->backward(w, u, b, version, x, s0, lengths, nullptr, nullptr, y, dy, dsT, dw, du, db, dx, ds0, workspace,
                         spare, 0);
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace gru4j
