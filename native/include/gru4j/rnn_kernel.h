#pragma once

#include <cstdint>
#include <memory>

namespace gru4j {

/// What a layer other than a GRU is made of: LSTM cells, or plain tanh units.
enum class RnnCell : int { lstm = 0, tanh = 1 };

/// One layer of LSTM cells or tanh units, one direction, one shape, by oneDNN's primitives. Not thread-safe: one kernel
/// per worker.
///
/// LSTM, G = 4 gates, S = 2 states h and c (Hochreiter and Schmidhuber 1997; the forget gate: Gers et al. 2000):
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
class RnnKernel {
public:
    /// threads: those that a pass uses. Throws std::exception, with its reason, if oneDNN can't run this here.
    RnnKernel(int steps, int batch, int input_size, int hidden_size, RnnCell cell, bool reverse, bool training,
              int threads);
    ~RnnKernel();
    RnnKernel(const RnnKernel&) = delete;
    RnnKernel& operator=(const RnnKernel&) = delete;

    /// Size of the memory that the kernel works in as long as it lives; see use_scratch().
    std::int64_t scratch_floats() const;
    /// Size of the memory that carries one forward pass to its backward pass; 0 in inference.
    std::int64_t workspace_floats() const;

    /// scratch: scratch_floats() zeros at a multiple of 64 bytes, this kernel's alone until it is destroyed. To be
    /// given once, before the first pass.
    void use_scratch(float* scratch);

    /// x[T,N,I], s0[S,N,H] -> y[T,N,H], sT[S,N,H].
    ///
    /// w[I,G,H], u[H,G,H], b[G,H], gates i, f, g, o; b null for zeros.
    /// weights_version: differs whenever the values in w or u do; copies in another layout are kept by it.
    /// s0: h0, then c0 of LSTMs; null for zeros. lengths[N]: valid steps of each row, 0 to T; null if all are T. Past
    /// its length a row of x is not read and one of y is zero; sT are the states after the last valid step.
    /// workspace: workspace_floats() at a multiple of 64 bytes, filled; null in inference.
    void forward(const float* w, const float* u, const float* b, std::int64_t weights_version, const float* x,
                 const float* s0, const int* lengths, float* y, float* sT, float* workspace);

    /// Adds the gradients of the parameters to dw, du, db and overwrites dx[T,N,I], ds0[S,N,H].
    ///
    /// w to y and workspace: as in the forward pass, unchanged since. db: null exactly if b is.
    /// dy[T,N,H], dsT[S,N,H]: null for zeros. dy is not read past a row's length, where dx becomes zero.
    /// dx, ds0: null if nobody needs them.
    void backward(const float* w, const float* u, const float* b, std::int64_t weights_version, const float* x,
                  const float* s0, const int* lengths, const float* y, const float* dy, const float* dsT, float* dw,
                  float* du, float* db, float* dx, float* ds0, float* workspace);

private:
    struct Impl;  // keeps oneDNN's headers out of what JavaCPP reads
    std::unique_ptr<Impl> impl_;
};

/// For an owner that has no destructors, as JavaCPP's peers without a deallocator.
void destroy(RnnKernel* kernel) noexcept;

}  // namespace gru4j
