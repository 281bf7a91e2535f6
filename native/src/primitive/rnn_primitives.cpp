#include "rnn_primitives.h"

#include "primitive.h"

namespace gru4j {
namespace {

using dnnl::memory;
using Tag = dnnl::memory::format_tag;

memory::desc f32(const memory::dims& dims, Tag tag) {
    return {dims, memory::data_type::f32, tag};
}

template <typename Primitive>
RnnPrimitive describe(const typename Primitive::primitive_desc& desc) {
    return {Primitive(desc), desc.weights_layer_desc(), desc.weights_iter_desc(), desc.workspace_desc(),
            desc.scratchpad_desc()};
}

/// Descriptors of primitives take their arguments in this order: those of the cell, direction, states and weights. The
/// gradients of the weights are requested in gru4j's own layout, so that oneDNN adds to them in place.
template <typename Forward, typename Backward, typename... CellArguments>
RnnPrimitives make(const dnnl::engine& engine, const Dims& dims, const RnnDescs& d, CellArguments... cell_arguments) {
    const auto direction = dims.reverse ? dnnl::rnn_direction::unidirectional_right2left
                                        : dnnl::rnn_direction::unidirectional_left2right;
    const auto kind = dims.training ? dnnl::prop_kind::forward_training : dnnl::prop_kind::forward_inference;
    const dnnl::primitive_attr attributes = caller_owns_scratchpad();

    const typename Forward::primitive_desc forward(engine, kind, cell_arguments..., direction, d.x, d.state, d.any_w,
                                                   d.any_u, d.b, d.y, d.state, attributes);
    RnnPrimitives primitives{describe<Forward>(forward), std::nullopt};
    if (dims.training) {
        const typename Backward::primitive_desc backward(
                engine, dnnl::prop_kind::backward, cell_arguments..., direction, d.x, d.state, d.any_w, d.any_u, d.b,
                d.y, d.state, d.x, d.state, d.w, d.u, d.b, d.y, d.state, forward, attributes);
        primitives.backward = describe<Backward>(backward);
    }
    return primitives;
}

/// Does the same for an LSTM, which has two states.
RnnPrimitives make_lstm(const dnnl::engine& engine, const Dims& dims, const RnnDescs& d) {
    const auto direction = dims.reverse ? dnnl::rnn_direction::unidirectional_right2left
                                        : dnnl::rnn_direction::unidirectional_left2right;
    const auto kind = dims.training ? dnnl::prop_kind::forward_training : dnnl::prop_kind::forward_inference;
    const dnnl::primitive_attr attributes = caller_owns_scratchpad();

    const dnnl::lstm_forward::primitive_desc forward(engine, kind, direction, d.x, d.state, d.c_state, d.any_w, d.any_u,
                                                     d.b, d.y, d.state, d.c_state, attributes);
    RnnPrimitives primitives{describe<dnnl::lstm_forward>(forward), std::nullopt};
    if (dims.training) {
        const dnnl::lstm_backward::primitive_desc backward(engine, dnnl::prop_kind::backward, direction, d.x, d.state,
                                                           d.c_state, d.any_w, d.any_u, d.b, d.y, d.state, d.c_state,
                                                           d.x, d.state, d.c_state, d.w, d.u, d.b, d.y, d.state,
                                                           d.c_state, forward, attributes);
        primitives.backward = describe<dnnl::lstm_backward>(backward);
    }
    return primitives;
}

}  // namespace

RnnDescs::RnnDescs(const Dims& dims)
    : x(f32({dims.steps, dims.batch, dims.input_size}, Tag::tnc)),
      y(f32({dims.steps, dims.batch, dims.hidden_size}, Tag::tnc)),
      state(f32({1, 1, dims.batch, dims.hidden_size}, Tag::ldnc)),
      c_state(dims.cell == Cell::lstm ? state : memory::desc()),
      w(f32({1, 1, dims.input_size, dims.gates(), dims.hidden_size}, Tag::ldigo)),
      u(f32({1, 1, dims.hidden_size, dims.gates(), dims.hidden_size}, Tag::ldigo)),
      b(f32({1, 1, dims.bias_rows(), dims.hidden_size}, Tag::ldgo)),
      any_w(f32({1, 1, dims.input_size, dims.gates(), dims.hidden_size}, Tag::any)),
      any_u(f32({1, 1, dims.hidden_size, dims.gates(), dims.hidden_size}, Tag::any)) {}

RnnPrimitives make_rnn_primitives(const dnnl::engine& engine, const Dims& dims, const RnnDescs& descs) {
    switch (dims.cell) {
        case Cell::gru_before:
            return make<dnnl::gru_forward, dnnl::gru_backward>(engine, dims, descs);
        case Cell::gru_after:
            return make<dnnl::lbr_gru_forward, dnnl::lbr_gru_backward>(engine, dims, descs);
        case Cell::lstm:
            return make_lstm(engine, dims, descs);
        case Cell::tanh:
            break;
    }
    return make<dnnl::vanilla_rnn_forward, dnnl::vanilla_rnn_backward>(engine, dims, descs,
                                                                       dnnl::algorithm::eltwise_tanh);
}

}  // namespace gru4j
