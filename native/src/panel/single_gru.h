#pragma once

#include "single_task.h"
#include "strategy.h"
#include "task.h"

namespace gru4j {

/// The panel kernel's variant for a batch of one sequence, whose weights are read too seldom to be worth packing.
/// Results have the same bits for any number of threads.
class SingleGru : public RecurrentStrategy {
public:
    /// dims.batch must be 1.
    SingleGru(const Dims& dims, int threads, const PanelFunctions& functions);

    std::int64_t scratch_floats() const override;
    std::int64_t workspace_floats() const override;
    std::int64_t spare_floats() const override { return 0; }
    void use_scratch(float* scratch) override { scratch_ = scratch; }
    void forward(const RecurrentInputs& inputs, float* y, const States& last, const PassMemory& memory,
                 int threads) override;
    void backward(const RecurrentInputs& inputs, const float* y, const float* dy, const ConstStates& dlast,
                  const ParameterGradients& gradients, float* dx, const States& dinitial, const PassMemory& memory,
                  int threads) override;

private:
    SingleTask task(const RecurrentInputs& inputs, float* y, const PassMemory& memory) const;
    std::int64_t lay_out_scratch(float* memory, SingleTask& task) const;
    std::int64_t lay_out_workspace(float* memory, SingleTask& task) const;

    Dims dims_;
    const PanelFunctions& functions_;
    Team team_;
    float* scratch_ = nullptr;
};

}  // namespace gru4j
