#include "slice.h"

#include <algorithm>

#include "memory_layout.h"

namespace gru4j {
namespace {

/// Rows of the batch in the slices before the index-th of `count`, which have a row more than the later ones if the
/// number does not divide.
int rows_before(int batch, int index, int count) {
    return index * (batch / count) + std::min(index, batch % count);
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

}  // namespace

Slice::Slice(const GruDims& dims, const PanelFunctions& functions, int threads, int index, int count)
    : dims_(dims),
      functions_(functions),
      threads_(threads),
      batch_(rows_before(dims.batch, index + 1, count) - rows_before(dims.batch, index, count)),
      first_of_batch_(rows_before(dims.batch, index, count)),
      panels_(ceil_div(dims.hidden_size, functions.lanes)),
      chunk_rows_(std::clamp(rows_of_chunk(dims) / batch_, 1, dims.steps) * batch_),
      rows_(dims.steps, batch_),
      first_(dims.steps + 1),
      place_(dims.steps),
      chunk_(dims.steps + 1),
      sorted_(dims.steps, dims.batch, dims.reverse, index, count),
      sorted_chunk_(dims.steps + 1) {
    for (int t = 0; t <= dims.steps; ++t) {
        first_[t] = std::int64_t(t) * batch_;
    }
    for (int t = 0; t < dims.steps; ++t) {
        place_[t] = std::int64_t(t) * dims.batch + first_of_batch_;
    }
    make_chunks({dims.steps, false, rows_.data(), first_.data(), place_.data(), 0, nullptr}, chunk_, &chunks_);
}

/// Chunks of as many slots as have room in the largest.
void Slice::make_chunks(const Slots& slots, std::vector<int>& chunk, int* count) const {
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

std::int64_t Slice::lay_out_scratch(float* memory) {
    MemoryLayout layout(memory);
    PanelScratch& s = scratch_;
    const std::int64_t lanes = functions_.lanes;
    const std::int64_t panels = panels_;
    const std::int64_t inputs = dims_.input_size;
    const std::int64_t hidden = dims_.hidden_size;
    const std::int64_t states = batch_ * hidden;
    const bool before = dims_.reset_gate == ResetGate::before;
    const std::int64_t gates_of_h = before ? 2 : 3;
    const std::int64_t width = (before ? 3 : 4) * lanes;
    s.zeros = layout.take(std::max(inputs, hidden));
    s.g = dims_.training ? nullptr : layout.take(chunk_rows_ * panels * width);
    s.reset_state = before ? layout.take(states) : nullptr;
    s.masked_state = layout.take(2 * states);
    if (dims_.training) {
        s.dh = layout.take(panels * batch_ * lanes);
        s.carried = layout.take(panels * batch_ * lanes);
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

std::int64_t Slice::workspace_floats() const {
    const std::int64_t gates = dims_.reset_gate == ResetGate::after ? 4 : 3;
    return dims_.training ? std::int64_t(dims_.steps) * batch_ * panels_ * gates * functions_.lanes : 0;
}

Slice::Sorted Slice::lay_out_spare(float* memory, std::int64_t* floats) const {
    MemoryLayout layout(memory);
    const std::int64_t rows = std::int64_t(dims_.steps) * batch_;
    const std::int64_t inputs = dims_.input_size;
    const std::int64_t hidden = dims_.hidden_size;
    Sorted sorted{};
    sorted.x = layout.take(rows * inputs);
    sorted.y = layout.take(rows * hidden);
    sorted.update_mask = layout.take(rows * hidden);
    sorted.h0 = layout.take(batch_ * hidden);
    sorted.state_mask = layout.take(batch_ * hidden);
    if (dims_.training) {
        sorted.dy = layout.take(rows * hidden);
        sorted.dx = layout.take(rows * inputs);
        sorted.dhT = layout.take(batch_ * hidden);
        sorted.dh0 = layout.take(batch_ * hidden);
    }
    *floats = layout.used();
    return sorted;
}

std::int64_t Slice::spare_floats() const {
    std::int64_t floats;
    lay_out_spare(nullptr, &floats);
    return floats;
}

/// What forward and backward have in common; arrays of sequences of different lengths are the sorted copies.
void Slice::begin(const PanelTask& layer, const GruInputs& inputs, const GruMemory& memory) {
    task_ = layer;
    task_.batch = batch_;
    task_.chunk_rows = chunk_rows_;
    task_.scratch = scratch_;
    task_.g = memory.workspace;
    full_ = inputs.lengths == nullptr;
    if (full_) {
        task_.slots = {dims_.steps, dims_.reverse, rows_.data(), first_.data(), place_.data(), chunks_, chunk_.data()};
        task_.x = inputs.x;
        task_.h0 = own_states(inputs.h0, dims_.hidden_size);
        task_.state_mask = own_states(inputs.state_mask, dims_.hidden_size);
        task_.update_mask = inputs.update_mask;
        return;
    }
    sorted_.sort(inputs.lengths);
    const std::int64_t* first = sorted_.first().data();
    task_.slots = {sorted_.steps(), false, sorted_.rows().data(), first, first, 0, nullptr};
    make_chunks(task_.slots, sorted_chunk_, &task_.slots.chunks);
    task_.slots.chunk = sorted_chunk_.data();
    std::int64_t floats;
    copies_ = lay_out_spare(memory.spare, &floats);
    task_.x = copies_.x;
    task_.y = copies_.y;
    task_.h0 = inputs.h0 == nullptr ? nullptr : copies_.h0;
    task_.state_mask = inputs.state_mask == nullptr ? nullptr : copies_.state_mask;
    task_.update_mask = inputs.update_mask == nullptr ? nullptr : copies_.update_mask;
}

void Slice::forward(const Member& member, const GruInputs& inputs, float* y, float* hT) {
    const int hidden = dims_.hidden_size;
    PanelTask task = task_;
    if (full_) {
        task.y = y;
    } else {
        sorted_.gather(member, inputs.x, dims_.input_size, copies_.x);
        sorted_.gather(member, inputs.update_mask, hidden, copies_.update_mask);
        sorted_.gather_states(member, inputs.h0, hidden, copies_.h0);
        sorted_.gather_states(member, inputs.state_mask, hidden, copies_.state_mask);
        member.meet_all();
    }
    functions_.forward(task, member);
    member.meet_all();
    if (full_) {
        const Part rows = member.part(batch_);
        const float* last = y + task.slots.place[task.slots.visited(dims_.steps - 1)] * hidden;
        std::copy(last + std::int64_t(rows.begin) * hidden, last + std::int64_t(rows.end) * hidden,
                  own_states(hT, hidden) + std::int64_t(rows.begin) * hidden);
    } else {
        sorted_.scatter(member, copies_.y, hidden, y);
        sorted_.scatter_last_states(member, copies_.y, inputs.h0, hidden, hT);
    }
}

void Slice::backward(const Member& member, const float* y, const float* dy, const float* dhT, float* dx, float* dh0) {
    const int hidden = dims_.hidden_size;
    PanelTask task = task_;
    const auto copy_of = [&](auto* given, auto* copy) { return given == nullptr ? nullptr : copy; };
    if (full_) {
        task.y = const_cast<float*>(y);  // only read
        task.dy = dy;
        task.dhT = own_states(dhT, hidden);
        task.dx = dx;
        task.dh0 = own_states(dh0, hidden);
    } else {
        task.dy = copy_of(dy, copies_.dy);
        task.dhT = copy_of(dhT, copies_.dhT);
        task.dx = copy_of(dx, copies_.dx);
        task.dh0 = copy_of(dh0, copies_.dh0);
        sorted_.gather(member, dy, hidden, copies_.dy);
        sorted_.gather_states(member, dhT, hidden, copies_.dhT);
        member.meet_all();
    }
    functions_.backward(task, member);
    if (!full_ && (dx != nullptr || dh0 != nullptr)) {
        member.meet_all();
        if (dx != nullptr) {
            sorted_.scatter(member, copies_.dx, dims_.input_size, dx);
        }
        if (dh0 != nullptr) {
            sorted_.scatter_states(member, copies_.dh0, hidden, dh0);
        }
    }
}

}  // namespace gru4j
