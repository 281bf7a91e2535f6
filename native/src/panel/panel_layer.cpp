#include "panel_layer.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "memory_layout.h"
#include "single_gru.h"
#include "tuning.h"

namespace gru4j {

std::unique_ptr<RecurrentStrategy> make_panel_strategy(const Dims& dims, int threads, const PanelFunctions& functions) {
    if (tuning::leaves_weights_unpacked(dims)) {
        return std::make_unique<SingleGru>(dims, threads, functions);
    }
    return std::make_unique<PanelLayer>(dims, tuning::threads_worth(dims, threads), functions);
}

bool PanelLayer::Version::replaced_by(const Weights& weights) {
    if (weights.w == w && weights.u == u && weights.version == number) {
        return false;
    }
    w = weights.w;
    u = weights.u;
    number = weights.version;
    return true;
}

PanelLayer::PanelLayer(const Dims& dims, int threads, const PanelFunctions& functions)
    : dims_(dims),
      functions_(functions),
      cell_(functions.of(dims.cell)),
      panels_(ceil_div(dims.hidden_size, functions.lanes)),
      input_panels_(ceil_div(dims.input_size, functions.lanes)),
      team_(threads, threads) {
    const int slices = tuning::slices_of(dims);
    for (int k = 0; k < slices; ++k) {
        slices_.emplace_back(dims, functions, threads, k, slices);
        slice_teams_.emplace_back(threads, panels_);
    }
    scratch_floats_ = lay_out_scratch(nullptr);
}

/// Divides the scratch memory into its parts and returns how many floats they take. With null it only counts.
std::int64_t PanelLayer::lay_out_scratch(float* memory) {
    MemoryLayout layout(memory);
    const CellLayout& cell = cell_.layout;
    const std::int64_t lanes = functions_.lanes;
    const std::int64_t panels = panels_;
    const std::int64_t inputs = dims_.input_size;
    const std::int64_t hidden = dims_.hidden_size;
    const auto take_if_any = [&](std::int64_t floats) { return floats == 0 ? nullptr : layout.take(floats); };
    weights_.w = layout.take(panels * inputs * cell.from_x * lanes);
    weights_.u = layout.take(panels * hidden * cell.from_h * lanes);
    weights_.u_reset = take_if_any(panels * hidden * cell.from_reset * lanes);
    weights_.b = layout.take(panels * cell.biases * lanes);
    if (dims_.training) {
        const std::int64_t square = panels * panels * lanes * lanes;
        weights_.wt = layout.take(input_panels_ * panels * cell.from_x * lanes * lanes);
        weights_.ut = layout.take(square * cell.from_h);
        weights_.ut_reset = take_if_any(square * cell.from_reset);
    }
    for (Slice& slice : slices_) {
        slice.lay_out_scratch(layout.take(slice.lay_out_scratch(nullptr)));
    }
    return layout.used();
}

void PanelLayer::use_scratch(float* scratch) {
    lay_out_scratch(scratch);
}

std::int64_t PanelLayer::workspace_floats() const {
    std::int64_t floats = 0;
    for (const Slice& slice : slices_) {
        floats += align_floats(slice.workspace_floats());
    }
    return floats;
}

std::int64_t PanelLayer::spare_floats() const {
    std::int64_t floats = 0;
    for (const Slice& slice : slices_) {
        floats += slice.spare_floats();
    }
    return floats;
}

/// Prepares a pass: the slices, and the data that their tasks share.
PanelTask PanelLayer::begin(const RecurrentInputs& inputs, const ParameterGradients& gradients,
                            const PassMemory& memory) {
    if (!cell_.layout.has_masks && (inputs.state_mask != nullptr || inputs.update_mask != nullptr)) {
        throw std::invalid_argument("only GRUs have masks");
    }
    PanelTask layer{};
    layer.inputs = dims_.input_size;
    layer.hidden = dims_.hidden_size;
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

/// Calls body(slice, member) for the slices that this thread has a share of. The number of teams is the greatest common
/// divisor of the numbers of threads and slices. The teams run in parallel, each on one slice at a time.
template <typename Body>
void PanelLayer::for_each_slice(const Member& member, Body body) {
    const int slices = static_cast<int>(slices_.size());
    const int teams = std::gcd(member.count, slices);
    const int size = member.count / teams;
    const int team = member.index / size;
    const Member of_team = slice_teams_[team].member(member.index % size, size);
    for (int k = team; k < slices; k += teams) {
        body(slices_[k], of_team);
    }
}

void PanelLayer::forward(const RecurrentInputs& inputs, float* y, const States& last, const PassMemory& memory,
                         int threads) {
    const PanelTask layer = begin(inputs, {}, memory);
    const bool pack = packed_.replaced_by(inputs.weights);
    auto share = [&](const Member& member) {
        if (pack) {
            cell_.pack(layer, member);
        }
        cell_.pack_bias(layer, member);
        member.meet_all();
        for_each_slice(member, [&](Slice& slice, const Member& of_team) { slice.forward(of_team, inputs, y, last); });
    };
    team_.run(threads, share);
}

void PanelLayer::backward(const RecurrentInputs& inputs, const float* y, const float* dy, const ConstStates& dlast,
                          const ParameterGradients& gradients, float* dx, const States& dinitial,
                          const PassMemory& memory, int threads) {
    const PanelTask layer = begin(inputs, gradients, memory);
    const bool pack = packed_transposed_.replaced_by(inputs.weights);
    auto share = [&](const Member& member) {
        if (pack) {
            cell_.pack_transposed(layer, member);
            member.meet_all();
        }
        for_each_slice(member, [&](Slice& slice, const Member& of_team) {
            slice.backward(of_team, y, dy, dlast, dx, dinitial);
        });
        member.meet_all();
        for (const Slice& slice : slices_) {
            slice.add_gradients(member);
        }
    };
    team_.run(threads, share);
}

}  // namespace gru4j
