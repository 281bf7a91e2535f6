#include "gru4j/gru_kernel.h"

#include <algorithm>
#include <stdexcept>

#include "call_scope.h"
#include "panel/panel_gru.h"
#include "primitive/primitive_gru.h"

namespace gru4j {
namespace {

GruDims require_positive(const GruDims& dims, int threads) {
    if (dims.steps <= 0 || dims.batch <= 0 || dims.input_size <= 0 || dims.hidden_size <= 0 || threads <= 0) {
        throw std::invalid_argument("T, N, I, H and the number of threads of a GRU kernel must be positive");
    }
    return dims;
}

}  // namespace

struct GruKernel::Impl {
    GruDims dims;
    int threads;
    std::unique_ptr<GruStrategy> strategy;
    bool has_scratch = false;

    Impl(const GruDims& kernel_dims, Strategy kind, int thread_count)
        : dims(require_positive(kernel_dims, thread_count)), threads(thread_count) {
        CallScope call;
        if (kind == Strategy::primitive) {
            strategy = std::make_unique<PrimitiveGru>(dims, threads);
        } else {
            strategy = make_panel_strategy(dims, threads, best_panel_functions());
        }
    }

    void require_scratch() const {
        if (!has_scratch) {
            throw std::logic_error("a GRU kernel runs before it was given its scratch memory");
        }
    }

    int limited(int limit) const { return limit <= 0 ? threads : std::min(threads, limit); }

    /// null if all sequences have T steps
    const int* ragged(const int* lengths) const {
        const auto shorter = [&](int length) { return length != dims.steps; };
        return lengths != nullptr && std::any_of(lengths, lengths + dims.batch, shorter) ? lengths : nullptr;
    }
};

GruKernel::GruKernel(int steps, int batch, int input_size, int hidden_size, ResetGate reset_gate, bool reverse,
                     bool training, Strategy strategy, int threads)
    : impl_(std::make_unique<Impl>(GruDims{steps, batch, input_size, hidden_size, reset_gate, reverse, training},
                                   strategy, threads)) {}

GruKernel::~GruKernel() = default;

std::int64_t GruKernel::scratch_floats() const {
    return impl_->strategy->scratch_floats();
}

std::int64_t GruKernel::workspace_floats() const {
    return impl_->strategy->workspace_floats();
}

std::int64_t GruKernel::spare_floats() const {
    return impl_->strategy->spare_floats();
}

void GruKernel::use_scratch(float* scratch) {
    impl_->strategy->use_scratch(scratch);
    impl_->has_scratch = true;
}

void GruKernel::forward(const float* w, const float* u, const float* b, std::int64_t weights_version, const float* x,
                        const float* h0, const int* lengths, const float* state_mask, const float* update_mask,
                        float* y, float* hT, float* workspace, float* spare, int threads) {
    CallScope call;
    impl_->require_scratch();
    const Weights weights{w, u, b, weights_version};
    impl_->strategy->forward({weights, x, h0, impl_->ragged(lengths), state_mask, update_mask}, y, hT,
                             {workspace, spare}, impl_->limited(threads));
}

void GruKernel::backward(const float* w, const float* u, const float* b, std::int64_t weights_version, const float* x,
                         const float* h0, const int* lengths, const float* state_mask, const float* update_mask,
                         const float* y, const float* dy, const float* dhT, float* dw, float* du, float* db, float* dx,
                         float* dh0, float* workspace, float* spare, int threads) {
    CallScope call;
    impl_->require_scratch();
    if (!impl_->dims.training) {
        throw std::logic_error("backward of a GRU kernel that was made for inference");
    }
    const Weights weights{w, u, b, weights_version};
    impl_->strategy->backward({weights, x, h0, impl_->ragged(lengths), state_mask, update_mask}, y, dy, dhT,
                              {dw, du, db}, dx, dh0, {workspace, spare}, impl_->limited(threads));
}

void destroy(GruKernel* kernel) noexcept {
    CallScope call;
    delete kernel;
}

}  // namespace gru4j
