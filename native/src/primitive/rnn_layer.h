#pragma once

#include <optional>

#include "input_projection.h"
#include "packed_weights.h"
#include "primitive.h"
#include "rnn_primitives.h"
#include "strategy.h"

namespace gru4j {

/// oneDNN's primitives for sequences that all have T steps. Shapes and owners are those of RecurrentKernel.
class RnnLayer {
public:
    RnnLayer(const Dims& dims, int threads);

    std::int64_t scratch_floats() const { return scratch_floats_; }
    std::int64_t workspace_floats() const;
    void use_scratch(float* scratch) { lay_out(scratch); }

    /// initial: null for zeros. last: null if not needed.
    void forward(const Weights& weights, const float* x, const ConstStates& initial, float* y, const States& last,
                 float* workspace);
    /// cT: the final c that forward returned, for LSTMs only. initial, dlast: null for zeros. dinitial: null if not
    /// needed.
    void backward(const Weights& weights, const float* x, const ConstStates& initial, const float* y, const float* cT,
                  const float* dy, const ConstStates& dlast, const ParameterGradients& gradients, float* dx,
                  const States& dinitial, float* workspace);

private:
    /// A primitive, and its weights in the layout that it requires.
    struct Pass {
        Primitive primitive;
        PackedWeights weights;
        std::int64_t workspace_floats;
        std::int64_t scratchpad_floats;

        Pass(const dnnl::engine& engine, const RnnDescs& descs, const RnnPrimitive& made);
        void run(const float* w, const float* u, std::int64_t version, const dnnl::stream& stream);
    };

    std::int64_t lay_out(float* memory);
    void bind_inputs(Pass& pass, const Weights& weights, const float* x, const ConstStates& initial,
                     const float* workspace);
    void bind_gradients(const ParameterGradients& gradients, const float* dy, const ConstStates& dlast, float* dx,
                        const States& dinitial);
    float* or_unused(float* state) const { return state == nullptr ? unused_state_ : state; }
    const float* or_zeros(const float* values) const { return values == nullptr ? zeros_ : values; }

    Dims dims_;
    std::optional<InputProjection> projection_;
    dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream_{engine_};
    std::optional<Pass> forward_;
    std::optional<Pass> backward_;
    std::int64_t scratch_floats_;
    float* zeros_ = nullptr;         // a state or a bias; never written
    float* unused_state_ = nullptr;  // [N,H] written, never read
    float* unused_c_ = nullptr;      // the same, for LSTMs
    float* unused_bias_ = nullptr;   // size of the bias; written, never read
};

}  // namespace gru4j
