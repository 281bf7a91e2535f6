#include "primitive.h"

#include <utility>

#include "memory_layout.h"

namespace gru4j {

Primitive::Primitive(dnnl::primitive primitive, dnnl::engine engine)
    : primitive_(std::move(primitive)), engine_(std::move(engine)) {}

void Primitive::declare(int name, const dnnl::memory::desc& desc) {
    if (desc.get_size() > 0) {
        memories_.emplace_back(desc, engine_, nullptr);
        arguments_.push_back({name, memories_.back().get()});
    }
}

void Primitive::bind(int name, const void* data) {
    for (const dnnl_exec_arg_t& argument : arguments_) {
        if (argument.arg == name) {
            // oneDNN takes inputs and outputs as void*; it does not write to inputs
            dnnl::error::wrap_c_api(dnnl_memory_set_data_handle(argument.memory, const_cast<void*>(data)),
                                    "could not bind an argument");
        }
    }
}

void Primitive::run(const dnnl::stream& stream) {
    dnnl::error::wrap_c_api(dnnl_primitive_execute(primitive_.get(), stream.get(), static_cast<int>(arguments_.size()),
                                                   arguments_.data()),
                            "could not execute a primitive");
}

dnnl::primitive_attr caller_owns_scratchpad() {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    return attributes;
}

std::int64_t floats_of(const dnnl::memory::desc& desc) {
    return align_floats(static_cast<std::int64_t>((desc.get_size() + sizeof(float) - 1) / sizeof(float)));
}

}  // namespace gru4j
