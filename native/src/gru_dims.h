#pragma once

#include "gru4j/gru_kernel.h"

namespace gru4j {

/// What a GruKernel is made for; the letters are its constructor's.
struct GruDims {
    int steps;
    int batch;
    int input_size;
    int hidden_size;
    ResetGate reset_gate;
    bool reverse;
    bool training;

    std::int64_t x_size() const { return std::int64_t(steps) * batch * input_size; }
    std::int64_t y_size() const { return std::int64_t(steps) * batch * hidden_size; }
    std::int64_t state_size() const { return std::int64_t(batch) * hidden_size; }
    int bias_rows() const { return reset_gate == ResetGate::after ? 4 : 3; }
};

}  // namespace gru4j
