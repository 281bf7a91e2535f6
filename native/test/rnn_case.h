#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gru4j/rnn_kernel.h"

namespace gru4j::test {

/// A layer of LSTM cells or tanh units and the numbers it runs on; made from the dims and a seed.
struct RnnCase {
    int steps, batch, input_size, hidden_size;
    RnnCell cell;
    bool reverse;
    std::vector<int> lengths;  // empty: all are T
    std::vector<float> w, u, b, x, s0, dy, dsT;

    RnnCase(int steps, int batch, int input_size, int hidden_size, RnnCell cell, bool reverse, std::uint32_t seed = 1);

    int gates() const { return cell == RnnCell::lstm ? 4 : 1; }
    int states() const { return cell == RnnCell::lstm ? 2 : 1; }
    /// Lengths 0 to T, with both ends among them where the batch has room.
    RnnCase& with_lengths();
    std::string text() const;
};

/// What a forward and a backward pass compute, in the number type of whoever computed it.
template <typename Real>
struct RnnResult {
    std::vector<Real> y, sT, dx, ds0, dw, du, db;
};

/// By plain loops in double precision, row by row.
RnnResult<double> oracle(const RnnCase& c);

}  // namespace gru4j::test
