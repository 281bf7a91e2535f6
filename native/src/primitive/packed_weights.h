#pragma once

#include <cstdint>
#include <memory>

#include "primitive.h"

namespace gru4j {

/// W and U in the layout that a primitive requires. They are copied again whenever the weights' addresses or their
/// version change. If the layout is the caller's, there is no copy.
class PackedWeights {
public:
    PackedWeights(const dnnl::engine& engine, const dnnl::memory::desc& plain_w, const dnnl::memory::desc& wanted_w,
                  const dnnl::memory::desc& plain_u, const dnnl::memory::desc& wanted_u);

    /// Sizes of the memory for the copies, and for making them. The latter may be shared with others.
    std::int64_t floats() const;
    std::int64_t scratchpad_floats() const;
    void use(float* copies, float* scratchpad);

    void refresh(const float* w, const float* u, std::int64_t version, const dnnl::stream& stream);
    /// The weights of the last refresh.
    const float* w() const { return w_.packed; }
    const float* u() const { return u_.packed; }

private:
    struct Copy {
        std::int64_t floats = 0;
        std::int64_t scratchpad_floats = 0;
        float* buffer = nullptr;
        const float* source = nullptr;
        const float* packed = nullptr;
        std::unique_ptr<Primitive> reorder;  // null if the layouts are the same

        Copy(const dnnl::engine& engine, const dnnl::memory::desc& plain, const dnnl::memory::desc& wanted);
        void use(float* memory, float* scratchpad);
        void make(const float* from, const dnnl::stream& stream);
    };

    Copy w_;
    Copy u_;
    std::int64_t version_ = 0;
    bool valid_ = false;
};

}  // namespace gru4j
