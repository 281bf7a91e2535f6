#pragma once

#include "gru4j/recurrent_kernel.h"

namespace gru4j {

/// Runs training steps in a C++ loop, to measure what calls from another language cost: `repetitions` times forward and
/// then backward. The weights count as changed in each repetition. The pointers are those of RecurrentKernel's two
/// methods. Returns seconds.
double loop_training(RecurrentKernel* kernel, const float* w, const float* u, const float* b, const float* x,
                     const float* s0, const int* lengths, float* y, float* sT, const float* dy, const float* dsT,
                     float* dw, float* du, float* db, float* dx, float* ds0, float* workspace, float* spare,
                     int repetitions);

}  // namespace gru4j
