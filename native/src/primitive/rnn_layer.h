#pragma once

#include <optional>

#include "gru_strategy.h"
#include "input_projection.h"
#include "packed_weights.h"
#include "primitive.h"
#include "rnn_primitives.h"

namespace gru4j {

/// oneDNN's primitives over sequences that all have T steps. See GruKernel for shapes and owners.
class RnnLayer {
public:
    explicit RnnLayer(const GruDims& dims);

    std::int64_t scratch_floats() const { return scratch_floats_; }
    std::int64_t workspace_floats() const;
    void use_scratch(float* scratch) { lay_out(scratch); }

    /// h0 null for zeros; hT null if nobody needs it.
    void forward(const Weights& weights, const float* x, const float* h0, float* y, float* hT, float* workspace);
    /// h0 and dhT null for zeros; dh0 null if nobody needs it.
    void backward(const Weights& weights, const float* x, const float* h0, const float* y, const float* dy,
                  const float* dhT, const WeightGradients& gradients, float* dx, float* dh0, float* workspace);

private:
    /// A primitive with its weights in the layout that it wants.
    struct Pass {
        Primitive primitive;
        PackedWeights weights;
        std::int64_t workspace_floats;
        std::int64_t scratchpad_floats;

        Pass(const dnnl::engine& engine, const RnnDescs& descs, const RnnPrimitive& made);
        void run(const float* w, const float* u, std::int64_t version, const dnnl::stream& stream);
    };

    std::int64_t lay_out(float* memory);
    void bind_inputs(Pass& pass, const Weights& weights, const float* x, const float* h0, const float* workspace);
    void bind_gradients(const WeightGradients& gradients, const float* dy, const float* dhT, float* dx, float* dh0);
    const float* or_zeros(const float* values) const { return values == nullptr ? zeros_ : values; }

    GruDims dims_;
    std::optional<InputProjection> projection_;
    dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream_{engine_};
    std::optional<Pass> forward_;
    std::optional<Pass> backward_;
    std::int64_t scratch_floats_;
    float* zeros_ = nullptr;         // a state or a bias; never written
    float* unused_state_ = nullptr;  // [N,H] written, never read
    float* unused_bias_ = nullptr;   // [3|4,H] written, never read
};

}  // namespace gru4j
