// The calling thread may flush denormals or round another way, as libraries compiled with -ffast-math make it do: that
// changes no bit of a result, and the caller finds its mode as it left it. A program of its own: the library's threads
// are started in that mode.
#include "threads/floating_point.h"

#include <functional>
#include <memory>
#include <vector>

#include "check.h"
#include "gru4j/dropout.h"
#include "gru4j/embedding.h"
#include "gru4j/loss.h"
#include "gru4j/optimizer.h"
#include "gru4j/recurrent_kernel.h"
#include "memory.h"
#include "random_values.h"
#include "recurrent_case.h"
#ifdef GRU4J_ONEDNN
#include "gru4j/dense.h"
#endif

namespace gru4j::test {
namespace {

#if defined(__x86_64__)
constexpr unsigned modes[] = {
        0x8000 | 0x0040 | default_floating_point,  // denormals are flushed, as results and factors
        0x2000 | default_floating_point,           // downwards
        0x4000 | default_floating_point, 0x6000 | default_floating_point};
#else
constexpr std::uint64_t modes[] = {std::uint64_t(1) << 24, std::uint64_t(1) << 22, std::uint64_t(2) << 22};
#endif

using Floats = std::vector<float>;

/// Some so small that sums and products of them are denormal; the same in any mode.
Floats values(std::size_t size, float scale, std::uint32_t seed) {
    const DefaultFloatingPoint mode;
    Floats floats = random_values(size, scale, seed);
    for (std::size_t k = 0; k < size; k += 3) {
        floats[k] *= 1e-38f;
    }
    return floats;
}

Floats joined(std::initializer_list<const Floats*> parts) {
    Floats all;
    for (const Floats* part : parts) {
        all.insert(all.end(), part->begin(), part->end());
    }
    return all;
}

Floats recurrent(Cell cell, Strategy strategy) {
    const Dims d{cell, 9, 33, 7, 20, false, true};
    const int threads = 2;
    RecurrentKernel kernel(cell, d.steps, d.batch, d.input_size, d.hidden_size, d.reverse, d.training, strategy,
                           threads);
    Memory scratch(kernel.scratch_floats(), 0), workspace(kernel.workspace_floats(), 0);
    Memory spare(kernel.spare_floats(), 0);
    kernel.use_scratch(scratch.data());
    const Floats w = values(d.w_size(), 1, 1), u = values(d.hidden_size * d.gates() * d.hidden_size, 1, 2);
    const Floats b = values(d.bias_size(), 1, 3), x = values(d.x_size(), 1, 4), dy = values(d.y_size(), 1, 5);
    Floats y(d.y_size()), sT(d.states() * d.state_size()), dx(x.size()), ds0(sT.size()), dw(w.size()), du(u.size()),
            db(b.size());
    kernel.forward(w.data(), u.data(), b.data(), 1, x.data(), nullptr, nullptr, nullptr, nullptr, y.data(), sT.data(),
                   workspace.data(), spare.data(), 0);
    kernel.backward(w.data(), u.data(), b.data(), 1, x.data(), nullptr, nullptr, nullptr, nullptr, y.data(), dy.data(),
                    nullptr, dw.data(), du.data(), db.data(), dx.data(), ds0.data(), workspace.data(), spare.data(), 0);
    return joined({&y, &sT, &dx, &ds0, &dw, &du, &db});
}

#ifdef GRU4J_ONEDNN

Floats dense() {
    const std::int64_t M = 900, I = 70, O = 200;
    const Floats x = values(M * I, 1, 1), w = values(I * O, 1, 2), b = values(O, 1, 3), dy = values(M * O, 1, 4);
    Floats y(M * O), dx(M * I), dw(I * O), db(O);
    dense_forward(M, I, O, x.data(), w.data(), b.data(), y.data(), 2);
    dense_backward(M, I, O, x.data(), w.data(), dy.data(), dx.data(), dw.data(), db.data(), 2);
    return joined({&y, &dx, &dw, &db});
}

#endif

Floats elementwise() {
    const std::int64_t rows = 2000, size = 700;
    Floats p = values(rows * size, 1, 1), m = values(p.size(), 1, 3), v(p.size(), 1e-39f), y(p.size());
    Floats g = values(p.size(), 1, 2);
    const std::vector<int> targets(rows, 3);
    const double loss = softmax_cross_entropy(rows, size, p.data(), targets.data(), y.data(), 2);
    const double sum = sum_of_squares(p.size(), p.data(), 2);
    adam_step(p.size(), p.data(), g.data(), m.data(), v.data(), 0.9f, 0.1f, 0.99f, 0.01f, 1e-3f, 1, 1e-8f, 1e-3f, 0, 2);
    sgd_step(p.size(), p.data(), g.data(), m.data(), 0.9f, true, 1e-3f, 1e-3f, 2);
    rms_prop_step(p.size(), p.data(), g.data(), v.data(), 0.9f, 0.1f, 1e-8f, 0, 1e-3f, 2);
    scale(g.size(), 1e-3f, g.data(), 2);
    add_normal(rows, 5, 1e-38, g.data(), 2);
    Floats dropped(p.size()), embedded(rows * size);
    dropout(rows, size, p.data(), 0, size, 7, std::int64_t(1) << 51, 1.1f, dropped.data(), 2);
    embedding_backward(rows, size, targets.data(), g.data(), embedded.data(), 2);
    const DefaultFloatingPoint mode;
    const Floats sums{static_cast<float>(loss), static_cast<float>(sum)};
    return joined({&p, &m, &v, &g, &y, &dropped, &embedded, &sums});
}

}  // namespace

GRU4J_TEST(the_callers_mode_of_floating_point_changes_no_bit) {
    std::vector<std::function<Floats()>> calls{elementwise};
    for (Cell cell : cells) {
        calls.push_back([=] { return recurrent(cell, Strategy::panel); });
#ifdef GRU4J_ONEDNN
        calls.push_back([=] { return recurrent(cell, Strategy::primitive); });
#endif
    }
#ifdef GRU4J_ONEDNN
    calls.push_back(dense);
#endif
    for (std::size_t call = 0; call < calls.size(); ++call) {
        const auto run_in = [&](auto mode) {
            set_floating_point(mode);
            Floats result = calls[call]();
            const auto left = floating_point();
            use_default_floating_point();
            require(left == mode, "call " + std::to_string(call) + " left another mode than it found");
            return result;
        };
        // another mode first: it is the one that threads are started in
        std::vector<Floats> results;
        for (const auto mode : modes) {
            results.push_back(run_in(mode));
        }
        const Floats expected = run_in(default_floating_point);
        for (const Floats& result : results) {
            require_equal("call " + std::to_string(call), result, expected);
        }
    }
}

}  // namespace gru4j::test
