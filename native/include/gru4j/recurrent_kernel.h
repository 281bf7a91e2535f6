#pragma once

#include <cstdint>
#include <memory>

namespace gru4j {

/// The kind of recurrent layer: GRU whose reset gate acts on the state before its product with Uo, GRU whose reset gate
/// acts on this product; LSTM; plain tanh units.
enum class Cell : int { gru_before = 0, gru_after = 1, lstm = 2, tanh = 3 };

/// How a kernel computes: with oneDNN's primitives, or with gru4j's own panel kernel.
enum class Strategy : int { primitive = 0, panel = 1 };

/// Returns the strategy for callers that do not choose one: the faster one for such layers, by a fixed rule that was
/// derived from measurements. The rule depends on nothing but the arguments, so the choice makes results depend on
/// nothing else.
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
/// where the products h·Uu, h·Ur, h·Uo and (r⊙h)·Uo read m⊙h instead of h. The masks m (variational dropout, arXiv
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
/// T steps, N sequences, I inputs, H hidden units. All arrays are dense, row-major and time-major. The caller owns and
/// checks every pointer. Arrays that are written must not alias any other array. Only the constructor allocates memory.
class RecurrentKernel {
public:
    /// steps, batch, input_size, hidden_size: T, N, I, H; positive.
    /// reverse: whether each sequence is read from its last step to its first.
    /// training: whether forward passes are followed by backward passes.
    /// threads: the largest number of threads that a pass uses; positive.
    ///
    /// Throws std::exception, with oneDNN's reason, if Strategy::primitive was chosen and oneDNN can't run it here.
    RecurrentKernel(Cell cell, int steps, int batch, int input_size, int hidden_size, bool reverse, bool training,
                    Strategy strategy, int threads);
    ~RecurrentKernel();
    RecurrentKernel(const RecurrentKernel&) = delete;
    RecurrentKernel& operator=(const RecurrentKernel&) = delete;

    /// Size of the memory that the kernel works in during its whole life; see use_scratch().
    std::int64_t scratch_floats() const;
    /// Size of the memory that carries results from a forward pass to its backward pass. 0 for inference, and for
    /// kernels that carry nothing but y.
    std::int64_t workspace_floats() const;
    /// Size of the memory for copies of sequences; see forward() and backward().
    std::int64_t spare_floats() const;

    /// Gives the kernel its memory. Call it once, before the first pass.
    ///
    /// scratch: scratch_floats() zeros, aligned to 64 bytes; only this kernel may use them until it is destroyed.
    void use_scratch(float* scratch);

    /// Runs one forward pass over all steps.
    ///
    /// w: [I,G,H], read.
    /// u: [H,G,H], read.
    /// b: [G,H], or [4,H] for Cell::gru_after (bu, br, bo, bu'), read; null for zeros.
    /// weights_version: changes whenever values in w or u change. The kernel keeps packed copies and renews them then.
    /// x: [T,N,I], read, except past a row's length.
    /// s0: [S,N,H], read: the states before the first step; null for zeros.
    /// lengths: [N], read: valid steps of each row, 0 to T; null if all are T.
    /// state_mask: [N,H], read: m; null for ones. Only for GRUs with Strategy::panel, otherwise std::invalid_argument.
    /// update_mask: [T,N,H], read: z; null for ones. Only for GRUs with Strategy::panel, as above.
    /// y: [T,N,H], overwritten: h after each step; zero past a row's length.
    /// sT: [S,N,H], overwritten: the states after each row's last valid step; those of s0 for a row of length 0.
    /// workspace: workspace_floats() floats, aligned to 64 bytes, overwritten; null for inference.
    /// spare: spare_floats() floats, aligned to 64 bytes, overwritten. After a training pass its content belongs to the
    ///     workspace. Needed if a length is below T, and always for LSTMs with Strategy::primitive; else may be null.
    /// threads: limit on threads for this pass, effective if it is below the constructor's; 0 for no other limit.
    ///     Strategy::primitive always uses the constructor's number.
    void forward(const float* w, const float* u, const float* b, std::int64_t weights_version, const float* x,
                 const float* s0, const int* lengths, const float* state_mask, const float* update_mask, float* y,
                 float* sT, float* workspace, float* spare, int threads);

    /// Computes the gradients of a scalar from its gradients with respect to y and sT.
    ///
    /// w, u, b, weights_version, x, s0, lengths, state_mask, update_mask, threads: as in the forward pass.
    /// y, workspace, spare: as the forward pass left them. The workspace can't be used again. With Strategy::primitive,
    ///     spare is also needed if dy or dx is null.
    /// dy: [T,N,H], read, except past a row's length. Null for zeros.
    /// dsT: [S,N,H], read; null for zeros.
    /// dw, du: in the layout of w and u, added to.
    /// db: in the layout of b, added to; null exactly if b is null.
    /// dx: [T,N,I], overwritten; zero past a row's length. Null if not needed.
    /// ds0: [S,N,H], overwritten; null if not needed.
    void backward(const float* w, const float* u, const float* b, std::int64_t weights_version, const float* x,
                  const float* s0, const int* lengths, const float* state_mask, const float* update_mask,
                  const float* y, const float* dy, const float* dsT, float* dw, float* du, float* db, float* dx,
                  float* ds0, float* workspace, float* spare, int threads);

private:
    struct Impl;  // keeps oneDNN's headers out of this header, which JavaCPP parses
    std::unique_ptr<Impl> impl_;
};

/// Destroys a kernel. For owners without destructors, such as JavaCPP's peers without a deallocator.
void destroy(RecurrentKernel* kernel) noexcept;

}  // namespace gru4j
