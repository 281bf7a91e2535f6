#include "gru4j/gru_kernel.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "packed_weights.h"
#include "primitive.h"
#include "ragged.h"
#include "rnn_primitives.h"
#include "thread_scope.h"

namespace gru4j {
namespace {

/// A primitive with its weights in the layout that it wants.
struct Pass {
    Primitive primitive;
    PackedWeights weights;
    std::int64_t workspace_floats;
    std::int64_t scratchpad_floats;

    Pass(const dnnl::engine& engine, const RnnDescs& descs, const RnnPrimitive& made)
        : primitive(made.primitive, engine),
          weights(engine, descs.w, made.w, descs.u, made.u),
          workspace_floats(floats_of(made.workspace)),
          scratchpad_floats(std::max(floats_of(made.scratchpad), weights.scratchpad_floats())) {
        primitive.declare(DNNL_ARG_SRC_LAYER, descs.x);
        primitive.declare(DNNL_ARG_SRC_ITER, descs.state);
        primitive.declare(DNNL_ARG_WEIGHTS_LAYER, made.w);
        primitive.declare(DNNL_ARG_WEIGHTS_ITER, made.u);
        primitive.declare(DNNL_ARG_BIAS, descs.b);
        primitive.declare(DNNL_ARG_DST_LAYER, descs.y);
        primitive.declare(DNNL_ARG_DST_ITER, descs.state);
        primitive.declare(DNNL_ARG_WORKSPACE, made.workspace);
        primitive.declare(DNNL_ARG_SCRATCHPAD, made.scratchpad);
    }

    void bind_inputs(const float* x, const float* h0, const float* b, const float* workspace) {
        primitive.bind(DNNL_ARG_SRC_LAYER, x);
        primitive.bind(DNNL_ARG_SRC_ITER, h0);
        primitive.bind(DNNL_ARG_BIAS, b);
        primitive.bind(DNNL_ARG_WORKSPACE, workspace);
    }

    void run(const float* w, const float* u, std::int64_t weights_version, const dnnl::stream& stream) {
        weights.refresh(w, u, weights_version, stream);
        primitive.bind(DNNL_ARG_WEIGHTS_LAYER, weights.w());
        primitive.bind(DNNL_ARG_WEIGHTS_ITER, weights.u());
        primitive.run(stream);
    }
};

/// The parts of the kernel's scratch memory.
struct Scratch {
    float* zeros = nullptr;         // a state or a bias; never written
    float* state = nullptr;         // [N,H] what a ragged pass starts from
    float* unused_state = nullptr;  // [N,H] written, never read
    float* unused_bias = nullptr;   // [3|4,H] written, never read
};

/// The parts of the spare memory.
struct Spare {
    float* x;   // [T,N,I] padded
    float* y;   // [T,N,H] padded
    float* dy;  // [T,N,H] padded, or zeros
    float* dx;  // [T,N,I] padded, or unused

    Spare(const GruDims& dims, float* memory)
        : x(memory),
          y(x + align_floats(dims.x_size())),
          dy(y + align_floats(dims.y_size())),
          dx(dy + align_floats(dims.y_size())) {}
};

}  // namespace

struct GruKernel::Impl {
    GruDims dims;
    int threads;
    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream{engine};
    std::optional<Pass> forward;
    std::optional<Pass> backward;
    Scratch scratch;
    std::int64_t scratch_floats;

    Impl(const GruDims& kernel_dims, int thread_count) : dims(kernel_dims), threads(thread_count) {
        // what oneDNN prepares is for the number of threads that it is prepared under
        ThreadScope scope(threads);
        const RnnDescs descs(dims);
        const RnnPrimitives made = make_rnn_primitives(engine, dims, descs);
        forward.emplace(engine, descs, made.forward);
        if (made.backward) {
            backward.emplace(engine, descs, *made.backward);
            declare_gradients(descs);
        }
        scratch_floats = lay_out(nullptr);
    }

    void declare_gradients(const RnnDescs& descs) {
        Primitive& primitive = backward->primitive;
        primitive.declare(DNNL_ARG_DIFF_DST_LAYER, descs.y);
        primitive.declare(DNNL_ARG_DIFF_DST_ITER, descs.state);
        primitive.declare(DNNL_ARG_DIFF_SRC_LAYER, descs.x);
        primitive.declare(DNNL_ARG_DIFF_SRC_ITER, descs.state);
        primitive.declare(DNNL_ARG_DIFF_WEIGHTS_LAYER, descs.w);
        primitive.declare(DNNL_ARG_DIFF_WEIGHTS_ITER, descs.u);
        primitive.declare(DNNL_ARG_DIFF_BIAS, descs.b);
    }

    /// Lays the parts out from memory on, and tells how many floats they take; with null it only tells.
    std::int64_t lay_out(float* memory) {
        std::int64_t used = 0;
        const auto take = [&](std::int64_t floats) {
            float* part = memory == nullptr ? nullptr : memory + used;
            used += align_floats(floats);
            return part;
        };
        const std::int64_t bias = std::int64_t(dims.bias_rows()) * dims.hidden_size;
        scratch.zeros = take(std::max(dims.state_size(), bias));
        scratch.state = take(dims.state_size());
        scratch.unused_state = take(dims.state_size());
        scratch.unused_bias = take(bias);
        float* scratchpad = take(std::max(forward->scratchpad_floats, backward ? backward->scratchpad_floats : 0));
        for (std::optional<Pass>* pass : {&forward, &backward}) {
            if (*pass) {
                (*pass)->weights.use(take((*pass)->weights.floats()), scratchpad);
                (*pass)->primitive.bind(DNNL_ARG_SCRATCHPAD, scratchpad);
            }
        }
        return used;
    }

