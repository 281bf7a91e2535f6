#pragma once

#include "strategy.h"

namespace gru4j {

/// An additional input, which is 1 in padding and 0 elsewhere, and makes an LSTM keep its c in padding. Its weights are
/// -1e30 for the gate i and 1e30 for f. There i is 0 and f is 1, whatever the other terms are, so c' = f⊙c + i⊙g equals
/// c, and the gradient of c passes through unchanged. Where the input is 0, it adds nothing to any sum.
///
/// It is needed because oneDNN returns c only after the last step. The states of other cells can be read from y.
class PaddingMark {
public:
    explicit PaddingMark(const Dims& dims) : dims_(dims) {}

    /// The dimensions that the primitive is created for: with I+1 inputs, the last of which is the mark.
    Dims marked_dims() const;

    /// Size of the memory for the weights with the mark's row, and in training for their gradient.
    std::int64_t scratch_floats() const;
    void use_scratch(float* scratch);

    /// Returns the weights with the mark's row. They are copied again whenever their version or W's address changes.
    Weights marked(const Weights& weights);
    /// Returns gradients for the marked weights, with dW zero. After the primitive has added to them, add_to() adds dW
    /// to the caller's gradients.
    ParameterGradients marked(const ParameterGradients& gradients) const;
    void add_to(const ParameterGradients& gradients) const;

private:
    Dims dims_;
    float* w_ = nullptr;   // [I+1,4,H]
    float* dw_ = nullptr;  // [I+1,4,H]
    const float* source_ = nullptr;
    std::int64_t source_version_ = 0;
    std::int64_t version_ = 0;
};

}  // namespace gru4j
