#pragma once

#include <algorithm>

#include "check.h"
#include "gru_case.h"
#include "memory.h"
#include "panel/panel_gru.h"
#ifdef GRU4J_ONEDNN
#include "primitive/primitive_gru.h"
#endif

namespace gru4j::test {

/// One way to compute a GRU: the panel kernel as compiled for some instruction set, or oneDNN's primitives.
struct Way {
    const PanelFunctions* functions;  // null: primitives
    bool panels_for_one_row = false;  // where the kernel for a single sequence is to be had

    std::string name() const {
        return functions == nullptr ? "primitive" : functions->name + std::string(panels_for_one_row ? " panels" : "");
    }
    bool has_masks() const { return functions != nullptr; }

    std::unique_ptr<GruStrategy> make(const GruCase& c, bool training, int threads) const {
        const GruDims dims{c.steps, c.batch, c.input_size, c.hidden_size, c.reset_gate, c.reverse, training};
#ifdef GRU4J_ONEDNN
        if (functions == nullptr) {
            return std::make_unique<PrimitiveGru>(dims, threads);
        }
#endif
        if (panels_for_one_row) {
            return std::make_unique<PanelGru>(dims, threads, *functions);
        }
        return make_panel_strategy(dims, threads, *functions);
    }
};

/// All that this machine can run; under ThreadSanitizer the panel kernels that threads_test runs.
inline std::vector<Way> ways() {
    std::vector<Way> all;
#if defined(__SANITIZE_THREAD__)
    all.push_back({usable_panel_functions().front()});
#else
#ifdef GRU4J_ONEDNN
    all.push_back({nullptr});
#endif
    for (const PanelFunctions* functions : usable_panel_functions()) {
        all.push_back({functions});
    }
#endif
    all.push_back({&best_panel_functions(), true});
    return all;
}

/// A kernel with its memory. All but the scratch starts as NaN: what is not written must not be read.
class Runner {
public:
    Runner(const Way& way, const GruCase& c, bool training = true, int threads = 1)
        : threads_(threads),
          kernel_(way.make(c, training, threads)),
          scratch_(kernel_->scratch_floats(), 0),
          workspace_(kernel_->workspace_floats(), nan),
          spare_(kernel_->spare_floats(), nan) {
        kernel_->use_scratch(scratch_.data());
    }

    struct Options {
        bool bias = true, h0 = true, dy = true, dhT = true, dx = true, dh0 = true;
        std::int64_t version = 1;
    };

    void forward(const GruCase& c, GruResult<float>& result, const Options& options) {
        result.y.assign(c.dy.size(), nan);
        result.hT.assign(c.h0.size(), nan);
        kernel_->forward(inputs(c, options), result.y.data(), result.hT.data(), {workspace_.data(), spare_.data()},
                         threads_);
    }

    void backward(const GruCase& c, GruResult<float>& result, const Options& options) {
        result.dx.assign(c.x.size(), nan);
        result.dh0.assign(c.h0.size(), nan);
        kernel_->backward(inputs(c, options), result.y.data(), given(options.dy, c.dy), given(options.dhT, c.dhT),
                          {result.dw.data(), result.du.data(), options.bias ? result.db.data() : nullptr},
                          options.dx ? result.dx.data() : nullptr, options.dh0 ? result.dh0.data() : nullptr,
                          {workspace_.data(), spare_.data()}, threads_);
    }

    GruResult<float> run(const GruCase& c, const Options& options) {
        GruResult<float> result;
        result.dw.assign(c.w.size(), 0);
        result.du.assign(c.u.size(), 0);
        result.db.assign(c.b.size(), 0);
        forward(c, result, options);
        backward(c, result, options);
        return result;
    }

    GruResult<float> run(const GruCase& c) { return run(c, Options()); }

private:
    static const float* given(bool is_given, const std::vector<float>& values) {
        return is_given ? values.data() : nullptr;
    }
    static GruInputs inputs(const GruCase& c, const Options& options) {
        const Weights weights{c.w.data(), c.u.data(), given(options.bias, c.b), options.version};
        return {weights,
                c.x.data(),
                given(options.h0, c.h0),
                c.lengths.empty() ? nullptr : c.lengths.data(),
                given(!c.state_mask.empty(), c.state_mask),
                given(!c.update_mask.empty(), c.update_mask)};
    }

    int threads_;
    std::unique_ptr<GruStrategy> kernel_;
    Memory scratch_;
    Memory workspace_;
    Memory spare_;
};

inline void require_equal_results(const std::string& text, const GruResult<float>& actual,
                                  const GruResult<float>& expected) {
    require_equal(text + " y", actual.y, expected.y);
    require_equal(text + " hT", actual.hT, expected.hT);
    require_equal(text + " dx", actual.dx, expected.dx);
    require_equal(text + " dh0", actual.dh0, expected.dh0);
    require_equal(text + " dw", actual.dw, expected.dw);
    require_equal(text + " du", actual.du, expected.du);
    require_equal(text + " db", actual.db, expected.db);
}

}  // namespace gru4j::test
