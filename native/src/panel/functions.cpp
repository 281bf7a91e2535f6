// Compiled once for each instruction set, which GRU4J_ISA names.

#include "backward.h"
#include "forward.h"
#include "single.h"

namespace gru4j::GRU4J_ISA {
namespace {

void pack(const PanelTask& task, const Member& member) {
    task.after ? pack_weights<After>(task, member) : pack_weights<Before>(task, member);
}

void pack_biases(const PanelTask& task, const Member& member) {
    const Part panels = member.part(task.panels);
    task.after ? pack_bias<After>(task.b, task.hidden, panels, task.packed.b)
               : pack_bias<Before>(task.b, task.hidden, panels, task.packed.b);
}

void pack_transposed(const PanelTask& task, const Member& member) {
    task.after ? pack_transposed_weights<After>(task, member) : pack_transposed_weights<Before>(task, member);
}

void add_gradients(const PanelTask& task, const Member& member) {
    task.after ? add_slice<After>(task, member) : add_slice<Before>(task, member);
}

template <class Cell>
void run_forward(const PanelTask& task, const Member& member) {
    if (task.training) {
        Forward<Cell, true>(task, member).run();
    } else {
        Forward<Cell, false>(task, member).run();
    }
}

void forward(const PanelTask& task, const Member& member) {
    if (task.after) {
        run_forward<After>(task, member);
    } else {
        run_forward<Before>(task, member);
    }
}

void backward(const PanelTask& task, const Member& member) {
    if (task.after) {
        Backward<After>(task, member).run();
    } else {
        Backward<Before>(task, member).run();
    }
}

void single_forward(const SingleTask& task, const Member& member) {
    Single(task, member).forward();
}

void single_backward(const SingleTask& task, const Member& member) {
    Single(task, member).backward();
}

void sigmoids(const float* x, float* y, std::size_t vectors) {
    for (std::size_t k = 0; k < vectors; ++k) {
        store(y + k * V, sigmoid(load(x + k * V)));
    }
}

void tanhs(const float* x, float* y, std::size_t vectors) {
    for (std::size_t k = 0; k < vectors; ++k) {
        store(y + k * V, tanh(load(x + k * V)));
    }
}

}  // namespace

#define GRU4J_TEXT_OF(name) #name
#define GRU4J_TEXT(name) GRU4J_TEXT_OF(name)

extern const PanelFunctions functions;
const PanelFunctions functions{GRU4J_TEXT(GRU4J_ISA),
                               V,
                               accumulators,
                               pack,
                               pack_biases,
                               pack_transposed,
                               forward,
                               backward,
                               add_gradients,
                               single_forward,
                               single_backward,
                               sigmoids,
                               tanhs};

}  // namespace gru4j::GRU4J_ISA
