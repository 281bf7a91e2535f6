// Compiled once for each instruction set, which GRU4J_ISA names: the activations for whom wants them alone, as tests
// do.

#include "activations.h"

namespace gru4j::GRU4J_ISA {

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

}  // namespace gru4j::GRU4J_ISA
