#pragma once

#include "strategy.h"

namespace gru4j {

/// One more input, which is 1 in padding and 0 elsewhere, and makes an LSTM keep its c there. Its weights are -1e30 for
/// the gate i and 1e30 for f: i is then 0 and f is 1, whatever the other terms are, so c' = f⊙c + i⊙g is c, and the
/// gradient of c passes through unchanged. Where the input is 0 it adds nothing to any sum.
///
/// It is there because oneDNN gives c only after the last step, where other cells' states can be had from y.
class PaddingMark {
public:
    explicit PaddingMark(const Dims& dims) : dims_(dims) {}

    /// What the primitive is made for instead: with I+1 inputs, of which the mark is the last.
    Dims marked_dims() const;

    /// Memory for the weights with the mark's row, and in training for their gradient.
    std::int64_t scratch_floats() const;
    void use_scratch(float* scratch);

    /// The weights with the mark's row; copied anew whenever their version or W's address is another.
    Weights marked(const Weights& weights);
    /// Those of marked weights, dW zero, and what has to be called once they have been added to.
    ParameterGradients marked(const ParameterGradients& gradients) const;
    void add_to(const ParameterGradients& gradients) const;

private:
    Dims dims_;
    float* w_ = nullptr;   // [I+1,4,H]
    float* dw_ = nullptr;  // the same
    const float* source_ = nullptr;
    std::int64_t source_version_ = 0;
    std::int64_t version_ = 0;
};

}  // namespace gru4j
