#pragma once

#include "gru4j/recurrent_kernel.h"

namespace gru4j {

/// Training steps in a C++ loop, to tell what calling from elsewhere costs: repetitions times forward, then backward,
/// each with weights that count as changed. The pointers are those of RecurrentKernel's two methods. Returns seconds.
double loop_training(RecurrentKernel* kernel, const float* w, const float* u, const float* b, const float* x,
                     const float* s0, const int* lengths, float* y, float* sT, const float* dy, const float* dsT,
                     float* dw, float* du, float* db, float* dx, float* ds0, float* workspace, float* spare,
                     int repetitions);

}  // namespace gru4j
