#pragma once

#include <oneapi/dnnl/dnnl.hpp>
#include <vector>

namespace gru4j {

/// A oneDNN primitive with its memory arguments bound in advance, so that a run allocates nothing.
class Primitive {
public:
    Primitive(dnnl::primitive primitive, dnnl::engine engine);

    /// Declares the argument with this name (DNNL_ARG_*). A desc of size 0 declares none.
    void declare(int name, const dnnl::memory::desc& desc);
    /// Sets the memory of an argument for the following runs. Ignored if the argument was not declared.
    void bind(int name, const void* data);
    void run(const dnnl::stream& stream);

private:
    dnnl::primitive primitive_;
    dnnl::engine engine_;
    std::vector<dnnl::memory> memories_;  // owns what arguments_ refers to
    std::vector<dnnl_exec_arg_t> arguments_;
};

/// Returns attributes of primitives that use scratch memory of the caller.
dnnl::primitive_attr caller_owns_scratchpad();

/// Returns how many floats hold this, rounded up so that the memory behind it is aligned to 64 bytes.
std::int64_t floats_of(const dnnl::memory::desc& desc);

}  // namespace gru4j
