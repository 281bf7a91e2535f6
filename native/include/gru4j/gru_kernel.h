#pragma once

#include <cstdint>
#include <memory>

namespace gru4j {

/// Where the reset gate acts in the candidate o: on the state before its product with Uo, or on the product after it.
enum class ResetGate : int { before = 0, after = 1 };

/// How a kernel computes: with oneDNN's primitives, or with the project's own panel kernel.
enum class Strategy : int { primitive = 0, panel = 1 };

/// One GRU layer, one direction, one shape. Not thread-safe: one kernel per worker.
///
///     u = σ(x·Wu + h·Uu + bu)      r = σ(x·Wr + h·Ur + br)
///     o = tanh(x·Wo + (r⊙h)·Uo + bo)            ResetGate::before
///     o = tanh(x·Wo + r⊙(h·Uo + bu') + bo)      ResetGate::after
///     g = u⊙h + (1-u)⊙o      h' = z⊙g + (1-z)⊙h
///
/// where the h of the products h·Uu, h·Ur, h·Uo and (r⊙h)·Uo is m⊙h. The masks m (variational dropout, arXiv
/// 1512.05287) and z (zoneout, arXiv 1606.01305) are constants, and ones if they are not given.
///
/// T steps, N sequences, I inputs, H hidden units; all arrays dense, row-major, time-major. Every pointer is the
/// caller's and unchecked; what is written may alias nothing else. Nothing is allocated but by the constructor.
class GruKernel {
public:
    /// threads: the most that a pass uses. Throws std::exception, with its reason, if oneDNN was asked for and can't
    /// run this here.
    GruKernel(int steps, int batch, int input_size, int hidden_size, ResetGate reset_gate, bool reverse, bool training,
              Strategy strategy, int threads);
    ~GruKernel();
    GruKernel(const GruKernel&) = delete;
    GruKernel& operator=(const GruKernel&) = delete;

    /// Size of the memory that the kernel works in as long as it lives; see use_scratch().
    std::int64_t scratch_floats() const;
    /// Size of the memory that carries one forward pass to its backward pass; 0 in inference.
    std::int64_t workspace_floats() const;
    /// Size of the memory for copies of sequences of different lengths; see forward() and backward().
    std::int64_t spare_floats() const;

    /// scratch: scratch_floats() zeros at a multiple of 64 bytes, this kernel's alone until it is destroyed. To be
    /// given once, before the first pass.
    void use_scratch(float* scratch);

    /// x[T,N,I], h0[N,H] -> y[T,N,H], hT[N,H].
    ///
    /// w[I,3,H], u[H,3,H], b[3,H] (before) or [4,H] (after: bu, br, bo, bu'); b null for zeros.
    /// weights_version: differs whenever the values in w or u do; copies in another layout are kept by it.
    /// h0: null for zeros. lengths[N]: valid steps of each row, 0 to T; null if all are T. Past its length a row of x
    /// is not read and one of y is zero; hT is the state after the last valid step. state_mask[N,H],
    /// update_mask[T,N,H]: m and z; null for ones. Not with Strategy::primitive, which throws std::invalid_argument.
    /// workspace: workspace_floats() at a multiple of 64 bytes, filled; null in inference. spare: spare_floats() at a
    /// multiple of 64 bytes, needed if a length is below T; what a training pass leaves there belongs to the workspace.
    /// Else null will do. threads: at most so many, if fewer than the constructor's; 0 for no other limit.
    /// Strategy::primitive knows only the constructor's.
    void forward(const float* w, const float* u, const float* b, std::int64_t weights_version, const float* x,
                 const float* h0, const int* lengths, const float* state_mask, const float* update_mask, float* y,
                 float* hT, float* workspace, float* spare, int threads);

    /// Adds the gradients of the parameters to dw, du, db and overwrites dx[T,N,I], dh0[N,H].
    ///
    /// w to y, workspace, spare and threads: as in the forward pass, unchanged since. db: null exactly if b is.
    /// dy[T,N,H], dhT[N,H]: null for zeros. dy is not read past a row's length, where dx becomes zero.
    /// dx, dh0: null if nobody needs them. With Strategy::primitive spare is also needed if dy or dx is null.
    void backward(const float* w, const float* u, const float* b, std::int64_t weights_version, const float* x,
                  const float* h0, const int* lengths, const float* state_mask, const float* update_mask,
                  const float* y, const float* dy, const float* dhT, float* dw, float* du, float* db, float* dx,
                  float* dh0, float* workspace, float* spare, int threads);

private:
    struct Impl;  // keeps oneDNN's headers out of what JavaCPP reads
    std::unique_ptr<Impl> impl_;
};

/// For an owner that has no destructors, as JavaCPP's peers without a deallocator.
void destroy(GruKernel* kernel) noexcept;

}  // namespace gru4j
