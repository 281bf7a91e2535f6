#include "packed_weights.h"

#include <algorithm>

namespace gru4j {

PackedWeights::Copy::Copy(const dnnl::engine& engine, const dnnl::memory::desc& plain,
                          const dnnl::memory::desc& wanted) {
    if (wanted == plain) {
        return;
    }
    dnnl::reorder::primitive_desc desc(engine, plain, engine, wanted, caller_owns_scratchpad());
    reorder = std::make_unique<Primitive>(dnnl::reorder(desc), engine);
    reorder->declare(DNNL_ARG_FROM, plain);
    reorder->declare(DNNL_ARG_TO, wanted);
    reorder->declare(DNNL_ARG_SCRATCHPAD, desc.scratchpad_desc());
    floats = floats_of(wanted);
    scratchpad_floats = floats_of(desc.scratchpad_desc());
}

void PackedWeights::Copy::use(float* memory, float* scratchpad) {
    buffer = memory;
    if (reorder) {
        reorder->bind(DNNL_ARG_TO, memory);
        reorder->bind(DNNL_ARG_SCRATCHPAD, scratchpad);
    }
}

void PackedWeights::Copy::make(const float* from, const dnnl::stream& stream) {
    source = from;
    packed = from;
    if (reorder) {
        reorder->bind(DNNL_ARG_FROM, from);
        reorder->run(stream);
        packed = buffer;
    }
}

PackedWeights::PackedWeights(const dnnl::engine& engine, const dnnl::memory::desc& plain_w,
                             const dnnl::memory::desc& wanted_w, const dnnl::memory::desc& plain_u,
                             const dnnl::memory::desc& wanted_u)
    : w_(engine, plain_w, wanted_w), u_(engine, plain_u, wanted_u) {}

std::int64_t PackedWeights::floats() const {
    return w_.floats + u_.floats;
}

std::int64_t PackedWeights::scratchpad_floats() const {
    return std::max(w_.scratchpad_floats, u_.scratchpad_floats);
}

void PackedWeights::use(float* copies, float* scratchpad) {
    w_.use(copies, scratchpad);
    u_.use(copies + w_.floats, scratchpad);
}

void PackedWeights::refresh(const float* w, const float* u, std::int64_t version, const dnnl::stream& stream) {
    if (valid_ && version == version_ && w == w_.source && u == u_.source) {
        return;
    }
    valid_ = false;  // in case one of the two fails
    w_.make(w, stream);
    u_.make(u, stream);
    version_ = version;
    valid_ = true;
}

}  // namespace gru4j
