#include "gru4j/recurrent_kernel.h"

#include <algorithm>
#include <stdexcept>

#include "panel/panel_layer.h"
#include "panel/tuning.h"
#include "threads/call_scope.h"
#ifdef GRU4J_ONEDNN
#include "primitive/primitive_rnn.h"
#endif

namespace gru4j {
namespace {

Dims require_positive(const Dims& dims, int threads) {
    if (dims.steps <= 0 || dims.batch <= 0 || dims.input_size <= 0 || dims.hidden_size <= 0 || threads <= 0) {
        throw std::invalid_argument("T, N, I, H and the number of threads of a recurrent kernel must be positive");
    }
    return dims;
}

std::unique_ptr<RecurrentStrategy> make_primitive_strategy(const Dims& dims, int threads) {
#ifdef GRU4J_ONEDNN
    return std::make_unique<PrimitiveRnn>(dims, threads);
#else
    (void)dims;
    (void)threads;
    throw std::invalid_argument("this library was built without oneDNN, and so without Strategy::primitive");
#endif
}

}  // namespace

Strategy default_strategy(Cell cell, int steps, int batch, int input_size, int hidden_size, bool training) {
    return tuning::faster_strategy({cell, steps, batch, input_size, hidden_size, false, training});
}

struct RecurrentKernel::Impl {
    Dims dims;
    int threads;
    std::unique_ptr<RecurrentStrategy> strategy;
    bool has_scratch = false;

    Impl(const Dims& kernel_dims, Strategy kind, int thread_count)
        : dims(require_positive(kernel_dims, thread_count)), threads(thread_count) {
        CallScope call;
        strategy = kind == Strategy::primitive ? make_primitive_strategy(dims, threads)
                                               : make_panel_strategy(dims, threads, best_panel_functions());
    }

    void require_scratch() const {
        if (!has_scratch) {
            throw std::logic_error("a recurrent kernel runs before it was given its scratch memory");
        }
    }

    int limited(int limit) const { return limit <= 0 ? threads : std::min(threads, limit); }

    /// Returns null if all sequences have T steps.
    const int* ragged(const int* lengths) const {
        const auto shorter = [&](int length) { return length != dims.steps; };
        return lengths != nullptr && std::any_of(lengths, lengths + dims.batch, shorter) ? lengths : nullptr;
    }

    /// Returns h and c of [S,N,H]; both null if s is null.
    template <typename Result, typename Float>
    Result states(Float* s) const {
        return {s, s == nullptr || dims.states() == 1 ? nullptr : s + dims.state_size()};
    }
};

RecurrentKernel::RecurrentKernel(Cell cell, int steps, int batch, int input_size, int hidden_size, bool reverse,
                                 bool training, Strategy strategy, int threads)
    : impl_(std::make_unique<Impl>(Dims{cell, steps, batch, input_size, hidden_size, reverse, training}, strategy,
                                   threads)) {}

RecurrentKernel::~RecurrentKernel() = default;

std::int64_t RecurrentKernel::scratch_floats() const {
    return impl_->strategy->scratch_floats();
}

std::int64_t RecurrentKernel::workspace_floats() const {
    return impl_->strategy->workspace_floats();
}

std::int64_t RecurrentKernel::spare_floats() const {
    return impl_->strategy->spare_floats();
}

void RecurrentKernel::use_scratch(float* scratch) {
    impl_->strategy->use_scratch(scratch);
    impl_->has_scratch = true;
}

void RecurrentKernel::forward(const float* w, const float* u, const float* b, std::int64_t weights_version,
                              const float* x, const float* s0, const int* lengths, const float* state_mask,
                              const float* update_mask, float* y, float* sT, float* workspace, float* spare,
                              int threads) {
    CallScope call;
    impl_->require_scratch();
    const RecurrentInputs inputs{{w, u, b, weights_version}, x,          impl_->states<ConstStates>(s0),
                                 impl_->ragged(lengths),     state_mask, update_mask};
    impl_->strategy->forward(inputs, y, impl_->states<States>(sT), {workspace, spare}, impl_->limited(threads));
}

void RecurrentKernel::backward(const float* w, const float* u, const float* b, std::int64_t weights_version,
                               const float* x, const float* s0, const int* lengths, const float* state_mask,
                               const float* update_mask, const float* y, const float* dy, const float* dsT, float* dw,
                               float* du, float* db, float* dx, float* ds0, float* workspace, float* spare,
                               int threads) {
    CallScope call;
    impl_->require_scratch();
    if (!impl_->dims.training) {
        throw std::logic_error("backward of a recurrent kernel that was made for inference");
    }
    const RecurrentInputs inputs{{w, u, b, weights_version}, x,          impl_->states<ConstStates>(s0),
                                 impl_->ragged(lengths),     state_mask, update_mask};
    impl_->strategy->backward(inputs, y, dy, impl_->states<ConstStates>(dsT), {dw, du, db}, dx,
                              impl_->states<States>(ds0), {workspace, spare}, impl_->limited(threads));
}

void destroy(RecurrentKernel* kernel) noexcept {
    CallScope call;
    delete kernel;
}

}  // namespace gru4j
