#pragma once

#include "dims.h"

namespace gru4j {

/// The parameters of a layer; b null for zeros.
struct Weights {
    const float* w;
    const float* u;
    const float* b;
    std::int64_t version;
};

/// Gradients of the parameters, which are added to; db null if not needed.
struct ParameterGradients {
    float* dw;
    float* du;
    float* db;
};

/// States [N,H] of all sequences; c is null except for LSTMs.
struct States {
    float* h;
    float* c;
};
struct ConstStates {
    const float* h;
    const float* c;
};

/// Inputs of a pass: see RecurrentKernel::forward().
struct RecurrentInputs {
    Weights weights;
    const float* x;
    ConstStates initial;
    const int* lengths;  // null unless a length is below T
    const float* state_mask;
    const float* update_mask;
};

/// Memory of one pass: see RecurrentKernel::forward().
struct PassMemory {
    float* workspace;
    float* spare;
};

/// An implementation of RecurrentKernel's contract.
class RecurrentStrategy {
public:
    virtual ~RecurrentStrategy() = default;
    virtual std::int64_t scratch_floats() const = 0;
    virtual std::int64_t workspace_floats() const = 0;
    virtual std::int64_t spare_floats() const = 0;
    virtual void use_scratch(float* scratch) = 0;
    virtual void forward(const RecurrentInputs& inputs, float* y, const States& last, const PassMemory& memory,
                         int threads) = 0;
    virtual void backward(const RecurrentInputs& inputs, const float* y, const float* dy, const ConstStates& dlast,
                          const ParameterGradients& gradients, float* dx, const States& dinitial,
                          const PassMemory& memory, int threads) = 0;
};

}  // namespace gru4j
