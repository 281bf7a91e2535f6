#pragma once

#include <oneapi/dnnl/dnnl.hpp>
#include <optional>

#include "dims.h"

namespace gru4j {

/// The tensors of one layer and one direction in oneDNN's terms, in gru4j's own layouts. G gates: u, r, o for GRUs; i,
/// f, g, o for LSTMs; one for tanh units.
struct RnnDescs {
    dnnl::memory::desc x;        // tnc [T,N,I]
    dnnl::memory::desc y;        // tnc [T,N,H]
    dnnl::memory::desc state;    // ldnc [N,H]
    dnnl::memory::desc c_state;  // the same; of size 0 except for LSTMs
    dnnl::memory::desc w;        // ldigo [I,G,H]
    dnnl::memory::desc u;        // ldigo [H,G,H]
    dnnl::memory::desc b;        // ldgo [G,H], [4,H] for reset after
    dnnl::memory::desc any_w;    // oneDNN chooses the layout
    dnnl::memory::desc any_u;

    explicit RnnDescs(const Dims& dims);
};

/// A primitive and the layouts that oneDNN chose for it.
struct RnnPrimitive {
    dnnl::primitive primitive;
    dnnl::memory::desc w;
    dnnl::memory::desc u;
    dnnl::memory::desc workspace;
    dnnl::memory::desc scratchpad;
};

/// The forward primitive, and in training its backward primitive.
struct RnnPrimitives {
    RnnPrimitive forward;
    std::optional<RnnPrimitive> backward;
};

RnnPrimitives make_rnn_primitives(const dnnl::engine& engine, const Dims& dims, const RnnDescs& descs);

}  // namespace gru4j
