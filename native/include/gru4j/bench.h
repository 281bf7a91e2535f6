#pragma once

#include "gru4j/gru_kernel.h"

namespace gru4j {

/// Training steps in a C++ loop, to tell what calling from elsewhere costs: repetitions times forward, then backward,
/// each with weights that count as changed. The pointers are those of GruKernel's two methods. Returns seconds.
double loop_training(GruKernel* kernel, const float* w, const float* u, const float* b, const float* x, const float* h0,
                     const int* lengths, float* y, float* hT, const float* dy, const float* dhT, float* dw, float* du,
                     float* db, float* dx, float* dh0, float* workspace, float* spare, int repetitions);

}  // namespace gru4j
