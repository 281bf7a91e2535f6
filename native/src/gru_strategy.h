#pragma once

#include "gru_dims.h"

namespace gru4j {

/// The parameters of a layer; b null for zeros.
struct Weights {
    const float* w;
    const float* u;
    const float* b;
    std::int64_t version;
};

/// Where the gradients of the parameters are added to; db null if nobody needs it.
struct WeightGradients {
    float* dw;
    float* du;
    float* db;
};

/// What a pass reads: see GruKernel::forward().
struct GruInputs {
    Weights weights;
    const float* x;
    const float* h0;
    const int* lengths;
    const float* state_mask;
    const float* update_mask;
};

/// The memory of one pass: see GruKernel::forward().
struct GruMemory {
    float* workspace;
    float* spare;
};

/// A way to compute what GruKernel promises.
class GruStrategy {
public:
    virtual ~GruStrategy() = default;
    virtual std::int64_t scratch_floats() const = 0;
    virtual std::int64_t workspace_floats() const = 0;
    virtual std::int64_t spare_floats() const = 0;
    virtual void use_scratch(float* scratch) = 0;
    virtual void forward(const GruInputs& inputs, float* y, float* hT, const GruMemory& memory, int threads) = 0;
    virtual void backward(const GruInputs& inputs, const float* y, const float* dy, const float* dhT,
                          const WeightGradients& gradients, float* dx, float* dh0, const GruMemory& memory,
                          int threads) = 0;
};

}  // namespace gru4j
