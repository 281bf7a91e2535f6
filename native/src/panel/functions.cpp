// Compiled once for each instruction set; GRU4J_ISA is its name.

#include "backward.h"
#include "forward.h"
#include "single.h"

namespace gru4j::GRU4J_ISA {
namespace {

template <class Policy>
void forward(const PanelTask& task, const Member& member) {
    if constexpr (Policy::saves) {
        if (task.training) {
            Forward<Policy, true>(task, member).run();
            return;
        }
    }
    Forward<Policy, false>(task, member).run();
}

template <class Policy>
void backward(const PanelTask& task, const Member& member) {
    Backward<Policy>(task, member).run();
}

template <class Policy>
constexpr int vectors_from_reset() {
    if constexpr (Policy::resets_state) {
        return vectors<typename Policy::FromReset>;
    }
    return 0;
}

template <class Policy>
constexpr CellLayout layout_of{Policy::width / V,
                               Policy::saved_width / V,
                               vectors<typename Policy::FromX>,
                               vectors<typename Policy::FromH>,
                               vectors_from_reset<Policy>(),
                               row_vectors<Policy>,
                               Policy::saves,
                               Policy::carries_c,
                               Policy::has_masks};

template <class Policy>
constexpr CellFunctions functions_of{
        Policy::cell,    layout_of<Policy>, pack_weights<Policy>, pack_bias<Policy>, pack_transposed_weights<Policy>,
        forward<Policy>, backward<Policy>,  add_slice<Policy>};

void single_forward(const SingleTask& task, const Member& member) {
    Single(task, member).forward();
}

void single_backward(const SingleTask& task, const Member& member) {
    Single(task, member).backward();
}

}  // namespace

#define GRU4J_TEXT_OF(name) #name
#define GRU4J_TEXT(name) GRU4J_TEXT_OF(name)

extern const PanelFunctions functions;
const PanelFunctions functions{
        GRU4J_TEXT(GRU4J_ISA),
        V,
        accumulators,
        {functions_of<GruBefore>, functions_of<GruAfter>, functions_of<Lstm>, functions_of<Tanh>},
        single_forward,
        single_backward,
        sigmoids,
        tanhs};

}  // namespace gru4j::GRU4J_ISA
