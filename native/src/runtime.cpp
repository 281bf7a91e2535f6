#include "gru4j/runtime.h"

#include <oneapi/dnnl/dnnl.hpp>
#include <string>

#include "panel/instruction_sets.h"
#include "primitive/openmp.h"
#include "threads/call_scope.h"

namespace gru4j {

const char* version() {
    return GRU4J_VERSION;
}

const char* onednn_version() {
    static const std::string text = [] {
        const dnnl_version_t* v = dnnl_version();
        return std::to_string(v->major) + "." + std::to_string(v->minor) + "." + std::to_string(v->patch);
    }();
    return text.c_str();
}

const char* onednn_headers_version() {
    static const std::string text = std::to_string(DNNL_VERSION_MAJOR) + "." + std::to_string(DNNL_VERSION_MINOR) +
                                    "." + std::to_string(DNNL_VERSION_PATCH);
    return text.c_str();
}

const char* onednn_isa() {
    using dnnl::cpu_isa;
    switch (dnnl::get_effective_cpu_isa()) {
        case cpu_isa::isa_default:
            return "default";
        case cpu_isa::sse41:
            return "sse41";
        case cpu_isa::avx:
            return "avx";
        case cpu_isa::avx2:
            return "avx2";
        case cpu_isa::avx2_vnni:
            return "avx2_vnni";
        case cpu_isa::avx2_vnni_2:
            return "avx2_vnni_2";
        case cpu_isa::avx512_core:
            return "avx512_core";
        case cpu_isa::avx512_core_vnni:
            return "avx512_core_vnni";
        case cpu_isa::avx512_core_bf16:
            return "avx512_core_bf16";
        case cpu_isa::avx10_1_512:
            return "avx10_1_512";
        case cpu_isa::avx10_1_512_amx:
            return "avx10_1_512_amx";
        case cpu_isa::avx10_1_512_amx_fp16:
            return "avx10_1_512_amx_fp16";
        case cpu_isa::avx10_2_512:
            return "avx10_2_512";
        case cpu_isa::avx10_2_512_amx_2:
            return "avx10_2_512_amx_2";
        default:
            return "unknown";
    }
}

const char* panel_isa() {
    return best_panel_functions().name;
}

int openmp_threads(int wanted) {
    CallScope call;
    return OpenMpThreads::available(wanted);
}

}  // namespace gru4j
