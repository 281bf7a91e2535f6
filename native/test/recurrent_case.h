#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dims.h"

namespace gru4j::test {

constexpr Cell cells[] = {Cell::gru_before, Cell::gru_after, Cell::lstm, Cell::tanh};

/// A recurrent layer and the numbers it runs on; made from the dims and a seed.
struct RecurrentCase {
    Cell cell;
    int steps, batch, input_size, hidden_size;
    bool reverse;
    std::vector<int> lengths;  // empty: all are T
    std::vector<float> w, u, b, x, s0, dy, dsT;
    std::vector<float> state_mask, update_mask;  // empty: ones

    RecurrentCase(Cell cell, int steps, int batch, int input_size, int hidden_size, bool reverse,
                  std::uint32_t seed = 1);

    Dims dims(bool training) const { return {cell, steps, batch, input_size, hidden_size, reverse, training}; }
    bool is_gru() const { return dims(false).is_gru(); }
    int gates() const { return dims(false).gates(); }
    int states() const { return dims(false).states(); }
    /// Lengths 0 to T, with both ends among them where the batch has room.
    RecurrentCase& with_lengths();
    /// Masks with zeros, ones and others in them. GRUs only.
    RecurrentCase& with_masks(bool state, bool update);
    std::string text() const;
};

/// What a forward and a backward pass compute, in the number type of whoever computed it.
template <typename Real>
struct RecurrentResult {
    std::vector<Real> y, sT, dx, ds0, dw, du, db;
};

/// By plain loops in double precision, row by row.
RecurrentResult<double> oracle(const RecurrentCase& c);

}  // namespace gru4j::test
