#include "single_gru.h"

#include <algorithm>

#include "memory_layout.h"

namespace gru4j {

SingleGru::SingleGru(const GruDims& dims, int threads, const PanelFunctions& functions)
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

SingleTask SingleGru::task(const GruInputs& inputs, float* y, const GruMemory& memory) const {
    SingleTask task{};
    task.steps = inputs.lengths == nullptr ? dims_.steps : inputs.lengths[0];
    task.inputs = dims_.input_size;
    task.hidden = dims_.hidden_size;
    task.after = dims_.reset_gate == ResetGate::after;
    task.training = dims_.training;
    task.reverse = dims_.reverse;
    task.w = inputs.weights.w;
    task.u = inputs.weights.u;
    task.b = inputs.weights.b;
    task.x = inputs.x;
    task.h0 = inputs.h0;
    task.state_mask = inputs.state_mask;
    task.update_mask = inputs.update_mask;
    task.y = y;
    lay_out_scratch(scratch_, task);
    if (dims_.training) {
        lay_out_workspace(memory.workspace, task);
    }
    return task;
}

void SingleGru::forward(const GruInputs& inputs, float* y, float* hT, const GruMemory& memory, int threads) {
    const SingleTask task = this->task(inputs, y, memory);
    auto share = [&](const Member& member) { functions_.single_forward(task, member); };
    team_.run(threads, share);
    const std::int64_t hidden = dims_.hidden_size;
    if (task.steps > 0) {
        std::copy_n(y + task.time(task.steps - 1) * hidden, hidden, hT);
    } else if (inputs.h0 != nullptr) {
        std::copy_n(inputs.h0, hidden, hT);
    } else {
        std::fill_n(hT, hidden, 0.0f);
    }
    std::fill(y + task.steps * hidden, y + dims_.steps * hidden, 0.0f);
}

void SingleGru::backward(const GruInputs& inputs, const float* y, const float* dy, const float* dhT,
                         const WeightGradients& gradients, float* dx, float* dh0, const GruMemory& memory,
                         int threads) {
    SingleTask task = this->task(inputs, const_cast<float*>(y), memory);  // y is only read
    task.dy = dy;
    task.dhT = dhT;
    task.dx = dx;
    task.dh0 = dh0;
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
