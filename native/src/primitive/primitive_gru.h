#pragma once

#include "gru_strategy.h"
#include "primitive_rnn.h"

namespace gru4j {

/// oneDNN's own primitives. They know no masks, and compute every sequence as if it had T steps.
class PrimitiveGru : public GruStrategy {
public:
    /// Throws std::exception, with oneDNN's reason, if oneDNN can't run this here.
    PrimitiveGru(const GruDims& dims, int threads) : rnn_(RnnShape::of(dims), threads) {}

    std::int64_t scratch_floats() const override { return rnn_.scratch_floats(); }
    std::int64_t workspace_floats() const override { return rnn_.workspace_floats(); }
    std::int64_t spare_floats() const override { return rnn_.spare_floats(); }
    void use_scratch(float* scratch) override { rnn_.use_scratch(scratch); }
    void forward(const GruInputs& inputs, float* y, float* hT, const GruMemory& memory, int threads) override;
    void backward(const GruInputs& inputs, const float* y, const float* dy, const float* dhT,
                  const WeightGradients& gradients, float* dx, float* dh0, const GruMemory& memory,
                  int threads) override;

private:
    PrimitiveRnn rnn_;
};

}  // namespace gru4j
