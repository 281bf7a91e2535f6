#pragma once

#include <cstdint>

#include "dims.h"

namespace gru4j {

/// Computes the product x·W before a primitive. The primitive then reads p = x·W [T,N,3H] as its input, with constant
/// weights E [3H,3,H] that pass each gate its part. The result is the same: p·E = p.
///
/// This avoids an error of oneDNN 3.11. Its backward pass of the vanilla GRU writes beyond a part of its scratchpad,
/// and through the pointers behind it, whenever I > 3H: it reserves this part in rows of 3H, but fills it in rows of
/// max(I,H). The other cells have no such part.
class InputProjection {
public:
    static bool needed_for(const Dims& dims);

    InputProjection(const Dims& dims, int threads) : dims_(dims), threads_(threads) {}

    /// The dimensions that the primitive is created for.
    Dims projected_dims() const;

    /// Size of the memory for p and its gradient, which the forward pass leaves for the backward pass.
    std::int64_t workspace_floats() const { return 2 * p_floats(); }
    /// Size of the memory for E and its gradient.
    std::int64_t scratch_floats() const { return 2 * pass_through_floats(); }
    void use_scratch(float* scratch);
    const float* pass_through() const { return pass_through_; }
    /// The primitive writes this; nobody reads it.
    float* pass_through_gradient() const { return pass_through_ + pass_through_floats(); }

    const float* p(const float* workspace) const { return workspace; }
    float* dp(float* workspace) const { return workspace + p_floats(); }
    /// p = x·W.
    void forward(const float* x, const float* w, float* workspace) const;
    /// dW += xᵀ·dp, dx = dp·Wᵀ; dx null if not needed.
    void backward(const float* x, const float* w, float* workspace, float* dw, float* dx) const;

private:
    std::int64_t rows() const { return std::int64_t(dims_.steps) * dims_.batch; }
    std::int64_t columns() const { return std::int64_t(3) * dims_.hidden_size; }
    std::int64_t p_floats() const;
    std::int64_t pass_through_floats() const;

    Dims dims_;
    int threads_;
    float* pass_through_ = nullptr;
};

}  // namespace gru4j
