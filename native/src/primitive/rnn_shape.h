#pragma once

#include <cstdint>

#include "gru_dims.h"

namespace gru4j {

/// Those of oneDNN's cells that are used here.
enum class Cell { gru_before, gru_after, lstm, tanh };

/// What an RnnLayer is made for: one layer, one direction, one shape.
struct RnnShape {
    Cell cell;
    int steps;
    int batch;
    int input_size;
    int hidden_size;
    bool reverse;
    bool training;

    static RnnShape of(const GruDims& dims) {
        return {dims.reset_gate == ResetGate::after ? Cell::gru_after : Cell::gru_before,
                dims.steps,
                dims.batch,
                dims.input_size,
                dims.hidden_size,
                dims.reverse,
                dims.training};
    }

    /// G: blocks of H columns in W and U.
    int gates() const { return cell == Cell::tanh ? 1 : cell == Cell::lstm ? 4 : 3; }
    int bias_rows() const { return cell == Cell::gru_after ? 4 : gates(); }
    std::int64_t x_size() const { return std::int64_t(steps) * batch * input_size; }
    std::int64_t y_size() const { return std::int64_t(steps) * batch * hidden_size; }
    std::int64_t state_size() const { return std::int64_t(batch) * hidden_size; }
    std::int64_t w_size() const { return std::int64_t(input_size) * gates() * hidden_size; }
    std::int64_t bias_size() const { return std::int64_t(bias_rows()) * hidden_size; }
};

/// States [N,H] of all sequences; c null but for LSTMs.
struct States {
    float* h;
    float* c;
};
struct ConstStates {
    const float* h;
    const float* c;
};

}  // namespace gru4j
