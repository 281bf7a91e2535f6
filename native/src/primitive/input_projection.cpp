#include "input_projection.h"

#include <algorithm>

#include "gemm.h"
#include "memory_layout.h"
#include "primitive.h"

namespace gru4j {

bool InputProjection::needed_for(const Dims& dims) {
    return dims.training && dims.cell == Cell::gru_before && dims.input_size > 3 * std::int64_t(dims.hidden_size);
}

Dims InputProjection::projected_dims() const {
    Dims projected = dims_;
    projected.input_size = 3 * dims_.hidden_size;
    return projected;
}

std::int64_t InputProjection::p_floats() const {
    return align_floats(rows() * columns());
}

std::int64_t InputProjection::pass_through_floats() const {
    return align_floats(columns() * columns());
}

void InputProjection::use_scratch(float* scratch) {
    pass_through_ = scratch;
    if (scratch == nullptr) {
        return;
    }
    std::fill_n(scratch, columns() * columns(), 0.0f);
    for (std::int64_t i = 0; i < columns(); ++i) {
        scratch[i * columns() + i] = 1.0f;
    }
}

void InputProjection::forward(const float* x, const float* w, float* workspace) const {
    gemm(threads_, Transpose::no, Transpose::no, rows(), columns(), dims_.input_size, x, w, nullptr, 0, workspace);
}

void InputProjection::backward(const float* x, const float* w, float* workspace, float* dw, float* dx) const {
    const float* gradient = dp(workspace);
    gemm(threads_, Transpose::yes, Transpose::no, dims_.input_size, columns(), rows(), x, gradient, nullptr, 1, dw);
    if (dx != nullptr) {
        gemm(threads_, Transpose::no, Transpose::yes, rows(), dims_.input_size, columns(), gradient, w, nullptr, 0, dx);
    }
}

}  // namespace gru4j
