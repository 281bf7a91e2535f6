#pragma once

#include <algorithm>
#include <limits>
#include <new>

#include "gru_case.h"

namespace gru4j::test {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

/// Floats at a multiple of 64 bytes.
class Memory {
public:
    Memory(std::int64_t floats, float value) : data_(static_cast<float*>(::operator new(bytes(floats), alignment))) {
        std::fill_n(data_, floats, value);
    }
    ~Memory() { ::operator delete(data_, alignment); }
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    float* data() { return data_; }

private:
    static constexpr std::align_val_t alignment{64};
    static std::size_t bytes(std::int64_t floats) { return static_cast<std::size_t>(floats) * sizeof(float); }
    float* data_;
};

/// A kernel with its memory. All but the scratch starts as NaN: what is not written must not be read.
class Runner {
public:
    explicit Runner(const GruCase& c, bool training = true, int threads = 1)
        : kernel_(c.steps, c.batch, c.input_size, c.hidden_size, c.reset_gate, c.reverse, training, threads),
          scratch_(kernel_.scratch_floats(), 0),
          workspace_(kernel_.workspace_floats(), nan),
          spare_(kernel_.spare_floats(), nan) {
        kernel_.use_scratch(scratch_.data());
    }

    struct Options {
        bool bias = true, h0 = true, dy = true, dhT = true, dx = true, dh0 = true;
        std::int64_t version = 1;
    };

    void forward(const GruCase& c, GruResult<float>& result, const Options& options) {
        result.y.assign(c.dy.size(), nan);
        result.hT.assign(c.h0.size(), nan);
        kernel_.forward(c.w.data(), c.u.data(), given(options.bias, c.b), options.version, c.x.data(),
                        given(options.h0, c.h0), lengths(c), result.y.data(), result.hT.data(), workspace_.data(),
                        spare_.data());
    }

    void backward(const GruCase& c, GruResult<float>& result, const Options& options) {
        result.dx.assign(c.x.size(), nan);
        result.dh0.assign(c.h0.size(), nan);
        kernel_.backward(c.w.data(), c.u.data(), given(options.bias, c.b), options.version, c.x.data(),
                         given(options.h0, c.h0), lengths(c), result.y.data(), given(options.dy, c.dy),
                         given(options.dhT, c.dhT), result.dw.data(), result.du.data(),
                         options.bias ? result.db.data() : nullptr, options.dx ? result.dx.data() : nullptr,
                         options.dh0 ? result.dh0.data() : nullptr, workspace_.data(), spare_.data());
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
    static const int* lengths(const GruCase& c) { return c.lengths.empty() ? nullptr : c.lengths.data(); }

    GruKernel kernel_;
    Memory scratch_;
    Memory workspace_;
    Memory spare_;
};

}  // namespace gru4j::test
