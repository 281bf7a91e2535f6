#pragma once

#include <cstdint>
#include <memory>

namespace gru4j {

/// What a layer is made of: GRUs whose reset gate acts on the state before its product with Uo, or on the product after
/// it; LSTM cells; plain tanh units.
enum class Cell : int { gru_before = 0, gru_after = 1, lstm = 2, tanh = 3 };

/// How a kernel computes: with oneDNN's primitives, or with the project's own panel kernel.
enum class Strategy : int { primitive = 0, panel = 1 };

/// The strategy for those who do not choose: the one that was measured to be the faster for such layers, by a fixed
/// rule. It depends on nothing else, so that results do not either.
Strategy default_strategy(Cell cell, int steps, int batch, int input_size, int hidden_size, bool training);

/// One recurrent layer, one direction, one shape. Not thread-safe: one kernel per worker.
///
/// GRU, G = 3 gates u, r, o; S = 1 state h (Cho et al. 2014, arXiv 1406.1078v3):
///
///     u = σ(x·Wu + h·Uu + bu)      r = σ(x·Wr + h·Ur + br)
///     o = tanh(x·Wo + (r⊙h)·Uo + bo)            Cell::gru_before
///     o = tanh(x·Wo + r⊙(h·Uo + bu') + bo)      Cell::gru_after
///     g = u⊙h + (1-u)⊙o      h' = z⊙g + (1-z)⊙h
///
/// where the h of the products h·Uu, h·Ur, h·Uo and (r⊙h)·Uo is m⊙h. The masks m (variational dropout, arXiv
/// 1512.05287) and z (zoneout, arXiv 1606.01305) are constants, and ones if they are not given.
///
/// LSTM, G = 4 gates i, f, g, o; S = 2 states h and c (Hochreiter and Schmidhuber 1997; the forget gate: Gers et al.
/// 2000):
///
///     i = σ(x·Wi + h·Ui + bi)      f = σ(x·Wf + h·Uf + bf)
///     g = tanh(x·Wg + h·Ug + bg)   o = σ(x·Wo + h·Uo + bo)
///     c' = f⊙c + i⊙g               h' = o⊙tanh(c')
///
/// tanh, G = 1, S = 1 (Elman 1990):
///
///     h' = tanh(x·W + h·U + b)
///
/// T steps, N sequences, I inputs, H hidden units; all arrays dense, row-major, time-major. Every pointer is the
/// caller's and unchecked; what is written may alias nothing else. Nothing is allocated but by the constructor.
class RecurrentKernel {
public:
    /// steps, batch, input_size, hidden_size: T, N, I, H; positive.
    /// reverse: whether steps are visited from each sequence's last to its first.
    /// training: whether forward passes are followed by backward passes.
    /// threads: the most that a pass uses; positive.
    ///
    /// Throws std::exception, with its reason, if oneDNN was asked for and can't run this here.
    RecurrentKernel(Cell cell, int steps, int batch, int input_size, int hidden_size, bool reverse, bool training,
                    Strategy strategy, int threads);
    ~RecurrentKernel();
    RecurrentKernel(const RecurrentKernel&) = delete;
    RecurrentKernel& operator=(const RecurrentKernel&) = delete;

    /// Size of the memory that the kernel works in as long as it lives; see use_scratch().
    std::int64_t scratch_floats() const;
    /// Size of the memory that carries one forward pass to its backward pass; 0 in inference, and where nothing but y
    /// is carried.
    std::int64_t workspace_floats() const;
    /// Size of the memory for copies of sequences; see forward() and backward().
    std::int64_t spare_floats() const;

    /// Gives the kernel its memory; to be called once, before the first pass.
    ///
    /// scratch: scratch_floats() zeros at a multiple of 64 bytes, this kernel's alone until it is destroyed.
    void use_scratch(float* scratch);

    /// One pass over all steps.
    ///
    /// w: [I,G,H], read.
    /// u: [H,G,H], read.
    /// b: [G,H], of Cell::gru_after [4,H] (bu, br, bo, bu'), read; null for zeros.
    /// weights_version: differs whenever the values in w or u do; the kernel keeps copies in another layout by it.
    /// x: [T,N,I], read; past a row's length it is not.
    /// s0: [S,N,H], read: the states before the first step; null for zeros.
    /// lengths: [N], read: valid steps of each row, 0 to T; null if all are T.
    /// state_mask: [N,H], read: m; null for ones. GRUs by Strategy::panel only, else std::invalid_argument.
    /// update_mask: [T,N,H], read: z; as state_mask.
    /// y: [T,N,H], overwritten: h after each step; zero past a row's length.
    /// sT: [S,N,H], overwritten: the states after each row's last valid step; those of s0 in a row of length 0.
    /// workspace: workspace_floats() at a multiple of 64 bytes, overwritten; null in inference.
    /// spare: spare_floats() at a multiple of 64 bytes, overwritten; what a training pass leaves there belongs to the
    ///     workspace. Needed if a length is below T, and always by LSTMs with Strategy::primitive; else null will do.
    /// threads: at most so many, if fewer than the constructor's; 0 for no other limit. Strategy::primitive knows only
    ///     the constructor's.
    void forward(const float* w, const float* u, const float* b, std::int64_t weights_version, const float* x,
                 const float* s0, const int* lengths, const float* state_mask, const float* update_mask, float* y,
                 float* sT, float* workspace, float* spare, int threads);

    /// The gradients of a scalar, given those with respect to y and sT.
    ///
    /// w, u, b, weights_version, x, s0, lengths, state_mask, update_mask, threads: as in the forward pass.
    /// y, workspace, spare: as the forward pass left them; workspace is spent. With Strategy::primitive spare is also
    ///     needed if dy or dx is null.
    /// dy: [T,N,H], read; past a row's length it is not. Null for zeros.
    /// dsT: [S,N,H], read; null for zeros.
    /// dw, du: as w and u, added to.
    /// db: as b, added to; null exactly if b is.
    /// dx: [T,N,I], overwritten; zero past a row's length. Null if nobody needs it.
    /// ds0: [S,N,H], overwritten; null if nobody needs it.
    void backward(const float* w, const float* u, const float* b, std::int64_t weights_version, const float* x,
                  const float* s0, const int* lengths, const float* state_mask, const float* update_mask,
                  const float* y, const float* dy, const float* dsT, float* dw, float* du, float* db, float* dx,
                  float* ds0, float* workspace, float* spare, int threads);

private:
    struct Impl;  // keeps oneDNN's headers out of what JavaCPP reads
    std::unique_ptr<Impl> impl_;
};

/// For an owner that has no destructors, as JavaCPP's peers without a deallocator.
void destroy(RecurrentKernel* kernel) noexcept;

}  // namespace gru4j
