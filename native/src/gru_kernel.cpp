#include "gru4j/gru_kernel.h"

#include <algorithm>
#include <stdexcept>

#include "ragged.h"
#include "rnn_layer.h"
#include "thread_scope.h"

namespace gru4j {
namespace {

/// The parts of the spare memory; all null if there is none.
struct Spare {
    float* x = nullptr;   // [T,N,I] padded
    float* y = nullptr;   // [T,N,H] padded
    float* dy = nullptr;  // [T,N,H] padded, or zeros
    float* dx = nullptr;  // [T,N,I] padded, or written and never read

    Spare(const GruDims& dims, float* memory) {
        if (memory != nullptr) {
            x = memory;
            y = x + align_floats(dims.x_size());
            dy = y + align_floats(dims.y_size());
            dx = dy + align_floats(dims.y_size());
        }
    }
};

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
    std::unique_ptr<RnnLayer> layer;
    float* initial_state = nullptr;  // [N,H] scratch: what a ragged pass starts from

    Impl(const GruDims& kernel_dims, int thread_count)
        : dims(require_positive(kernel_dims, thread_count)), threads(thread_count) {
        // what oneDNN prepares is for the number of threads that it sees then
        ThreadScope scope(threads);
        layer = std::make_unique<RnnLayer>(dims);
    }

    Ragged ragged(const int* lengths) const { return {dims.steps, dims.batch, dims.reverse, lengths}; }

    void require_scratch() const {
        if (initial_state == nullptr) {
            throw std::logic_error("a GRU kernel runs before it was given its scratch memory");
        }
    }

    void forward_padded(const Ragged& rows, const Weights& weights, const float* x, const float* h0, float* y,
                        float* hT, float* workspace, const Spare& padded) {
        rows.pad(x, dims.input_size, padded.x);
        rows.initial_states(h0, dims.hidden_size, initial_state);
        layer->forward(weights, padded.x, initial_state, padded.y, nullptr, workspace);
        rows.unpad(padded.y, dims.hidden_size, y);
        rows.last_states(padded.y, h0, dims.hidden_size, hT);
    }

    void backward_padded(const Ragged& rows, const Weights& weights, const float* h0, const float* dy, const float* dhT,
                         const WeightGradients& gradients, float* dx, float* dh0, float* workspace,
                         const Spare& padded) {
        rows.pad(dy, dims.hidden_size, padded.dy);
        rows.add_last_states(dhT, dims.hidden_size, padded.dy);
        rows.initial_states(h0, dims.hidden_size, initial_state);
        layer->backward(weights, padded.x, initial_state, padded.y, padded.dy, nullptr, gradients, padded.dx, dh0,
                        workspace);
        if (dx != nullptr) {
            rows.unpad(padded.dx, dims.input_size, dx);
        }
        if (dh0 != nullptr) {
            rows.pass_initial_states(dhT, dims.hidden_size, dh0);
        }
    }
};

GruKernel::GruKernel(int steps, int batch, int input_size, int hidden_size, ResetGate reset_gate, bool reverse,
                     bool training, int threads)
    : impl_(std::make_unique<Impl>(GruDims{steps, batch, input_size, hidden_size, reset_gate, reverse, training},
                                   threads)) {}

GruKernel::~GruKernel() = default;

std::int64_t GruKernel::scratch_floats() const {
    return align_floats(impl_->dims.state_size()) + impl_->layer->scratch_floats();
}

std::int64_t GruKernel::workspace_floats() const {
    return impl_->layer->workspace_floats();
}

std::int64_t GruKernel::spare_floats() const {
    const GruDims& dims = impl_->dims;
    return (dims.training ? 2 : 1) * (align_floats(dims.x_size()) + align_floats(dims.y_size()));
}

void GruKernel::use_scratch(float* scratch) {
    impl_->initial_state = scratch;
    impl_->layer->use_scratch(scratch + align_floats(impl_->dims.state_size()));
}

void GruKernel::forward(const float* w, const float* u, const float* b, std::int64_t weights_version, const float* x,
                        const float* h0, const int* lengths, float* y, float* hT, float* workspace, float* spare) {
    Impl& k = *impl_;
    k.require_scratch();
    ThreadScope scope(k.threads);
    const Weights weights{w, u, b, weights_version};
    const Ragged rows = k.ragged(lengths);
    if (rows.any()) {
        k.forward_padded(rows, weights, x, h0, y, hT, workspace, Spare(k.dims, spare));
    } else {
        k.layer->forward(weights, x, h0, y, hT, workspace);
    }
}

void GruKernel::backward(const float* w, const float* u, const float* b, std::int64_t weights_version, const float* x,
                         const float* h0, const int* lengths, const float* y, const float* dy, const float* dhT,
                         float* dw, float* du, float* db, float* dx, float* dh0, float* workspace, float* spare) {
    Impl& k = *impl_;
    k.require_scratch();
    if (!k.dims.training) {
        throw std::logic_error("backward of a GRU kernel that was made for inference");
    }
    ThreadScope scope(k.threads);
    const Weights weights{w, u, b, weights_version};
    const WeightGradients gradients{dw, du, db};
    const Ragged rows = k.ragged(lengths);
    const Spare parts(k.dims, spare);
    if (rows.any()) {
        k.backward_padded(rows, weights, h0, dy, dhT, gradients, dx, dh0, workspace, parts);
        return;
    }
    if (dy == nullptr) {
        std::fill_n(parts.dy, k.dims.y_size(), 0.0f);
    }
    k.layer->backward(weights, x, h0, y, dy == nullptr ? parts.dy : dy, dhT, gradients, dx == nullptr ? parts.dx : dx,
                      dh0, workspace);
}

void destroy(GruKernel* kernel) noexcept {
    delete kernel;
}

}  // namespace gru4j
