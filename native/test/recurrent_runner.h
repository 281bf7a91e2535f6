#pragma once

#include <algorithm>

#include "check.h"
#include "memory.h"
#include "panel/panel_layer.h"
#include "recurrent_case.h"
#ifdef GRU4J_ONEDNN
#include "primitive/primitive_rnn.h"
#endif

namespace gru4j::test {

/// One way to compute a layer: the panel kernel as compiled for some instruction set, or oneDNN's primitives.
struct Way {
    const PanelFunctions* functions;  // null: primitives
    bool panels_for_one_row = false;  // where the kernel for a single sequence is to be had

    std::string name() const {
        return functions == nullptr ? "primitive" : functions->name + std::string(panels_for_one_row ? " panels" : "");
    }
    bool is_panel() const { return functions != nullptr; }
    /// Whether it is not another way once more.
    bool is_for(Cell cell) const { return !panels_for_one_row || cell == Cell::gru_before || cell == Cell::gru_after; }
    bool has_masks(Cell cell) const { return is_panel() && functions->of(cell).layout.has_masks; }

    std::unique_ptr<RecurrentStrategy> make(const RecurrentCase& c, bool training, int threads) const {
        const Dims dims = c.dims(training);
#ifdef GRU4J_ONEDNN
        if (functions == nullptr) {
            return std::make_unique<PrimitiveRnn>(dims, threads);
        }
#endif
        if (panels_for_one_row || !c.is_gru()) {  // in all of the threads, however little work there is
            return std::make_unique<PanelLayer>(dims, threads, *functions);
        }
        return make_panel_strategy(dims, threads, *functions);
    }
};

/// What a program tests: oneDNN's primitives, which have one of their own, or else the panel kernels that this machine
/// can run; under ThreadSanitizer those that threads_test runs.
inline std::vector<Way> ways() {
#if defined(GRU4J_TEST_PRIMITIVES)
    return {{nullptr}};
#else
    std::vector<Way> all;
#if defined(__SANITIZE_THREAD__)
    all.push_back({usable_panel_functions().front()});
#else
    for (const PanelFunctions* functions : usable_panel_functions()) {
        all.push_back({functions});
    }
#endif
    all.push_back({&best_panel_functions(), true});
    return all;
#endif
}

/// A kernel with its memory. All but the scratch starts as NaN: what is not written must not be read.
class Runner {
public:
    Runner(const Way& way, const RecurrentCase& c, bool training = true, int threads = 1)
        : threads_(threads),
          kernel_(way.make(c, training, threads)),
          scratch_(kernel_->scratch_floats(), 0),
          workspace_(kernel_->workspace_floats(), nan),
          spare_(kernel_->spare_floats(), nan) {
        kernel_->use_scratch(scratch_.data());
    }

    struct Options {
        bool bias = true, s0 = true, dy = true, dsT = true, dx = true, ds0 = true;
        std::int64_t version = 1;
    };

    void forward(const RecurrentCase& c, RecurrentResult<float>& result, const Options& options) {
        result.y.assign(c.dy.size(), nan);
        result.sT.assign(c.s0.size(), nan);
        kernel_->forward(inputs(c, options), result.y.data(), states<States>(c, result.sT.data()),
                         {workspace_.data(), spare_.data()}, threads_);
    }

    void backward(const RecurrentCase& c, RecurrentResult<float>& result, const Options& options) {
        result.dx.assign(c.x.size(), nan);
        result.ds0.assign(c.s0.size(), nan);
        kernel_->backward(inputs(c, options), result.y.data(), given(options.dy, c.dy),
                          states<ConstStates>(c, given(options.dsT, c.dsT)),
                          {result.dw.data(), result.du.data(), options.bias ? result.db.data() : nullptr},
                          options.dx ? result.dx.data() : nullptr,
                          states<States>(c, options.ds0 ? result.ds0.data() : nullptr),
                          {workspace_.data(), spare_.data()}, threads_);
    }

    RecurrentResult<float> run(const RecurrentCase& c, const Options& options) {
        RecurrentResult<float> result;
        result.dw.assign(c.w.size(), 0);
        result.du.assign(c.u.size(), 0);
        result.db.assign(c.b.size(), 0);
        forward(c, result, options);
        backward(c, result, options);
        return result;
    }

    RecurrentResult<float> run(const RecurrentCase& c) { return run(c, Options()); }

private:
    static const float* given(bool is_given, const std::vector<float>& values) {
        return is_given ? values.data() : nullptr;
    }
    template <typename Result, typename Float>
    static Result states(const RecurrentCase& c, Float* s) {
        return {s, s == nullptr || c.states() == 1 ? nullptr : s + c.dims(true).state_size()};
    }
    static RecurrentInputs inputs(const RecurrentCase& c, const Options& options) {
        const Weights weights{c.w.data(), c.u.data(), given(options.bias, c.b), options.version};
        return {weights,
                c.x.data(),
                states<ConstStates>(c, given(options.s0, c.s0)),
                c.lengths.empty() ? nullptr : c.lengths.data(),
                given(!c.state_mask.empty(), c.state_mask),
                given(!c.update_mask.empty(), c.update_mask)};
    }

    int threads_;
    std::unique_ptr<RecurrentStrategy> kernel_;
    Memory scratch_;
    Memory workspace_;
    Memory spare_;
};

inline void require_equal_results(const std::string& text, const RecurrentResult<float>& actual,
                                  const RecurrentResult<float>& expected) {
    require_equal(text + " y", actual.y, expected.y);
    require_equal(text + " sT", actual.sT, expected.sT);
    require_equal(text + " dx", actual.dx, expected.dx);
    require_equal(text + " ds0", actual.ds0, expected.ds0);
    require_equal(text + " dw", actual.dw, expected.dw);
    require_equal(text + " du", actual.du, expected.du);
    require_equal(text + " db", actual.db, expected.db);
}

}  // namespace gru4j::test
