#pragma once

#include <vector>

#include "gru_strategy.h"
#include "sorted_rows.h"
#include "task.h"

namespace gru4j {

/// What this machine can run: of the functions compiled, those with the widest vectors.
const PanelFunctions& best_panel_functions();
/// All that were compiled and that this machine can run.
std::vector<const PanelFunctions*> usable_panel_functions();

/// The project's own kernel for these dims: SingleGru for a single sequence that is trained
/// on, or a single step of it; else PanelGru.
std::unique_ptr<GruStrategy> make_panel_strategy(const GruDims& dims, int threads, const PanelFunctions& functions);

/// The project's own kernel: weights in panels of V hidden units with their gates side by side, whose products, gate
/// maths and gradients one thread does while they are in its cache. The same bits for any number of threads.
class PanelGru : public GruStrategy {
public:
    PanelGru(const GruDims& dims, int threads, const PanelFunctions& functions);

    std::int64_t scratch_floats() const override { return scratch_floats_; }
    std::int64_t workspace_floats() const override { return workspace_floats_; }
    std::int64_t spare_floats() const override;
    void use_scratch(float* scratch) override;
    void forward(const GruInputs& inputs, float* y, float* hT, const GruMemory& memory, int threads) override;
    void backward(const GruInputs& inputs, const float* y, const float* dy, const float* dhT,
                  const WeightGradients& gradients, float* dx, float* dh0, const GruMemory& memory,
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

    /// The copies of sequences of different lengths in the spare memory, sorted.
    struct Sorted {
        float *x, *y, *update_mask, *h0, *state_mask, *dy, *dx, *dhT, *dh0;
    };

    std::int64_t lay_out_scratch(float* memory);
    Sorted lay_out_spare(float* memory, std::int64_t* floats) const;
    void make_chunks(const Slots& slots, std::vector<int>& chunk, int* count) const;
    PanelTask task(const GruInputs& inputs, const GruMemory& memory, Sorted& sorted);

    GruDims dims_;
    const PanelFunctions& functions_;
    int panels_;
    int input_panels_;
    int chunk_rows_;
    int threads_;
    Team team_;
    std::int64_t scratch_floats_;
    std::int64_t workspace_floats_;
    PanelScratch scratch_{};
    Version packed_;
    Version packed_transposed_;
    // of full sequences
    std::vector<int> rows_;
    std::vector<std::int64_t> first_;
    std::vector<int> chunk_;
    int chunks_;
    // of sequences of different lengths
    SortedRows sorted_;
    std::vector<int> sorted_chunk_;
};

}  // namespace gru4j
