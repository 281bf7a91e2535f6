#pragma once

#include <memory>
#include <optional>

#include "padding_mark.h"
#include "rnn_layer.h"

namespace gru4j {

class Ragged;

/// What a pass reads: see GruKernel::forward() and RnnKernel::forward().
struct RnnInputs {
    Weights weights;
    const float* x;
    ConstStates initial;
    const int* lengths;
};

/// oneDNN's own primitives over sequences of any lengths, each computed as if it had T steps.
class PrimitiveRnn {
public:
    /// Throws std::exception, with oneDNN's reason, if oneDNN can't run this here.
    PrimitiveRnn(const RnnShape& shape, int threads);

    std::int64_t scratch_floats() const { return scratch_floats_; }
    std::int64_t workspace_floats() const { return layer_->workspace_floats(); }
    /// Memory of copies, which in training belongs to the workspace. It is needed by LSTMs; by others if a length is
    /// below T, or if dy or dx is null.
    std::int64_t spare_floats() const;
    void use_scratch(float* scratch) { lay_out_scratch(scratch); }

    void forward(const RnnInputs& inputs, float* y, const States& last, const GruMemory& memory);
    void backward(const RnnInputs& inputs, const float* y, const float* dy, const ConstStates& dlast,
                  const WeightGradients& gradients, float* dx, const States& dinitial, const GruMemory& memory);

private:
    /// The parts of the spare memory.
    struct Padded {
        float* x;   // [T,N,I] padded; of LSTMs [T,N,I+1], marked
        float* y;   // [T,N,H] padded
        float* dy;  // [T,N,H] padded, or zeros
        float* dx;  // as x, or written and never read
        float* cT;  // [N,H] of LSTMs
    };

    std::int64_t lay_out_scratch(float* memory);
    Padded lay_out_spare(float* memory, std::int64_t* floats) const;
    int padded_inputs() const { return shape_.input_size + (mark_ ? 1 : 0); }
    /// The states that a padded pass starts from.
    ConstStates padded_initial(const Ragged& rows, const ConstStates& initial);
    void forward_padded(const Ragged& rows, const RnnInputs& inputs, float* y, const States& last, float* workspace,
                        const Padded& padded);
    void backward_padded(const Ragged& rows, const RnnInputs& inputs, const float* dy, const ConstStates& dlast,
                         const WeightGradients& gradients, float* dx, const States& dinitial, float* workspace,
                         const Padded& padded);

    RnnShape shape_;
    int threads_;
    std::optional<PaddingMark> mark_;  // of LSTMs
    std::unique_ptr<RnnLayer> layer_;
    std::int64_t scratch_floats_;
    States initial_{};          // [N,H] each: what a padded pass starts from
    float* dlast_c_ = nullptr;  // [N,H] of LSTMs: the gradient of what it ends with
};

}  // namespace gru4j
