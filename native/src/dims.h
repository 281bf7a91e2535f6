#pragma once

#include "gru4j/recurrent_kernel.h"

namespace gru4j {

/// The dimensions that a RecurrentKernel is created for. The letters are those of RecurrentKernel.
struct Dims {
    Cell cell;
    int steps;
    int batch;
    int input_size;
    int hidden_size;
    bool reverse;
    bool training;

    bool is_gru() const { return cell == Cell::gru_before || cell == Cell::gru_after; }
    /// G: the number of blocks of H columns in W and U.
    int gates() const { return cell == Cell::tanh ? 1 : cell == Cell::lstm ? 4 : 3; }
    int bias_rows() const { return cell == Cell::gru_after ? 4 : gates(); }
    /// S: the number of states, h and for LSTMs c.
    int states() const { return cell == Cell::lstm ? 2 : 1; }
    std::int64_t x_size() const { return std::int64_t(steps) * batch * input_size; }
    std::int64_t y_size() const { return std::int64_t(steps) * batch * hidden_size; }
    std::int64_t state_size() const { return std::int64_t(batch) * hidden_size; }
    std::int64_t w_size() const { return std::int64_t(input_size) * gates() * hidden_size; }
    std::int64_t bias_size() const { return std::int64_t(bias_rows()) * hidden_size; }
};

}  // namespace gru4j
