#pragma once

#include <oneapi/dnnl/dnnl.hpp>
#include <vector>

namespace gru4j {

/// A oneDNN primitive with its memory arguments bound in advance, so that running it allocates nothing.
class Primitive {
public:
    Primitive(dnnl::primitive primitive, dnnl::engine engine);

    /// Declares the argument of this name (DNNL_ARG_*); a desc without a size declares none.
    void declare(int name, const dnnl::memory::desc& desc);
    /// Where that argument lies in the runs that follow; of one that was not declared, nothing.
    void bind(int name, const void* data);
    void run(const dnnl::stream& stream);

private:
    dnnl::primitive primitive_;
    dnnl::engine engine_;
    std::vector<dnnl::memory> memories_;  // owns what arguments_ refers to
    std::vector<dnnl_exec_arg_t> arguments_;
};

/// Primitives that work in scratch memory of the caller's.
dnnl::primitive_attr caller_owns_scratchpad();

/// How many floats hold this, rounded up so that whatever follows is aligned to 64 bytes.
std::int64_t floats_of(const dnnl::memory::desc& desc);

}  // namespace gru4j
