#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gru4j/gru_kernel.h"

namespace gru4j::test {

/// A GRU and the numbers it runs on; made from the dims and a seed.
struct GruCase {
    int steps, batch, input_size, hidden_size;
    ResetGate reset_gate;
    bool reverse;
    std::vector<int> lengths;  // empty: all are T
    std::vector<float> w, u, b, x, h0, dy, dhT;
    std::vector<float> state_mask, update_mask;  // empty: ones

    GruCase(int steps, int batch, int input_size, int hidden_size, ResetGate reset_gate, bool reverse,
            std::uint32_t seed = 1);

    /// Lengths 0 to T, with both ends among them where the batch has room.
    GruCase& with_lengths();
    /// Masks with zeros, ones and others in them.
    GruCase& with_masks(bool state, bool update);
    std::string text() const;
};

/// What a forward and a backward pass compute, in the number type of whoever computed it.
template <typename Real>
struct GruResult {
    std::vector<Real> y, hT, dx, dh0, dw, du, db;
};

/// By plain loops in double precision, row by row.
GruResult<double> oracle(const GruCase& c);

/// Values in (-scale, scale).
std::vector<float> random_values(std::size_t size, float scale, std::uint32_t& state);

}  // namespace gru4j::test
