// Compiled once for each instruction set; GRU4J_ISA is its name. The activations as functions, for callers that need
// only them, such as tests.

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
