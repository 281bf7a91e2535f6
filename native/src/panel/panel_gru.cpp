#include "panel_gru.h"

#include <algorithm>

#include "memory_layout.h"
#include "single_gru.h"

namespace gru4j {
namespace {

int ceil_div(int a, int b) {
    return (a + b - 1) / b;
}

/// Rows (steps times sequences) that are worked on at once: so many that a product with them pays for fetching the
/// weights, and so few that the pre-activations stay in cache from one product to the next.
int rows_of_chunk(const GruDims& dims) {
    if (!dims.training || dims.hidden_size <= 128) {
        return 128;
    }
    // large weights: what is summed into their gradients is fetched once a chunk
    const std::int64_t rows = std::int64_t(dims.steps) * dims.batch;
    return rows < 1024 ? 1024 : dims.hidden_size < 384 ? 256 : 512;
}

/// Steps of a chunk of full sequences.
int steps_of_chunk(const GruDims& dims) {
    return std::clamp(rows_of_chunk(dims) / dims.batch, 1, dims.steps);
}

}  // namespace

std::unique_ptr<GruStrategy> make_panel_strategy(const GruDims& dims, int threads, const PanelFunctions& functions) {
    // measured at T,N,I,H = 20,1,256,256: 0.72 times PanelGru's time in training, 1.5 times in inference, where the
    // packed copies are made once; for a single step they are not worth their memory
    if (dims.batch == 1 && (dims.training || dims.steps == 1)) {
        return std::make_unique<SingleGru>(dims, threads, functions);
    }
    return std::make_unique<PanelGru>(dims, threads, functions);
}

bool PanelGru::Version::replaced_by(const Weights& weights) {
    if (weights.w == w && weights.u == u && weights.version == number) {
        return false;
    }
    w = weights.w;
    u = weights.u;
    number = weights.version;
    return true;
}

PanelGru::PanelGru(const GruDims& dims, int threads, const PanelFunctions& functions)
    : dims_(dims),
      functions_(functions),
      panels_(ceil_div(dims.hidden_size, functions.lanes)),
      input_panels_(ceil_div(dims.input_size, functions.lanes)),
      chunk_rows_(steps_of_chunk(dims) * dims.batch),
      threads_(threads),
      team_(threads, panels_),
      rows_(dims.steps, dims.batch),
      first_(dims.steps + 1),
      chunk_(dims.steps + 1),
      sorted_(dims.steps, dims.batch, dims.reverse),
      sorted_chunk_(dims.steps + 1) {
    for (int t = 0; t <= dims.steps; ++t) {
        first_[t] = std::int64_t(t) * dims.batch;
    }
    make_chunks({dims.steps, false, rows_.data(), first_.data(), 0, nullptr}, chunk_, &chunks_);
    const std::int64_t gates = dims.reset_gate == ResetGate::after ? 4 : 3;
    workspace_floats_ = dims.training ? std::int64_t(dims.steps) * dims.batch * panels_ * gates * functions.lanes : 0;
    scratch_floats_ = lay_out_scratch(nullptr);
}

/// Chunks of as many slots as have room in the largest.
void PanelGru::make_chunks(const Slots& slots, std::vector<int>& chunk, int* count) const {
    int chunks = 0;
    for (int slot = 0; slot < slots.count;) {
        chunk[chunks++] = slot;
        const std::int64_t first = slots.first[slot];
        while (slot < slots.count && slots.first[slot + 1] - first <= chunk_rows_) {
            ++slot;
        }
    }
    chunk[chunks] = slots.count;
    *count = chunks;
}

/// Lays the parts of the scratch memory out from memory on, and tells how many floats they take; with null only tells.
std::int64_t PanelGru::lay_out_scratch(float* memory) {
    MemoryLayout layout(memory);
    PanelScratch& s = scratch_;
    const std::int64_t lanes = functions_.lanes;
    const std::int64_t panels = panels_;
    const std::int64_t inputs = dims_.input_size;
    const std::int64_t hidden = dims_.hidden_size;
    const bool before = dims_.reset_gate == ResetGate::before;
    const std::int64_t gates_of_h = before ? 2 : 3;
    const std::int64_t width = (before ? 3 : 4) * lanes;
    s.w = layout.take(panels * inputs * 3 * lanes);
    s.u = layout.take(panels * hidden * gates_of_h * lanes);
    s.uo = before ? layout.take(panels * hidden * lanes) : nullptr;
    s.b = layout.take(panels * width);
    s.g = dims_.training ? nullptr : layout.take(chunk_rows_ * panels * width);
    s.reset_state = before ? layout.take(dims_.state_size()) : nullptr;
    s.masked_state = layout.take(2 * dims_.state_size());
    s.zeros = layout.take(std::max(inputs, hidden));
    if (dims_.training) {
        const std::int64_t square = panels * panels * lanes * lanes;
        s.wt = layout.take(input_panels_ * panels * 3 * lanes * lanes);
        s.ut = layout.take(square * gates_of_h);
        s.uot = before ? layout.take(square) : nullptr;
        s.dh = layout.take(panels * dims_.batch * lanes);
        s.carried = layout.take(panels * dims_.batch * lanes);
        s.reset_states = before ? layout.take(chunk_rows_ * hidden) : nullptr;
        const std::int64_t columns = inputs + (before ? 2 : 1) * hidden + 3 * functions_.accumulators;
        s.columns = layout.take(columns * chunk_rows_);
        s.dw = layout.take(panels * inputs * 3 * lanes);
        s.du = layout.take(panels * hidden * gates_of_h * lanes);
        s.duo = before ? layout.take(panels * hidden * lanes) : nullptr;
        s.db = layout.take(panels * width);
        s.dx = layout.take(std::int64_t(threads_) * dx_rows * lanes);
    }
    return layout.used();
}

void PanelGru::use_scratch(float* scratch) {
    lay_out_scratch(scratch);
}

PanelGru::Sorted PanelGru::lay_out_spare(float* memory, std::int64_t* floats) const {
    MemoryLayout layout(memory);
    Sorted sorted{};
    sorted.x = layout.take(dims_.x_size());
    sorted.y = layout.take(dims_.y_size());
    sorted.update_mask = layout.take(dims_.y_size());
    sorted.h0 = layout.take(dims_.state_size());
    sorted.state_mask = layout.take(dims_.state_size());
    if (dims_.training) {
        sorted.dy = layout.take(dims_.y_size());
        sorted.dx = layout.take(dims_.x_size());
        sorted.dhT = layout.take(dims_.state_size());
        sorted.dh0 = layout.take(dims_.state_size());
    }
    *floats = layout.used();
    return sorted;
}

std::int64_t PanelGru::spare_floats() const {
    std::int64_t floats;
    lay_out_spare(nullptr, &floats);
    return floats;
}

/// What forward and backward have in common; arrays of sequences of different lengths are the sorted copies.
PanelTask PanelGru::task(const GruInputs& inputs, const GruMemory& memory, Sorted& sorted) {
    PanelTask task{};
    task.batch = dims_.batch;
    task.inputs = dims_.input_size;
    task.hidden = dims_.hidden_size;
    task.after = dims_.reset_gate == ResetGate::after;
    task.training = dims_.training;
    task.panels = panels_;
    task.input_panels = input_panels_;
    task.chunk_rows = chunk_rows_;
    task.scratch = scratch_;
    task.w = inputs.weights.w;
    task.u = inputs.weights.u;
    task.b = inputs.weights.b;
    task.g = memory.workspace;
    if (inputs.lengths == nullptr) {
        task.slots = {dims_.steps, dims_.reverse, rows_.data(), first_.data(), chunks_, chunk_.data()};
        task.x = inputs.x;
        task.h0 = inputs.h0;
        task.state_mask = inputs.state_mask;
        task.update_mask = inputs.update_mask;
        return task;
    }
    sorted_.sort(inputs.lengths);
    task.slots = {sorted_.steps(), false, sorted_.rows().data(), sorted_.first().data(), 0, nullptr};
    make_chunks(task.slots, sorted_chunk_, &task.slots.chunks);
    task.slots.chunk = sorted_chunk_.data();
    std::int64_t floats;
    sorted = lay_out_spare(memory.spare, &floats);
    task.x = sorted.x;
    task.y = sorted.y;
    task.h0 = inputs.h0 == nullptr ? nullptr : sorted.h0;
    task.state_mask = inputs.state_mask == nullptr ? nullptr : sorted.state_mask;
    task.update_mask = inputs.update_mask == nullptr ? nullptr : sorted.update_mask;
    return task;
}

void PanelGru::forward(const GruInputs& inputs, float* y, float* hT, const GruMemory& memory, int threads) {
    Sorted sorted{};
    PanelTask task = this->task(inputs, memory, sorted);
    task.pack = packed_.replaced_by(inputs.weights);
    const bool full = inputs.lengths == nullptr;
    if (full) {
        task.y = y;
    }
    const int inputs_size = dims_.input_size;
    const int hidden = dims_.hidden_size;
    auto share = [&](const Member& member) {
        if (!full) {
            sorted_.gather(member, inputs.x, inputs_size, sorted.x);
            sorted_.gather(member, inputs.update_mask, hidden, sorted.update_mask);
            sorted_.gather_states(member, inputs.h0, hidden, sorted.h0);
            sorted_.gather_states(member, inputs.state_mask, hidden, sorted.state_mask);
            member.meet_all();
        }
        functions_.forward(task, member);
        member.meet_all();
        if (full) {
            const Part rows = member.part(dims_.batch);
            const float* last = y + task.slots.first[task.slots.visited(dims_.steps - 1)] * hidden;
            std::copy(last + std::int64_t(rows.begin) * hidden, last + std::int64_t(rows.end) * hidden,
                      hT + std::int64_t(rows.begin) * hidden);
        } else {
            sorted_.scatter(member, sorted.y, hidden, y);
            sorted_.scatter_last_states(member, sorted.y, inputs.h0, hidden, hT);
        }
    };
    team_.run(threads, share);
}

void PanelGru::backward(const GruInputs& inputs, const float* y, const float* dy, const float* dhT,
                        const WeightGradients& gradients, float* dx, float* dh0, const GruMemory& memory, int threads) {
    Sorted sorted{};
    PanelTask task = this->task(inputs, memory, sorted);
    task.pack = packed_transposed_.replaced_by(inputs.weights);
    task.dw = gradients.dw;
    task.du = gradients.du;
    task.db = gradients.db;
    const bool full = inputs.lengths == nullptr;
    const auto copy_of = [&](auto* given, auto* copy) { return full || given == nullptr ? given : copy; };
    if (full) {
        task.y = const_cast<float*>(y);  // only read
    }
    task.dy = copy_of(dy, static_cast<const float*>(sorted.dy));
    task.dhT = copy_of(dhT, static_cast<const float*>(sorted.dhT));
    task.dx = copy_of(dx, sorted.dx);
    task.dh0 = copy_of(dh0, sorted.dh0);
    const int hidden = dims_.hidden_size;
    auto share = [&](const Member& member) {
        if (!full) {
            sorted_.gather(member, dy, hidden, sorted.dy);
            sorted_.gather_states(member, dhT, hidden, sorted.dhT);
            member.meet_all();
        }
        functions_.backward(task, member);
        if (!full && (dx != nullptr || dh0 != nullptr)) {
            member.meet_all();
            if (dx != nullptr) {
                sorted_.scatter(member, sorted.dx, dims_.input_size, dx);
            }
            if (dh0 != nullptr) {
                sorted_.scatter_states(member, sorted.dh0, hidden, dh0);
            }
        }
    };
    team_.run(threads, share);
}

}  // namespace gru4j
