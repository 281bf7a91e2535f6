#include "slice.h"

#include <algorithm>

#include "memory_layout.h"
#include "tuning.h"

namespace gru4j {
namespace {

/// Number of rows in the slices before the index-th of `count`. If the batch can't be divided evenly, the first slices
/// have one more row than the others.
int rows_before(int batch, int index, int count) {
    return index * (batch / count) + std::min(index, batch % count);
}

/// Returns the copy; null if there was nothing to copy.
template <typename Float>
Float* copy_of(const Float* given, Float* copy) {
    return given == nullptr ? nullptr : copy;
}

}  // namespace

Slice::Slice(const Dims& dims, const PanelFunctions& functions, int threads, int index, int count)
    : dims_(dims),
      cell_(functions.of(dims.cell)),
      lanes_(functions.lanes),
      accumulators_(functions.accumulators),
      threads_(threads),
      batch_(rows_before(dims.batch, index + 1, count) - rows_before(dims.batch, index, count)),
      first_of_batch_(rows_before(dims.batch, index, count)),
      panels_(ceil_div(dims.hidden_size, functions.lanes)),
      chunk_rows_(std::clamp(tuning::rows_of_chunk(dims) / batch_, 1, dims.steps) * batch_),
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

/// Makes chunks with as many slots as fit into the largest chunk.
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
    const CellLayout& cell = cell_.layout;
    const std::int64_t lanes = lanes_;
    const std::int64_t panels = panels_;
    const std::int64_t inputs = dims_.input_size;
    const std::int64_t hidden = dims_.hidden_size;
    const std::int64_t states = batch_ * hidden;
    const std::int64_t padded_states = panels * batch_ * lanes;
    const std::int64_t chunk_of_g = rows_apart(chunk_rows_) * panels * cell.row * lanes;
    const bool resets = cell.from_reset > 0;
    const auto take_if = [&](bool condition, std::int64_t floats) { return condition ? layout.take(floats) : nullptr; };
    s.zeros = layout.take(std::max(inputs, hidden));
    s.g = take_if(!keeps_g(), (dims_.training ? 2 : 1) * chunk_of_g);
    s.reset_state = take_if(resets, states);
    s.masked_state = take_if(cell.has_masks, 2 * states);
    s.c = take_if(cell.carries_c, padded_states);
    if (dims_.training) {
        s.dh = layout.take(padded_states);
        s.by_passing = take_if(cell.has_masks, padded_states);
        s.dc = take_if(cell.carries_c, padded_states);
        s.reset_states = take_if(resets, chunk_rows_ * hidden);
        const std::int64_t columns = inputs + (resets ? 2 : 1) * hidden + 3 * accumulators_;
        s.columns = layout.take(columns * chunk_rows_);
        s.dw = layout.take(panels * inputs * cell.from_x * lanes);
        s.du = layout.take(panels * hidden * cell.from_h * lanes);
        s.du_reset = take_if(resets, panels * hidden * cell.from_reset * lanes);
        s.db = layout.take(panels * cell.biases * lanes);
        s.dx = layout.take(std::int64_t(threads_) * tuning::dx_rows * lanes);
    }
    return layout.used();
}

std::int64_t Slice::workspace_floats() const {
    return keeps_g() ? std::int64_t(dims_.steps) * batch_ * panels_ * cell_.layout.saved_row * lanes_ : 0;
}

Slice::Sorted Slice::lay_out_spare(float* memory, std::int64_t* floats) const {
    MemoryLayout layout(memory);
    const CellLayout& cell = cell_.layout;
    const std::int64_t rows = std::int64_t(dims_.steps) * batch_;
    const std::int64_t inputs = dims_.input_size;
    const std::int64_t hidden = dims_.hidden_size;
    const auto take_if = [&](bool condition, std::int64_t floats) { return condition ? layout.take(floats) : nullptr; };
    const auto take_state = [&] { return layout.take(batch_ * hidden); };
    const auto take_c = [&] { return take_if(cell.carries_c, batch_ * hidden); };
    Sorted sorted{};
    sorted.x = layout.take(rows * inputs);
    sorted.y = layout.take(rows * hidden);
    sorted.update_mask = take_if(cell.has_masks, rows * hidden);
    sorted.initial = {take_state(), take_c()};
    sorted.cT = take_c();
    sorted.state_mask = take_if(cell.has_masks, batch_ * hidden);
    if (dims_.training) {
        sorted.dy = layout.take(rows * hidden);
        sorted.dx = layout.take(rows * inputs);
        sorted.dlast = {take_state(), take_c()};
        sorted.dinitial = {take_state(), take_c()};
    }
    *floats = layout.used();
    return sorted;
}

