#include "rnn_layer.h"

#include <algorithm>

#include "memory_layout.h"

namespace gru4j {

RnnLayer::Pass::Pass(const dnnl::engine& engine, const RnnDescs& descs, const RnnPrimitive& made)
    : primitive(made.primitive, engine),
      weights(engine, descs.w, made.w, descs.u, made.u),
      workspace_floats(floats_of(made.workspace)),
      scratchpad_floats(std::max(floats_of(made.scratchpad), weights.scratchpad_floats())) {
    primitive.declare(DNNL_ARG_SRC_LAYER, descs.x);
    primitive.declare(DNNL_ARG_SRC_ITER, descs.state);
    primitive.declare(DNNL_ARG_SRC_ITER_C, descs.c_state);
    primitive.declare(DNNL_ARG_WEIGHTS_LAYER, made.w);
    primitive.declare(DNNL_ARG_WEIGHTS_ITER, made.u);
    primitive.declare(DNNL_ARG_BIAS, descs.b);
    primitive.declare(DNNL_ARG_DST_LAYER, descs.y);
    primitive.declare(DNNL_ARG_DST_ITER, descs.state);
    primitive.declare(DNNL_ARG_DST_ITER_C, descs.c_state);
    primitive.declare(DNNL_ARG_WORKSPACE, made.workspace);
    primitive.declare(DNNL_ARG_SCRATCHPAD, made.scratchpad);
}

void RnnLayer::Pass::run(const float* w, const float* u, std::int64_t version, const dnnl::stream& stream) {
    weights.refresh(w, u, version, stream);
    primitive.bind(DNNL_ARG_WEIGHTS_LAYER, weights.w());
    primitive.bind(DNNL_ARG_WEIGHTS_ITER, weights.u());
    primitive.run(stream);
}

RnnLayer::RnnLayer(const Dims& dims, int threads) : dims_(dims) {
    if (InputProjection::needed_for(dims)) {
        projection_.emplace(dims, threads);
    }
    const Dims primitive_dims = projection_ ? projection_->projected_dims() : dims;
    const RnnDescs descs(primitive_dims);
    const RnnPrimitives made = make_rnn_primitives(engine_, primitive_dims, descs);
    forward_.emplace(engine_, descs, made.forward);
    if (made.backward) {
        backward_.emplace(engine_, descs, *made.backward);
        Primitive& primitive = backward_->primitive;
        primitive.declare(DNNL_ARG_DIFF_DST_LAYER, descs.y);
        primitive.declare(DNNL_ARG_DIFF_DST_ITER, descs.state);
        primitive.declare(DNNL_ARG_DIFF_DST_ITER_C, descs.c_state);
        primitive.declare(DNNL_ARG_DIFF_SRC_LAYER, descs.x);
        primitive.declare(DNNL_ARG_DIFF_SRC_ITER, descs.state);
        primitive.declare(DNNL_ARG_DIFF_SRC_ITER_C, descs.c_state);
        primitive.declare(DNNL_ARG_DIFF_WEIGHTS_LAYER, descs.w);
        primitive.declare(DNNL_ARG_DIFF_WEIGHTS_ITER, descs.u);
        primitive.declare(DNNL_ARG_DIFF_BIAS, descs.b);
    }
    scratch_floats_ = lay_out(nullptr);
}

std::int64_t RnnLayer::workspace_floats() const {
    return forward_->workspace_floats + (projection_ ? projection_->workspace_floats() : 0);
}

/// Divides the scratch memory into its parts and returns how many floats they take. With null it only counts.
std::int64_t RnnLayer::lay_out(float* memory) {
    MemoryLayout layout(memory);
    zeros_ = layout.take(std::max(dims_.state_size(), dims_.bias_size()));
    unused_state_ = layout.take(dims_.state_size());
    unused_c_ = layout.take(dims_.cell == Cell::lstm ? dims_.state_size() : 0);
    unused_bias_ = layout.take(dims_.bias_size());
    float* scratchpad =
            layout.take(std::max(forward_->scratchpad_floats, backward_ ? backward_->scratchpad_floats : 0));
    for (std::optional<Pass>* pass : {&forward_, &backward_}) {
        if (*pass) {
            (*pass)->weights.use(layout.take((*pass)->weights.floats()), scratchpad);
            (*pass)->primitive.bind(DNNL_ARG_SCRATCHPAD, scratchpad);
        }
    }
    if (projection_) {
        projection_->use_scratch(layout.take(projection_->scratch_floats()));
    }
    return layout.used();
}

void RnnLayer::bind_inputs(Pass& pass, const Weights& weights, const float* x, const ConstStates& initial,
                           const float* workspace) {
    pass.primitive.bind(DNNL_ARG_SRC_LAYER, x);
    pass.primitive.bind(DNNL_ARG_SRC_ITER, or_zeros(initial.h));
    pass.primitive.bind(DNNL_ARG_SRC_ITER_C, or_zeros(initial.c));
    pass.primitive.bind(DNNL_ARG_BIAS, or_zeros(weights.b));
    pass.primitive.bind(DNNL_ARG_WORKSPACE, workspace);
}

void RnnLayer::bind_gradients(const ParameterGradients& gradients, const float* dy, const ConstStates& dlast, float* dx,
                              const States& dinitial) {
    Primitive& primitive = backward_->primitive;
    primitive.bind(DNNL_ARG_DIFF_DST_LAYER, dy);
    primitive.bind(DNNL_ARG_DIFF_DST_ITER, or_zeros(dlast.h));
    primitive.bind(DNNL_ARG_DIFF_DST_ITER_C, or_zeros(dlast.c));
    primitive.bind(DNNL_ARG_DIFF_WEIGHTS_LAYER, gradients.dw);
    primitive.bind(DNNL_ARG_DIFF_WEIGHTS_ITER, gradients.du);
    primitive.bind(DNNL_ARG_DIFF_BIAS, gradients.db == nullptr ? unused_bias_ : gradients.db);
    primitive.bind(DNNL_ARG_DIFF_SRC_LAYER, dx);
    primitive.bind(DNNL_ARG_DIFF_SRC_ITER, or_unused(dinitial.h));
    primitive.bind(DNNL_ARG_DIFF_SRC_ITER_C, dinitial.c == nullptr ? unused_c_ : dinitial.c);
}

void RnnLayer::forward(const Weights& weights, const float* x, const ConstStates& initial, float* y, const States& last,
                       float* workspace) {
    const float* input = x;
    const float* w = weights.w;
    if (projection_) {
        float* projected = workspace + forward_->workspace_floats;
        projection_->forward(x, weights.w, projected);
        input = projection_->p(projected);
        w = projection_->pass_through();
    }
    bind_inputs(*forward_, weights, input, initial, workspace);
    forward_->primitive.bind(DNNL_ARG_DST_LAYER, y);
    forward_->primitive.bind(DNNL_ARG_DST_ITER, or_unused(last.h));
    forward_->primitive.bind(DNNL_ARG_DST_ITER_C, last.c);
    forward_->run(w, weights.u, weights.version, stream_);
}

void RnnLayer::backward(const Weights& weights, const float* x, const ConstStates& initial, const float* y,
                        const float* cT, const float* dy, const ConstStates& dlast, const ParameterGradients& gradients,
                        float* dx, const States& dinitial, float* workspace) {
    // the last state is in y, at the step that forward computed last
    const float* hT = y + (dims_.reverse ? 0 : dims_.y_size() - dims_.state_size());
    backward_->primitive.bind(DNNL_ARG_DST_LAYER, y);
    backward_->primitive.bind(DNNL_ARG_DST_ITER, hT);
    backward_->primitive.bind(DNNL_ARG_DST_ITER_C, cT);
    if (!projection_) {
        bind_inputs(*backward_, weights, x, initial, workspace);
        bind_gradients(gradients, dy, dlast, dx, dinitial);
        backward_->run(weights.w, weights.u, weights.version, stream_);
        return;
    }
    float* projected = workspace + forward_->workspace_floats;
    bind_inputs(*backward_, weights, projection_->p(projected), initial, workspace);
    const ParameterGradients behind{projection_->pass_through_gradient(), gradients.du, gradients.db};
    bind_gradients(behind, dy, dlast, projection_->dp(projected), dinitial);
    backward_->run(projection_->pass_through(), weights.u, weights.version, stream_);
    projection_->backward(x, weights.w, projected, gradients.dw, dx);
}

}  // namespace gru4j
