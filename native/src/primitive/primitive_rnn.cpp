#include "primitive_rnn.h"

#include <algorithm>
#include <stdexcept>

#include "memory_check.h"
#include "memory_layout.h"
#include "openmp.h"
#include "ragged.h"

namespace gru4j {
namespace {

void require_no_masks(const RecurrentInputs& inputs) {
    if (inputs.state_mask != nullptr || inputs.update_mask != nullptr) {
        throw std::invalid_argument("oneDNN's primitives know no masks");
    }
}

}  // namespace

PrimitiveRnn::PrimitiveRnn(const Dims& dims, int threads) : dims_(dims), threads_(OpenMpThreads::available(threads)) {
    require_memory_for_onednn();
    // oneDNN prepares primitives for the number of threads that is set when they are created
    OpenMpThreads scope(threads_);
    if (dims.cell == Cell::lstm) {
        mark_.emplace(dims);
    }
    layer_ = std::make_unique<RnnLayer>(mark_ ? mark_->marked_dims() : dims, threads_);
    scratch_floats_ = lay_out_scratch(nullptr);
}

std::int64_t PrimitiveRnn::lay_out_scratch(float* memory) {
    MemoryLayout layout(memory);
    initial_.h = layout.take(dims_.state_size());
    if (mark_) {
        initial_.c = layout.take(dims_.state_size());
        dlast_c_ = layout.take(dims_.state_size());
        float* weights = layout.take(mark_->scratch_floats());
        if (memory != nullptr) {
            mark_->use_scratch(weights);
        }
    }
    float* rest = layout.take(layer_->scratch_floats());
    if (memory != nullptr) {
        layer_->use_scratch(rest);
    }
    return layout.used();
}

PrimitiveRnn::Padded PrimitiveRnn::lay_out_spare(float* memory, std::int64_t* floats) const {
    const std::int64_t x_size = std::int64_t(dims_.steps) * dims_.batch * padded_inputs();
    MemoryLayout layout(memory);
    Padded padded{};
    padded.x = layout.take(x_size);
    padded.y = layout.take(dims_.y_size());
    if (dims_.training) {
        padded.dy = layout.take(dims_.y_size());
        padded.dx = layout.take(x_size);
    }
    if (mark_) {
        padded.cT = layout.take(dims_.state_size());
    }
    *floats = layout.used();
    return padded;
}

std::int64_t PrimitiveRnn::spare_floats() const {
    std::int64_t floats;
    lay_out_spare(nullptr, &floats);
    return floats;
}

void PrimitiveRnn::forward(const RecurrentInputs& inputs, float* y, const States& last, const PassMemory& memory, int) {
    require_no_masks(inputs);
    require_memory_for_onednn();
    OpenMpThreads scope(threads_);
    const Ragged rows(dims_.steps, dims_.batch, dims_.reverse, inputs.lengths);
    if (mark_ || rows.any()) {
        std::int64_t floats;
        forward_padded(rows, inputs, y, last, memory.workspace, lay_out_spare(memory.spare, &floats));
    } else {
        layer_->forward(inputs.weights, inputs.x, inputs.initial, y, last, memory.workspace);
    }
}

ConstStates PrimitiveRnn::padded_initial(const Ragged& rows, const ConstStates& initial) {
    rows.initial_states(initial.h, dims_.hidden_size, initial_.h);
    if (mark_) {
        rows.initial_states(initial.c, dims_.hidden_size, initial_.c);
    }
    return {initial_.h, initial_.c};
}

void PrimitiveRnn::forward_padded(const Ragged& rows, const RecurrentInputs& inputs, float* y, const States& last,
                                  float* workspace, const Padded& padded) {
    const int H = dims_.hidden_size;
    Weights weights = inputs.weights;
    rows.pad(inputs.x, dims_.input_size, padded.x, padded_inputs());
    if (mark_) {
        rows.mark(padded.x, padded_inputs(), dims_.input_size);
        weights = mark_->marked(inputs.weights);
    }
    const ConstStates initial = padded_initial(rows, inputs.initial);
    layer_->forward(weights, padded.x, initial, padded.y, {nullptr, padded.cT}, workspace);
    rows.unpad(padded.y, H, y);
    rows.last_states(padded.y, inputs.initial.h, H, last.h);
    if (mark_) {
        rows.kept_states(padded.cT, inputs.initial.c, H, last.c);
    }
}

void PrimitiveRnn::backward(const RecurrentInputs& inputs, const float* y, const float* dy, const ConstStates& dlast,
                            const ParameterGradients& gradients, float* dx, const States& dinitial,
                            const PassMemory& memory, int) {
    require_no_masks(inputs);
    require_memory_for_onednn();
    OpenMpThreads scope(threads_);
    const Ragged rows(dims_.steps, dims_.batch, dims_.reverse, inputs.lengths);
    std::int64_t floats;
    const Padded padded = lay_out_spare(memory.spare, &floats);
    if (mark_ || rows.any()) {
        backward_padded(rows, inputs, dy, dlast, gradients, dx, dinitial, memory.workspace, padded);
        return;
    }
    if (dy == nullptr) {
        std::fill_n(padded.dy, dims_.y_size(), 0.0f);
    }
    layer_->backward(inputs.weights, inputs.x, inputs.initial, y, nullptr, dy == nullptr ? padded.dy : dy, dlast,
                     gradients, dx == nullptr ? padded.dx : dx, dinitial, memory.workspace);
}

void PrimitiveRnn::backward_padded(const Ragged& rows, const RecurrentInputs& inputs, const float* dy,
                                   const ConstStates& dlast, const ParameterGradients& gradients, float* dx,
                                   const States& dinitial, float* workspace, const Padded& padded) {
    const int H = dims_.hidden_size;
    rows.pad(dy, H, padded.dy);
    rows.add_last_states(dlast.h, H, padded.dy);
    const ConstStates initial = padded_initial(rows, inputs.initial);
    if (mark_) {
        rows.initial_states(dlast.c, H, dlast_c_);
        layer_->backward(mark_->marked(inputs.weights), padded.x, initial, padded.y, padded.cT, padded.dy,
                         {nullptr, dlast_c_}, mark_->marked(gradients), padded.dx, dinitial, workspace);
        mark_->add_to(gradients);
    } else {
        layer_->backward(inputs.weights, padded.x, initial, padded.y, nullptr, padded.dy, {}, gradients, padded.dx,
                         dinitial, workspace);
    }
    if (dx != nullptr) {
        rows.unpad(padded.dx, padded_inputs(), dims_.input_size, dx);
    }
    if (dinitial.h != nullptr) {
        rows.pass_initial_states(dlast.h, H, dinitial.h);
    }
    if (dinitial.c != nullptr) {
        rows.pass_initial_states(dlast.c, H, dinitial.c);
    }
}

}  // namespace gru4j
