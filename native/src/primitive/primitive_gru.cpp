#include "primitive_gru.h"

#include <algorithm>
#include <stdexcept>

#include "memory_layout.h"
#include "ragged.h"
#include "thread_scope.h"

namespace gru4j {
namespace {

void require_no_masks(const GruInputs& inputs) {
    if (inputs.state_mask != nullptr || inputs.update_mask != nullptr) {
        throw std::invalid_argument("oneDNN's primitives know no masks");
    }
}

}  // namespace

PrimitiveGru::PrimitiveGru(const GruDims& dims, int threads) : dims_(dims), threads_(threads) {
    // what oneDNN prepares is for the number of threads that it sees then
    ThreadScope scope(threads);
    layer_ = std::make_unique<RnnLayer>(dims);
}

std::int64_t PrimitiveGru::scratch_floats() const {
    return align_floats(dims_.state_size()) + layer_->scratch_floats();
}

PrimitiveGru::Padded PrimitiveGru::lay_out_spare(float* memory, std::int64_t* floats) const {
    MemoryLayout layout(memory);
    Padded padded{};
    padded.x = layout.take(dims_.x_size());
    padded.y = layout.take(dims_.y_size());
    if (dims_.training) {
        padded.dy = layout.take(dims_.y_size());
        padded.dx = layout.take(dims_.x_size());
    }
    *floats = layout.used();
    return padded;
}

std::int64_t PrimitiveGru::spare_floats() const {
    std::int64_t floats;
    lay_out_spare(nullptr, &floats);
    return floats;
}

void PrimitiveGru::use_scratch(float* scratch) {
    initial_state_ = scratch;
    layer_->use_scratch(scratch + align_floats(dims_.state_size()));
}

void PrimitiveGru::forward(const GruInputs& inputs, float* y, float* hT, const GruMemory& memory, int) {
    require_no_masks(inputs);
    ThreadScope scope(threads_);
    const Ragged rows(dims_.steps, dims_.batch, dims_.reverse, inputs.lengths);
    if (rows.any()) {
        std::int64_t floats;
        forward_padded(rows, inputs, y, hT, memory.workspace, lay_out_spare(memory.spare, &floats));
    } else {
        layer_->forward(inputs.weights, inputs.x, inputs.h0, y, hT, memory.workspace);
    }
}

void PrimitiveGru::forward_padded(const Ragged& rows, const GruInputs& inputs, float* y, float* hT, float* workspace,
                                  const Padded& padded) {
    rows.pad(inputs.x, dims_.input_size, padded.x);
    rows.initial_states(inputs.h0, dims_.hidden_size, initial_state_);
    layer_->forward(inputs.weights, padded.x, initial_state_, padded.y, nullptr, workspace);
    rows.unpad(padded.y, dims_.hidden_size, y);
    rows.last_states(padded.y, inputs.h0, dims_.hidden_size, hT);
}

void PrimitiveGru::backward(const GruInputs& inputs, const float* y, const float* dy, const float* dhT,
                            const WeightGradients& gradients, float* dx, float* dh0, const GruMemory& memory, int) {
    require_no_masks(inputs);
    ThreadScope scope(threads_);
    const Ragged rows(dims_.steps, dims_.batch, dims_.reverse, inputs.lengths);
    std::int64_t floats;
    const Padded padded = lay_out_spare(memory.spare, &floats);
    if (rows.any()) {
        backward_padded(rows, inputs, dy, dhT, gradients, dx, dh0, memory.workspace, padded);
        return;
    }
    if (dy == nullptr) {
        std::fill_n(padded.dy, dims_.y_size(), 0.0f);
    }
    layer_->backward(inputs.weights, inputs.x, inputs.h0, y, dy == nullptr ? padded.dy : dy, dhT, gradients,
                     dx == nullptr ? padded.dx : dx, dh0, memory.workspace);
}

void PrimitiveGru::backward_padded(const Ragged& rows, const GruInputs& inputs, const float* dy, const float* dhT,
                                   const WeightGradients& gradients, float* dx, float* dh0, float* workspace,
                                   const Padded& padded) {
    rows.pad(dy, dims_.hidden_size, padded.dy);
    rows.add_last_states(dhT, dims_.hidden_size, padded.dy);
    rows.initial_states(inputs.h0, dims_.hidden_size, initial_state_);
    layer_->backward(inputs.weights, padded.x, initial_state_, padded.y, padded.dy, nullptr, gradients, padded.dx, dh0,
                     workspace);
    if (dx != nullptr) {
        rows.unpad(padded.dx, dims_.input_size, dx);
    }
    if (dh0 != nullptr) {
        rows.pass_initial_states(dhT, dims_.hidden_size, dh0);
    }
}

}  // namespace gru4j
