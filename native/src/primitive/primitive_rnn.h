#pragma once

#include <memory>
#include <optional>

#include "padding_mark.h"
#include "rnn_layer.h"

namespace gru4j {

class Ragged;

/// oneDNN's own primitives, for sequences of any lengths. Each sequence is computed as if it had T steps. They support
/// no masks, and always use the number of threads that they were created for.
class PrimitiveRnn : public RecurrentStrategy {
public:
    /// Throws std::exception, with oneDNN's reason, if oneDNN can't run it here.
    PrimitiveRnn(const Dims& dims, int threads);

    std::int64_t scratch_floats() const override { return scratch_floats_; }
    std::int64_t workspace_floats() const override { return layer_->workspace_floats(); }
    std::int64_t spare_floats() const override;
    void use_scratch(float* scratch) override { lay_out_scratch(scratch); }
    void forward(const RecurrentInputs& inputs, float* y, const States& last, const PassMemory& memory,
                 int threads) override;
    void backward(const RecurrentInputs& inputs, const float* y, const float* dy, const ConstStates& dlast,
                  const ParameterGradients& gradients, float* dx, const States& dinitial, const PassMemory& memory,
                  int threads) override;

private:
    /// The parts of the spare memory.
    struct Padded {
        float* x;   // [T,N,I] padded; for LSTMs [T,N,I+1], marked
        float* y;   // [T,N,H] padded
        float* dy;  // [T,N,H] padded, or zeros
        float* dx;  // as x; or written and never read
        float* cT;  // [N,H], only for LSTMs
    };

    std::int64_t lay_out_scratch(float* memory);
    Padded lay_out_spare(float* memory, std::int64_t* floats) const;
    int padded_inputs() const { return dims_.input_size + (mark_ ? 1 : 0); }
    /// Returns the states that a padded pass starts from.
    ConstStates padded_initial(const Ragged& rows, const ConstStates& initial);
    void forward_padded(const Ragged& rows, const RecurrentInputs& inputs, float* y, const States& last,
                        float* workspace, const Padded& padded);
    void backward_padded(const Ragged& rows, const RecurrentInputs& inputs, const float* dy, const ConstStates& dlast,
                         const ParameterGradients& gradients, float* dx, const States& dinitial, float* workspace,
                         const Padded& padded);

    Dims dims_;
    int threads_;
    std::optional<PaddingMark> mark_;  // only for LSTMs
    std::unique_ptr<RnnLayer> layer_;
    std::int64_t scratch_floats_;
    States initial_{};          // [N,H] each: states that a padded pass starts from
    float* dlast_c_ = nullptr;  // [N,H], only for LSTMs: gradient of the final c
};

}  // namespace gru4j
