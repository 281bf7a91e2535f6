#include "instruction_sets.h"

namespace gru4j {

// functions.cpp, compiled for each instruction set
#define GRU4J_DECLARE(isa)                 \
    namespace isa {                        \
    extern const PanelFunctions functions; \
    }
GRU4J_DECLARE(portable)
#ifdef GRU4J_X86
GRU4J_DECLARE(avx2)
GRU4J_DECLARE(avx512)
#ifdef GRU4J_TESTS
GRU4J_DECLARE(avx2_16_lanes)
#endif
#endif

std::vector<const PanelFunctions*> usable_panel_functions() {
    std::vector<const PanelFunctions*> usable{&portable::functions};
#ifdef GRU4J_X86
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
#ifdef GRU4J_TESTS
        usable.push_back(&avx2_16_lanes::functions);
#endif
        usable.push_back(&avx2::functions);
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) {
            usable.push_back(&avx512::functions);
        }
    }
#endif
    return usable;
}

const PanelFunctions& best_panel_functions() {
    static const PanelFunctions& best = *usable_panel_functions().back();
    return best;
}

}  // namespace gru4j
