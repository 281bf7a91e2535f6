#include "gru4j/rnn_kernel.h"

#include <stdexcept>

#include "call_scope.h"
#include "memory_layout.h"
#include "primitive/primitive_rnn.h"

namespace gru4j {
namespace {

RnnShape require_positive(const RnnShape& shape, int threads) {
    if (shape.steps <= 0 || shape.batch <= 0 || shape.input_size <= 0 || shape.hidden_size <= 0 || threads <= 0) {
        throw std::invalid_argument("T, N, I, H and the number of threads of an RNN kernel must be positive");
    }
    return shape;
}

}  // namespace

struct RnnKernel::Impl {
    RnnShape shape;
    PrimitiveRnn rnn;
    float* inference_spare = nullptr;
    bool has_scratch = false;

    Impl(const RnnShape& kernel_shape, int threads)
        : shape(require_positive(kernel_shape, threads)), rnn(kernel_shape, threads) {}

    void require_scratch() const {
        if (!has_scratch) {
            throw std::logic_error("an RNN kernel runs before it was given its scratch memory");
        }
    }

    /// The copies lie behind the workspace, or in inference behind the scratch memory.
    GruMemory memory(float* workspace) const {
        return {workspace, workspace == nullptr ? inference_spare : workspace + align_floats(rnn.workspace_floats())};
    }

    /// h and c of [S,N,H]; null for both if that is null.
    template <typename Result, typename Float>
    Result states(Float* s) const {
        return {s, s == nullptr || shape.cell != Cell::lstm ? nullptr : s + shape.state_size()};
    }
};

RnnKernel::RnnKernel(int steps, int batch, int input_size, int hidden_size, RnnCell cell, bool reverse, bool training,
                     int threads) {
    CallScope call;
    impl_ = std::make_unique<Impl>(RnnShape{cell == RnnCell::lstm ? Cell::lstm : Cell::tanh, steps, batch, input_size,
                                            hidden_size, reverse, training},
                                   threads);
}

RnnKernel::~RnnKernel() = default;

std::int64_t RnnKernel::scratch_floats() const {
    return impl_->rnn.scratch_floats() + (impl_->shape.training ? 0 : impl_->rnn.spare_floats());
}

std::int64_t RnnKernel::workspace_floats() const {
    return impl_->shape.training ? align_floats(impl_->rnn.workspace_floats()) + impl_->rnn.spare_floats() : 0;
}

void RnnKernel::use_scratch(float* scratch) {
    impl_->rnn.use_scratch(scratch);
    impl_->inference_spare = scratch + impl_->rnn.scratch_floats();
    impl_->has_scratch = true;
}

void RnnKernel::forward(const float* w, const float* u, const float* b, std::int64_t weights_version, const float* x,
                        const float* s0, const int* lengths, float* y, float* sT, float* workspace) {
    CallScope call;
    impl_->require_scratch();
    impl_->rnn.forward({{w, u, b, weights_version}, x, impl_->states<ConstStates>(s0), lengths}, y,
                       impl_->states<States>(sT), impl_->memory(workspace));
}

void RnnKernel::backward(const float* w, const float* u, const float* b, std::int64_t weights_version, const float* x,
                         const float* s0, const int* lengths, const float* y, const float* dy, const float* dsT,
                         float* dw, float* du, float* db, float* dx, float* ds0, float* workspace) {
    CallScope call;
    impl_->require_scratch();
    if (!impl_->shape.training) {
        throw std::logic_error("backward of an RNN kernel that was made for inference");
    }
    impl_->rnn.backward({{w, u, b, weights_version}, x, impl_->states<ConstStates>(s0), lengths}, y, dy,
                        impl_->states<ConstStates>(dsT), {dw, du, db}, dx, impl_->states<States>(ds0),
                        impl_->memory(workspace));
}

void destroy(RnnKernel* kernel) noexcept {
    CallScope call;
    delete kernel;
}

}  // namespace gru4j
