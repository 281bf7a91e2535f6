#pragma once

#include <cstdint>

#include "threads/team.h"

namespace gru4j {

/// One pass over one sequence (N = 1). All arrays are in the caller's own layout. Nothing is packed, because no packed
/// copy of the weights would be read often enough to pay for making it. Step s is the s-th step visited; time(s) is its
/// index in x and y.
struct SingleTask {
    int steps;  // valid steps
    int inputs, hidden;
    bool after, training, reverse;
    const float* w;            // [I,3,H]
    const float* u;            // [H,3,H]
    const float* b;            // [3|4,H]; null for zeros
    const float* x;            // [T,I]
    const float* h0;           // [H]
    const float* state_mask;   // m [H]; null for ones
    const float* update_mask;  // z [T,H]; null for ones
    float* y;                  // [T,H]
    float* a;                  // [T,3,H] x·W + b, then u, r, o; backward: gradients of their pre-activations
    float* q;                  // [T,H] h̃·Uo + bu' (after), r⊙h̃ (before); backward: (after) their gradients
    float* masked;             // [2][H] h̃ of the current step and of the next
    // backward
    const float* dy;   // [T,H]; null for zeros
    const float* dhT;  // [H]; null for zeros
    float* dx;         // [T,I]; null if not needed
    float* dh0;        // [H]; null if not needed
    float* dw;         // added to, as are du and db
    float* du;
    float* db;      // null if not needed
    float* dh;      // [H]
    float* dq;      // [H] before: do·Uoᵀ
    float* states;  // [T,H] h̃ that the products of each step read

    int time(int step) const { return reverse ? steps - 1 - step : step; }
};

}  // namespace gru4j
