#include "panel_gru.h"

#include <algorithm>
#include <numeric>

#include "memory_layout.h"
#include "single_gru.h"

namespace gru4j {
namespace {

/// Slices of the batch. Threads with slices of their own need not meet at each step, nor fetch each other's states; that
/// pays where a thread's cache has room for about all of the weights, and where a slice has rows enough for each of them.
/// Measured in two threads at T,N,I,H (time in two slices over that in one): training 50,64,128,128 0.9, 200,16,88,100
/// 0.7 to 0.9, 100,128,64,64 0.95, 50,16,128,128 and 50,64,256,256 1.02; inference 0.96, 1.1, 0.97 at the first three.
int slices_of(const GruDims& dims) {
    const std::int64_t weights = std::int64_t(3) * dims.hidden_size * (dims.input_size + dims.hidden_size);
    return weights <= 250'000 && dims.batch >= (dims.training ? 16 : 32) ? 2 : 1;
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
      team_(threads, threads) {
    const int slices = slices_of(dims);
    for (int k = 0; k < slices; ++k) {
        slices_.emplace_back(dims, functions, threads, k, slices);
        slice_teams_.emplace_back(threads, panels_);
    }
    scratch_floats_ = lay_out_scratch(nullptr);
}

/// Lays the parts of the scratch memory out from memory on, and tells how many floats they take; with null only tells.
std::int64_t PanelGru::lay_out_scratch(float* memory) {
    MemoryLayout layout(memory);
    const std::int64_t lanes = functions_.lanes;
    const std::int64_t panels = panels_;
    const std::int64_t inputs = dims_.input_size;
    const std::int64_t hidden = dims_.hidden_size;
    const bool before = dims_.reset_gate == ResetGate::before;
    const std::int64_t gates_of_h = before ? 2 : 3;
    weights_.w = layout.take(panels * inputs * 3 * lanes);
    weights_.u = layout.take(panels * hidden * gates_of_h * lanes);
    weights_.uo = before ? layout.take(panels * hidden * lanes) : nullptr;
    weights_.b = layout.take(panels * (before ? 3 : 4) * lanes);
    if (dims_.training) {
        const std::int64_t square = panels * panels * lanes * lanes;
        weights_.wt = layout.take(input_panels_ * panels * 3 * lanes * lanes);
        weights_.ut = layout.take(square * gates_of_h);
        weights_.uot = before ? layout.take(square) : nullptr;
    }
    for (Slice& slice : slices_) {
        slice.lay_out_scratch(layout.take(slice.lay_out_scratch(nullptr)));
    }
    return layout.used();
}

void PanelGru::use_scratch(float* scratch) {
    lay_out_scratch(scratch);
}

std::int64_t PanelGru::workspace_floats() const {
    std::int64_t floats = 0;
    for (const Slice& slice : slices_) {
        floats += align_floats(slice.workspace_floats());
    }
    return floats;
}

std::int64_t PanelGru::spare_floats() const {
    std::int64_t floats = 0;
    for (const Slice& slice : slices_) {
        floats += slice.spare_floats();
    }
    return floats;
}

/// Prepares a pass: the slices, and what their tasks have in common.
PanelTask PanelGru::begin(const GruInputs& inputs, const WeightGradients& gradients, const GruMemory& memory) {
    PanelTask layer{};
    layer.inputs = dims_.input_size;
    layer.hidden = dims_.hidden_size;
    layer.after = dims_.reset_gate == ResetGate::after;
    layer.training = dims_.training;
    layer.panels = panels_;
    layer.input_panels = input_panels_;
    layer.packed = weights_;
    layer.w = inputs.weights.w;
    layer.u = inputs.weights.u;
    layer.b = inputs.weights.b;
    layer.dw = gradients.dw;
    layer.du = gradients.du;
    layer.db = gradients.db;
    MemoryLayout workspace(memory.workspace);
    MemoryLayout spare(memory.spare);
    for (Slice& slice : slices_) {
        slice.begin(layer, inputs, {workspace.take(slice.workspace_floats()), spare.take(slice.spare_floats())});
    }
    return layer;
}

/// body(slice, member) for the slices that this thread has a share of: as many teams as divide both the threads and
/// the slices work side by side, each on a slice at a time.
template <typename Body>
void PanelGru::for_each_slice(const Member& member, Body body) {
    const int slices = static_cast<int>(slices_.size());
    const int teams = std::gcd(member.count, slices);
    const int size = member.count / teams;
    const int team = member.index / size;
    const Member of_team = slice_teams_[team].member(member.index % size, size);
    for (int k = team; k < slices; k += teams) {
        body(slices_[k], of_team);
    }
}

void PanelGru::forward(const GruInputs& inputs, float* y, float* hT, const GruMemory& memory, int threads) {
    const bool pack = packed_.replaced_by(inputs.weights);
    const PanelTask layer = begin(inputs, {}, memory);
    auto share = [&](const Member& member) {
        if (pack) {
            functions_.pack(layer, member);
        }
        functions_.pack_bias(layer, member);
        member.meet_all();
        for_each_slice(member, [&](Slice& slice, const Member& of_team) { slice.forward(of_team, inputs, y, hT); });
    };
    team_.run(threads, share);
}

void PanelGru::backward(const GruInputs& inputs, const float* y, const float* dy, const float* dhT,
                        const WeightGradients& gradients, float* dx, float* dh0, const GruMemory& memory, int threads) {
    const bool pack = packed_transposed_.replaced_by(inputs.weights);
    const PanelTask layer = begin(inputs, gradients, memory);
    auto share = [&](const Member& member) {
        if (pack) {
            functions_.pack_transposed(layer, member);
            member.meet_all();
        }
        for_each_slice(member, [&](Slice& slice, const Member& of_team) {
            slice.backward(of_team, y, dy, dhT, dx, dh0);
        });
        member.meet_all();
        for (const Slice& slice : slices_) {
            slice.add_gradients(member);
        }
    };
    team_.run(threads, share);
}

}  // namespace gru4j
