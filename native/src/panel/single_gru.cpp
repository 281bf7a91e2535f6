#include "single_gru.h"

#include <algorithm>

#include "memory_layout.h"

namespace gru4j {

SingleGru::SingleGru(const Dims& dims, int threads, const PanelFunctions& functions)
    : dims_(dims), functions_(functions), team_(threads, threads) {}

std::int64_t SingleGru::lay_out_scratch(float* memory, SingleTask& task) const {
    MemoryLayout layout(memory);
    const std::int64_t hidden = dims_.hidden_size;
    task.masked = layout.take(2 * hidden);
    if (dims_.training) {
        task.dh = layout.take(hidden);
        task.dq = layout.take(hidden);
        task.states = layout.take(dims_.y_size());
    } else {
        layout.take(lay_out_workspace(memory == nullptr ? nullptr : memory + layout.used(), task));
    }
    return layout.used();
}

std::int64_t SingleGru::lay_out_workspace(float* memory, SingleTask& task) const {
    MemoryLayout layout(memory);
    task.a = layout.take(3 * dims_.y_size());
    task.q = layout.take(dims_.y_size());
    return layout.used();
}

std::int64_t SingleGru::scratch_floats() const {
    SingleTask task{};
    return lay_out_scratch(nullptr, task);
}

std::int64_t SingleGru::workspace_floats() const {
    SingleTask task{};
    return dims_.training ? lay_out_workspace(nullptr, task) : 0;
}

SingleTask SingleGru::task(const RecurrentInputs& inputs, float* y, const PassMemory& memory) const {
    SingleTask task{};
    task.steps = inputs.lengths == nullptr ? dims_.steps : inputs.lengths[0];
    task.inputs = dims_.input_size;
    task.hidden = dims_.hidden_size;
    task.after = dims_.cell == Cell::gru_after;
    task.training = dims_.training;
    task.reverse = dims_.reverse;
    task.w = inputs.weights.w;
    task.u = inputs.weights.u;
    task.b = inputs.weights.b;
    task.x = inputs.x;
    task.h0 = inputs.initial.h;
    task.state_mask = inputs.state_mask;
    task.update_mask = inputs.update_mask;
    task.y = y;
    lay_out_scratch(scratch_, task);
    if (dims_.training) {
        lay_out_workspace(memory.workspace, task);
    }
    return task;
}

void SingleGru::forward(const RecurrentInputs& inputs, float* y, const States& last, const PassMemory& memory,
                        int threads) {
    const SingleTask task = this->task(inputs, y, memory);
    auto share = [&](const Member& member) { functions_.single_forward(task, member); };
    team_.run(threads, share);
    const std::int64_t hidden = dims_.hidden_size;
    if (task.steps > 0) {
        std::copy_n(y + task.time(task.steps - 1) * hidden, hidden, last.h);
    } else if (inputs.initial.h != nullptr) {
        std::copy_n(inputs.initial.h, hidden, last.h);
    } else {
        std::fill_n(last.h, hidden, 0.0f);
    }
    std::fill(y + task.steps * hidden, y + dims_.steps * hidden, 0.0f);
}

void SingleGru::backward(const RecurrentInputs& inputs, const float* y, const float* dy, const ConstStates& dlast,
                         const ParameterGradients& gradients, float* dx, const States& dinitial,
                         const PassMemory& memory, int threads) {
    SingleTask task = this->task(inputs, const_cast<float*>(y), memory);  // y is not written
    task.dy = dy;
    task.dhT = dlast.h;
    task.dx = dx;
    task.dh0 = dinitial.h;
    task.dw = gradients.dw;
    task.du = gradients.du;
    task.db = gradients.db;
    auto share = [&](const Member& member) { functions_.single_backward(task, member); };
    team_.run(threads, share);
    if (dx != nullptr) {
        std::fill(dx + std::int64_t(task.steps) * dims_.input_size, dx + dims_.x_size(), 0.0f);
    }
}

}  // namespace gru4j
