#pragma once

#include "gru_strategy.h"
#include "rnn_layer.h"

namespace gru4j {

class Ragged;

/// oneDNN's own primitives. They know no masks, and compute every sequence as if it had T steps.
class PrimitiveGru : public GruStrategy {
public:
    /// Throws std::exception, with oneDNN's reason, if oneDNN can't run this here.
    PrimitiveGru(const GruDims& dims, int threads);

    std::int64_t scratch_floats() const override;
    std::int64_t workspace_floats() const override { return layer_->workspace_floats(); }
    std::int64_t spare_floats() const override;
    void use_scratch(float* scratch) override;
    void forward(const GruInputs& inputs, float* y, float* hT, const GruMemory& memory, int threads) override;
    void backward(const GruInputs& inputs, const float* y, const float* dy, const float* dhT,
                  const WeightGradients& gradients, float* dx, float* dh0, const GruMemory& memory,
                  int threads) override;

private:
    /// The parts of the spare memory.
    struct Padded {
        float* x;   // [T,N,I] padded
        float* y;   // [T,N,H] padded
        float* dy;  // [T,N,H] padded, or zeros
        float* dx;  // [T,N,I] padded, or written and never read
    };

    Padded lay_out_spare(float* memory, std::int64_t* floats) const;
    void forward_padded(const Ragged& rows, const GruInputs& inputs, float* y, float* hT, float* workspace,
                        const Padded& padded);
    void backward_padded(const Ragged& rows, const GruInputs& inputs, const float* dy, const float* dhT,
                         const WeightGradients& gradients, float* dx, float* dh0, float* workspace,
                         const Padded& padded);

    GruDims dims_;
    int threads_;
    std::unique_ptr<RnnLayer> layer_;
    float* initial_state_ = nullptr;  // [N,H] scratch: what a ragged pass starts from
};

}  // namespace gru4j
