#pragma once

#include <vector>

#include "instruction_sets.h"
#include "slice.h"
#include "strategy.h"

namespace gru4j {

/// The project's own kernel for these dims: SingleGru for a single sequence of a GRU that is trained on, or a single
/// step of it; else PanelLayer, in no more threads than have work enough.
std::unique_ptr<RecurrentStrategy> make_panel_strategy(const Dims& dims, int threads, const PanelFunctions& functions);

/// The project's own kernel: weights in panels of V hidden units with their gates side by side, whose products, gate
/// maths and gradients one thread does while they are in its cache. The batch is cut into slices, whose number depends
/// on the dims alone: the bits are the same for any number of threads.
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
    /// Which weights a packed copy was made of.
    struct Version {
        const float* w = nullptr;
        const float* u = nullptr;
        std::int64_t number = 0;

        /// Whether the copy is of other weights; from then on it is taken to be of these.
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
