#include "primitive_gru.h"

#include <stdexcept>

namespace gru4j {
namespace {

RnnInputs without_masks(const GruInputs& inputs) {
    if (inputs.state_mask != nullptr || inputs.update_mask != nullptr) {
        throw std::invalid_argument("oneDNN's primitives know no masks");
    }
    return {inputs.weights, inputs.x, {inputs.h0, nullptr}, inputs.lengths};
}

}  // namespace

void PrimitiveGru::forward(const GruInputs& inputs, float* y, float* hT, const GruMemory& memory, int) {
    rnn_.forward(without_masks(inputs), y, {hT, nullptr}, memory);
}

void PrimitiveGru::backward(const GruInputs& inputs, const float* y, const float* dy, const float* dhT,
                            const WeightGradients& gradients, float* dx, float* dh0, const GruMemory& memory, int) {
    rnn_.backward(without_masks(inputs), y, dy, {dhT, nullptr}, gradients, dx, {dh0, nullptr}, memory);
}

}  // namespace gru4j
