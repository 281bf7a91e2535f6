#pragma once

#include <vector>

#include "sorted_rows.h"
#include "strategy.h"
#include "task.h"

namespace gru4j {

/// Returns a ÷ b, rounded up.
inline int ceil_div(int a, int b) {
    return (a + b - 1) / b;
}

/// Rows of the batch that pass through the layer by themselves, with memory of their own. The methods do the slice's
/// part of a pass, in one thread or in several that share it. Full sequences of a slice are adjacent in the batch.
/// Sequences of different lengths are distributed so that each slice has as many long ones as the others.
class Slice {
public:
    /// The index-th of `count` slices, run by at most `threads` threads.
    Slice(const Dims& dims, const PanelFunctions& functions, int threads, int index, int count);

    /// Divides the slice's scratch memory into its parts and returns how many floats they take. With null it only
    /// counts.
    std::int64_t lay_out_scratch(float* memory);
    std::int64_t spare_floats() const;
    std::int64_t workspace_floats() const;

    /// Prepares a pass before threads share it: sets what they need in addition to the layer's task. The memory belongs
    /// to this slice only.
    void begin(const PanelTask& layer, const RecurrentInputs& inputs, const PassMemory& memory);
    /// A thread's share of the forward pass. y and `last` are the arrays of the whole layer, here and below.
    void forward(const Member& member, const RecurrentInputs& inputs, float* y, const States& last);
    /// A thread's share of the backward pass. The gradients of the weights stay in the slice.
    void backward(const Member& member, const float* y, const float* dy, const ConstStates& dlast, float* dx,
                  const States& dinitial);
    /// A thread's share of adding the gradients of the weights to the layer's. Call it after all threads have run
    /// backward().
    void add_gradients(const Member& member) const { cell_.add_gradients(task_, member); }

private:
    /// Sorted copies of sequences of different lengths, in the spare memory.
    struct Sorted {
        float *x, *y, *update_mask, *state_mask, *dy, *dx;
        States initial, dlast, dinitial;
        float* cT;
    };

    Sorted lay_out_spare(float* memory, std::int64_t* floats) const;
    void make_chunks(const Slots& slots, std::vector<int>& chunk, int* count) const;
    /// Returns whether G of all steps is kept from forward to backward.
    bool keeps_g() const { return dims_.training && cell_.layout.saves; }
    /// Returns the slice's first row in [N,H] of the whole batch; null stays null.
    template <typename Float>
    Float* own_states(Float* states) const {
        return states == nullptr ? nullptr : states + std::int64_t(first_of_batch_) * dims_.hidden_size;
    }

    Dims dims_;  // of the layer
    const CellFunctions& cell_;
    int lanes_;
    int accumulators_;
    int threads_;
    int batch_;           // rows of the slice
    int first_of_batch_;  // if the sequences are full
    int panels_;
    int chunk_rows_;
    PanelScratch scratch_{};
    // for full sequences
    std::vector<int> rows_;
    std::vector<std::int64_t> first_;
    std::vector<std::int64_t> place_;
    std::vector<int> chunk_;
    int chunks_;
    // for sequences of different lengths
    SortedRows sorted_;
    std::vector<int> sorted_chunk_;
    // for the current pass
    PanelTask task_{};
    Sorted copies_{};
    bool full_ = true;
};

}  // namespace gru4j
