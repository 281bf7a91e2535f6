#pragma once

#include <oneapi/dnnl/dnnl.hpp>
#include <optional>

#include "gru_dims.h"

namespace gru4j {

/// The tensors of one GRU as oneDNN sees them, in gru4j's own layouts: of one layer and one direction, gates u, r, o.
struct RnnDescs {
    dnnl::memory::desc x;      // tnc [T,N,I]
    dnnl::memory::desc y;      // tnc [T,N,H]
    dnnl::memory::desc state;  // ldnc [N,H]
    dnnl::memory::desc w;      // ldigo [I,3,H]
    dnnl::memory::desc u;      // ldigo [H,3,H]
    dnnl::memory::desc b;      // ldgo [3|4,H]
    dnnl::memory::desc any_w;  // oneDNN chooses the layout
    dnnl::memory::desc any_u;

    explicit RnnDescs(const GruDims& dims);
};

/// A primitive, and what oneDNN chose for it.
struct RnnPrimitive {
    dnnl::primitive primitive;
    dnnl::memory::desc w;
    dnnl::memory::desc u;
    dnnl::memory::desc workspace;
    dnnl::memory::desc scratchpad;
};

/// Forward, and in training the backward that belongs to it.
struct RnnPrimitives {
    RnnPrimitive forward;
    std::optional<RnnPrimitive> backward;
};

RnnPrimitives make_rnn_primitives(const dnnl::engine& engine, const GruDims& dims, const RnnDescs& descs);

}  // namespace gru4j