std::int64_t Slice::spare_floats() const {
    std::int64_t floats;
    lay_out_spare(nullptr, &floats);
    return floats;
}

/// Sets what forward and backward share. For sequences of different lengths, the arrays are the sorted copies.
void Slice::begin(const PanelTask& layer, const RecurrentInputs& inputs, const PassMemory& memory) {
    task_ = layer;
    task_.batch = batch_;
    task_.chunk_rows = chunk_rows_;
    task_.scratch = scratch_;
    task_.g = memory.workspace;
    full_ = inputs.lengths == nullptr;
    if (full_) {
        task_.slots = {dims_.steps, dims_.reverse, rows_.data(), first_.data(), place_.data(), chunks_, chunk_.data()};
        task_.x = inputs.x;
        task_.h0 = own_states(inputs.initial.h);
        task_.c0 = own_states(inputs.initial.c);
        task_.state_mask = own_states(inputs.state_mask);
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
    task_.h0 = copy_of(inputs.initial.h, copies_.initial.h);
    task_.c0 = copy_of(inputs.initial.c, copies_.initial.c);
    task_.state_mask = copy_of(inputs.state_mask, copies_.state_mask);
    task_.update_mask = copy_of(inputs.update_mask, copies_.update_mask);
}

void Slice::forward(const Member& member, const RecurrentInputs& inputs, float* y, const States& last) {
    const int hidden = dims_.hidden_size;
    PanelTask task = task_;
    if (full_) {
        task.y = y;
        task.cT = own_states(last.c);
    } else {
        task.cT = copies_.cT;
        sorted_.gather(member, inputs.x, dims_.input_size, copies_.x);
        sorted_.gather(member, inputs.update_mask, hidden, copies_.update_mask);
        sorted_.gather_states(member, inputs.initial.h, hidden, copies_.initial.h);
        sorted_.gather_states(member, inputs.initial.c, hidden, copies_.initial.c);
        sorted_.gather_states(member, inputs.state_mask, hidden, copies_.state_mask);
        member.meet_all();
    }
    cell_.forward(task, member);
    member.meet_all();
    if (full_) {
        const Part rows = member.part(batch_);
        const float* from = y + task.slots.place[task.slots.visited(dims_.steps - 1)] * hidden;
        std::copy(from + std::int64_t(rows.begin) * hidden, from + std::int64_t(rows.end) * hidden,
                  own_states(last.h) + std::int64_t(rows.begin) * hidden);
    } else {
        sorted_.scatter(member, copies_.y, hidden, y);
        sorted_.scatter_last_states(member, copies_.y, inputs.initial.h, hidden, last.h);
        sorted_.scatter_states(member, copies_.cT, hidden, last.c);
    }
}

void Slice::backward(const Member& member, const float* y, const float* dy, const ConstStates& dlast, float* dx,
                     const States& dinitial) {
    const int hidden = dims_.hidden_size;
    PanelTask task = task_;
    if (full_) {
        task.y = const_cast<float*>(y);  // not written
        task.dy = dy;
        task.dhT = own_states(dlast.h);
        task.dcT = own_states(dlast.c);
        task.dx = dx;
        task.dh0 = own_states(dinitial.h);
        task.dc0 = own_states(dinitial.c);
    } else {
        task.dy = copy_of(dy, copies_.dy);
        task.dhT = copy_of(dlast.h, copies_.dlast.h);
        task.dcT = copy_of(dlast.c, copies_.dlast.c);
        task.dx = copy_of(dx, copies_.dx);
        task.dh0 = copy_of(dinitial.h, copies_.dinitial.h);
        task.dc0 = copy_of(dinitial.c, copies_.dinitial.c);
        sorted_.gather(member, dy, hidden, copies_.dy);
        sorted_.gather_states(member, dlast.h, hidden, copies_.dlast.h);
        sorted_.gather_states(member, dlast.c, hidden, copies_.dlast.c);
        member.meet_all();
    }
    cell_.backward(task, member);
    if (!full_) {
        member.meet_all();
        sorted_.scatter(member, copies_.dx, dims_.input_size, dx);
        sorted_.scatter_states(member, copies_.dinitial.h, hidden, dinitial.h);
        sorted_.scatter_states(member, copies_.dinitial.c, hidden, dinitial.c);
    }
}

}  // namespace gru4j