    /// What the backward primitive reads of the forward pass.
    void bind_forward(const float* x, const float* h0, const float* b, const float* y, const float* workspace) {
        backward->bind_inputs(x, h0, b, workspace);
        backward->primitive.bind(DNNL_ARG_DST_LAYER, y);
        // the last state is the step of y that forward wrote last
        const float* last_state = y + (dims.reverse ? 0 : dims.y_size() - dims.state_size());
        backward->primitive.bind(DNNL_ARG_DST_ITER, last_state);
    }

    const float* or_zeros(const float* values) const { return values == nullptr ? scratch.zeros : values; }

    void require_scratch() const {
        if (scratch.zeros == nullptr) {
            throw std::logic_error("a GRU kernel runs before it was given its scratch memory");
        }
    }
};

GruKernel::GruKernel(int steps, int batch, int input_size, int hidden_size, ResetGate reset_gate, bool reverse,
                     bool training, int threads)
    : impl_(std::make_unique<Impl>(GruDims{steps, batch, input_size, hidden_size, reset_gate, reverse, training},
                                   threads)) {}

GruKernel::~GruKernel() = default;

std::int64_t GruKernel::scratch_floats() const {
    return impl_->scratch_floats;
}

std::int64_t GruKernel::workspace_floats() const {
    return impl_->forward->workspace_floats;
}

std::int64_t GruKernel::spare_floats() const {
    const GruDims& dims = impl_->dims;
    return (dims.training ? 2 : 1) * (align_floats(dims.x_size()) + align_floats(dims.y_size()));
}

void GruKernel::use_scratch(float* scratch) {
    impl_->lay_out(scratch);
}

void GruKernel::forward(const float* w, const float* u, const float* b, std::int64_t weights_version, const float* x,
                        const float* h0, const int* lengths, float* y, float* hT, float* workspace, float* spare) {
    Impl& k = *impl_;
    k.require_scratch();
    ThreadScope scope(k.threads);
    Pass& pass = *k.forward;
    const Ragged ragged(k.dims.steps, k.dims.batch, k.dims.reverse, lengths);
    if (!ragged.any()) {
        pass.bind_inputs(x, k.or_zeros(h0), k.or_zeros(b), workspace);
        pass.primitive.bind(DNNL_ARG_DST_LAYER, y);
        pass.primitive.bind(DNNL_ARG_DST_ITER, hT);
        pass.run(w, u, weights_version, k.stream);
        return;
    }
    const Spare padded(k.dims, spare);
    ragged.pad(x, k.dims.input_size, padded.x);
    ragged.initial_states(h0, k.dims.hidden_size, k.scratch.state);
    pass.bind_inputs(padded.x, k.scratch.state, k.or_zeros(b), workspace);
    pass.primitive.bind(DNNL_ARG_DST_LAYER, padded.y);
    pass.primitive.bind(DNNL_ARG_DST_ITER, k.scratch.unused_state);
    pass.run(w, u, weights_version, k.stream);
    ragged.unpad(padded.y, k.dims.hidden_size, y);
    ragged.last_states(padded.y, h0, k.dims.hidden_size, hT);
}

void GruKernel::backward(const float* w, const float* u, const float* b, std::int64_t weights_version, const float* x,
                         const float* h0, const int* lengths, const float* y, const float* dy, const float* dhT,
                         float* dw, float* du, float* db, float* dx, float* dh0, float* workspace, float* spare) {
    Impl& k = *impl_;
    k.require_scratch();
    if (!k.backward) {
        throw std::logic_error("backward of a GRU kernel that was made for inference");
    }
    ThreadScope scope(k.threads);
    const int hidden = k.dims.hidden_size;
    const Ragged ragged(k.dims.steps, k.dims.batch, k.dims.reverse, lengths);
    const bool any = ragged.any();
    const Spare padded(k.dims, spare);
    if (any) {
        ragged.initial_states(h0, hidden, k.scratch.state);
        ragged.pad(dy, hidden, padded.dy);
        if (dhT != nullptr) {
            ragged.add_last_states(dhT, hidden, padded.dy);
        }
    } else if (dy == nullptr) {
        std::fill_n(padded.dy, k.dims.y_size(), 0.0f);
    }
    k.bind_forward(any ? padded.x : x, any ? k.scratch.state : k.or_zeros(h0), k.or_zeros(b), any ? padded.y : y,
                   workspace);
    Primitive& primitive = k.backward->primitive;
    primitive.bind(DNNL_ARG_DIFF_DST_LAYER, any || dy == nullptr ? padded.dy : dy);
    primitive.bind(DNNL_ARG_DIFF_DST_ITER, any ? k.scratch.zeros : k.or_zeros(dhT));
    primitive.bind(DNNL_ARG_DIFF_SRC_LAYER, any || dx == nullptr ? padded.dx : dx);
    primitive.bind(DNNL_ARG_DIFF_SRC_ITER, dh0 == nullptr ? k.scratch.unused_state : dh0);
    primitive.bind(DNNL_ARG_DIFF_WEIGHTS_LAYER, dw);
    primitive.bind(DNNL_ARG_DIFF_WEIGHTS_ITER, du);
    primitive.bind(DNNL_ARG_DIFF_BIAS, db == nullptr ? k.scratch.unused_bias : db);
    k.backward->run(w, u, weights_version, k.stream);

    if (any && dx != nullptr) {
        ragged.unpad(padded.dx, k.dims.input_size, dx);
    }
    if (any && dh0 != nullptr) {
        ragged.pass_initial_states(dhT, hidden, dh0);
    }
}

void destroy(GruKernel* kernel) noexcept {
    delete kernel;
}

}  // namespace gru4j
