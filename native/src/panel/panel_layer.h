#pragma once

#include <vector>

#include "instruction_sets.h"
#include "slice.h"
#include "strategy.h"

namespace gru4j {

/// Creates gru4j's own kernel for these dims: SingleGru for a single sequence of a GRU in training, or for a single
/// step of it; otherwise PanelLayer, with no more threads than have enough work.
std::unique_ptr<RecurrentStrategy> make_panel_strategy(const Dims& dims, int threads, const PanelFunctions& functions);

/// gru4j's own kernel. The weights are in panels of V hidden units with their gates side by side. One thread computes
/// the products, gate maths and gradients of a panel while they are in its cache. The batch is divided into slices.
/// Their number depends only on the dims, so that results have the same bits for any number of threads.
class PanelLayer : public RecurrentStrategy {
public:
    PanelLayer(const Dims& dims, int threads, const PanelFunctions& functions);

    std::int64_t scratch_floats() const override { return scratch_floats_; }
    std::int64_t workspace_floats() const override;
    std::int64_t spare_floats() const override;
    void use_scratch(float* scratch) override;
    void forward(const RecurrentInputs& inputs, float* y, const States& last, const PassMemory& memory,
                 int threads) override;
    void backward(const RecurrentInputs& inputs, const float* y, const float* dy, const ConstStates& dlast,
                  const ParameterGradients& gradients, float* dx, const States& dinitial, const PassMemory& memory,
                  int threads) override;

private:
    /// Identifies the weights that a packed copy was made from.
    struct Version {
        const float* w = nullptr;
        const float* u = nullptr;
        std::int64_t number = 0;

        /// Returns whether the copy is outdated for these weights, and records them: the caller then packs them.
        bool replaced_by(const Weights& weights);
    };

    std::int64_t lay_out_scratch(float* memory);
    PanelTask begin(const RecurrentInputs& inputs, const ParameterGradients& gradients, const PassMemory& memory);
    template <typename Body>
    void for_each_slice(const Member& member, Body body);

    Dims dims_;
    const PanelFunctions& functions_;
    const CellFunctions& cell_;
    int panels_;
    int input_panels_;
    std::vector<Slice> slices_;
    Team team_;
    std::vector<Team> slice_teams_;
    std::int64_t scratch_floats_;
    PanelWeights weights_{};
    Version packed_;
    Version packed_transposed_;
};

}  // namespace gru4j
