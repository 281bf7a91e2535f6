#include "padding_mark.h"

#include <algorithm>

#include "elementwise/elementwise.h"
#include "memory_layout.h"

namespace gru4j {
namespace {

constexpr float saturating = 1e30f;

}  // namespace

Dims PaddingMark::marked_dims() const {
    Dims marked = dims_;
    ++marked.input_size;
    return marked;
}

std::int64_t PaddingMark::scratch_floats() const {
    return (dims_.training ? 2 : 1) * align_floats(marked_dims().w_size());
}

void PaddingMark::use_scratch(float* scratch) {
    w_ = scratch;
    dw_ = dims_.training ? scratch + align_floats(marked_dims().w_size()) : nullptr;
    source_ = nullptr;
}

Weights PaddingMark::marked(const Weights& weights) {
    if (weights.w != source_ || weights.version != source_version_) {
        std::copy_n(weights.w, dims_.w_size(), w_);
        float* row = w_ + dims_.w_size();
        std::fill_n(row, dims_.hidden_size, -saturating);
        std::fill_n(row + dims_.hidden_size, dims_.hidden_size, saturating);
        std::fill_n(row + 2 * std::int64_t(dims_.hidden_size), 2 * std::int64_t(dims_.hidden_size), 0.0f);
        source_ = weights.w;
        source_version_ = weights.version;
        ++version_;
    }
    return {w_, weights.u, weights.b, version_};
}

ParameterGradients PaddingMark::marked(const ParameterGradients& gradients) const {
    std::fill_n(dw_, marked_dims().w_size(), 0.0f);
    return {dw_, gradients.du, gradients.db};
}

void PaddingMark::add_to(const ParameterGradients& gradients) const {
    elementwise().add(dims_.w_size(), dw_, gradients.dw);
}

}  // namespace gru4j
