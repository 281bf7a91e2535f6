#pragma once

#include "activations.h"
#include "task.h"

namespace gru4j::GRU4J_ISA {

// What distinguishes the cells in the panel kernel. The equations are in recurrent_kernel.h. A row of G belongs to one
// step of one sequence in one panel. It holds vectors of V units: first the pre-activations, which the activations
// replace, and in backward the gradients with respect to the pre-activations.
//
// A cell has
//   cell, gates            the kind of cell, and its number of blocks of H columns in W and U
//   bias_rows              the rows of b that are added to the first vectors of a row
//   width, saved_width     floats of a row that keeps nothing, or everything, for backward
//   saves                  whether backward needs forward's rows at all
//   FromX, FromH           products: their gates, in the order of the row's vectors, beginning with vector `place`
//   resets_state           whether a third product, FromReset, reads r⊙h̃ and waits for the gates of FromH
//   carries_c              whether there is a second state
//   has_masks              whether masks on the state and its update are supported
//   neighbours             most adjacent panels in one product; above 1 if one panel is too narrow for a tile
//   in_two_loops           whether forward's maths of some rows is two loops, which keep their constants in registers
//   first_loop(), next_state(), gradients()
//
// first_loop(g, c), then next_state(g, h, c): returns the state after a row's step; h is the previous state. c is the
// second state, updated in place. SAVE: activations are left in g.
//
// gradients(g, y, h, dh, passed, dc, lanes) undoes next_state(), whose result was y. dh is the gradient of this result;
// passed is the part that bypasses the cell. It leaves the gradients of pre-activations in g, and returns the part of
// the gradient of h that comes through no product.

/// Places of the vectors in a GRU's row.
constexpr int place_o = 0;
constexpr int place_u = V;
constexpr int place_r = 2 * V;
constexpr int place_q = 3 * V;

/// The part that both kinds of GRU share: h' = u⊙h + (1−u)⊙o.
struct Gru {
    static constexpr bool carries_c = false;
    static constexpr bool has_masks = true;
    static constexpr int neighbours = 1;

    template <bool SAVE>
    GRU4J_INLINE static vec next_state(float* g, vec h, float*) {
        const vec u = sigmoid(load(g + place_u));
        const vec o = tanh(load(g + place_o));
        if (SAVE) {
            store(g + place_u, u);
            store(g + place_o, o);
        }
        return o + u * (h - o);
    }
};

/// GRU with reset gate after the product. A row is ox, u, r, oh, with ox = x·Wo + bo and oh = h̃·Uo + bu'.
struct GruAfter : Gru {
    static constexpr Cell cell = Cell::gru_after;
    static constexpr int gates = 3;
    static constexpr int bias_rows[] = {2, 0, 1, 3};  // bo, bu, br, bu'
    static constexpr int width = 4 * V;
    static constexpr int saved_width = width;
    static constexpr bool saves = true;
    struct FromX {
        static constexpr int place = 0;
        static constexpr int gates[] = {2, 0, 1};
    };
    struct FromH {
        static constexpr int place = 1;
        static constexpr int gates[] = {0, 1, 2};
        static constexpr int from_x = 2;  // number of vectors to which a product with x was added
    };
    static constexpr bool resets_state = false;
    static constexpr bool in_two_loops = true;

    template <bool SAVE>
    GRU4J_INLINE static void first_loop(float* g, float*) {
        const vec r = sigmoid(load(g + place_r));
        if (SAVE) {
            store(g + place_r, r);
        }
        store(g + place_o, load(g + place_o) + r * load(g + place_q));
    }

    template <class L>
    GRU4J_INLINE static vec gradients(float* g, vec, vec h, vec dh, vec passed, float*, L lanes) {
        const vec o = load(g + place_o);
        const vec u = load(g + place_u);
        const vec r = load(g + place_r);
        const vec q = load(g + place_q);
        const vec d_o = dh * (1.0f - u) * (1.0f - o * o);
        const vec d_u = dh * (h - o) * (u * (1.0f - u));
        store(g + place_o, lanes.kept(d_o));
        store(g + place_u, lanes.kept(d_u));
        store(g + place_r, lanes.kept(d_o * q * (r * (1.0f - r))));
        store(g + place_q, lanes.kept(d_o * r));
        return lanes.kept(dh * u + passed);
    }
};

/// GRU with reset gate before the product. A row is o, u, r, with o = x·Wo + (r⊙h̃)·Uo + bo.
struct GruBefore : Gru {
    static constexpr Cell cell = Cell::gru_before;
    static constexpr int gates = 3;
    static constexpr int bias_rows[] = {2, 0, 1};
    static constexpr int width = 3 * V;
    static constexpr int saved_width = width;
    static constexpr bool saves = true;
    struct FromX {
        static constexpr int place = 0;
        static constexpr int gates[] = {2, 0, 1};
    };
    struct FromH {
        static constexpr int place = 1;
        static constexpr int gates[] = {0, 1};
        static constexpr int from_x = 2;
    };
    static constexpr bool resets_state = true;
    struct FromReset {
        static constexpr int place = 0;
        static constexpr int gates[] = {2};
    };
    static constexpr bool in_two_loops = false;

    /// Returns r⊙h̃.
    template <bool SAVE>
    GRU4J_INLINE static vec reset_state(float* g, vec masked) {
        const vec r = sigmoid(load(g + place_r));
        if (SAVE) {
            store(g + place_r, r);
        }
        return r * masked;
    }

    template <class L>
    GRU4J_INLINE static vec gradients(float* g, vec, vec h, vec dh, vec passed, float*, L lanes) {
        const vec o = load(g + place_o);
        const vec u = load(g + place_u);
        store(g + place_o, lanes.kept(dh * (1.0f - u) * (1.0f - o * o)));
        store(g + place_u, lanes.kept(dh * (h - o) * (u * (1.0f - u))));
        return lanes.kept(dh * u + passed);
    }

    /// Undoes reset_state(). d is the gradient of r⊙h̃; returns the gradient of h̃.
    template <class L>
    GRU4J_INLINE static vec reset_gradients(float* g, vec masked, vec d, L lanes) {
        const vec r = load(g + place_r);
        store(g + place_r, lanes.kept(d * masked * (r * (1.0f - r))));
        return lanes.kept(d * r);
    }
};

/// LSTM. A row is i, f, g, o, and for backward the c before the step.
struct Lstm {
    static constexpr Cell cell = Cell::lstm;
    static constexpr int gates = 4;
    static constexpr int bias_rows[] = {0, 1, 2, 3};
    static constexpr int width = 4 * V;
    static constexpr int saved_width = 5 * V;
    static constexpr bool saves = true;
    struct FromX {
        static constexpr int place = 0;
        static constexpr int gates[] = {0, 1, 2, 3};
    };
    struct FromH {
        static constexpr int place = 0;
        static constexpr int gates[] = {0, 1, 2, 3};
        static constexpr int from_x = 4;
    };
    static constexpr bool resets_state = false;
    static constexpr bool carries_c = true;
    static constexpr bool has_masks = false;
    static constexpr int neighbours = 1;
    static constexpr bool in_two_loops = true;

    template <bool SAVE>
    GRU4J_INLINE static void first_loop(float* row, float* c) {
        const vec i = sigmoid(load(row));
        const vec f = sigmoid(load(row + V));
        const vec g = tanh(load(row + 2 * V));
        const vec before = load(c);
        if (SAVE) {
            store(row, i);
            store(row + V, f);
            store(row + 2 * V, g);
            store(row + 4 * V, before);
        }
        store(c, f * before + i * g);
    }

    template <bool SAVE>
    GRU4J_INLINE static vec next_state(float* row, vec, float* c) {
        const vec o = sigmoid(load(row + 3 * V));
        if (SAVE) {
            store(row + 3 * V, o);
        }
        return o * tanh(load(c));
    }

    template <class L>
    GRU4J_INLINE static vec gradients(float* row, vec, vec, vec dh, vec, float* dc, L lanes) {
        const vec i = load(row);
        const vec f = load(row + V);
        const vec g = load(row + 2 * V);
        const vec o = load(row + 3 * V);
        const vec before = load(row + 4 * V);
        const vec squashed = tanh(f * before + i * g);
        const vec d = load(dc) + dh * o * (1.0f - squashed * squashed);
        store(row, lanes.kept(d * g * (i * (1.0f - i))));
        store(row + V, lanes.kept(d * before * (f * (1.0f - f))));
        store(row + 2 * V, lanes.kept(d * i * (1.0f - g * g)));
        store(row + 3 * V, lanes.kept(dh * squashed * (o * (1.0f - o))));
        store(dc, lanes.kept(d * f));
        return vec{};
    }
};

/// Plain tanh units. A row is the only pre-activation. The activation is the state itself, which forward leaves in y.
struct Tanh {
    static constexpr Cell cell = Cell::tanh;
    static constexpr int gates = 1;
    static constexpr int bias_rows[] = {0};
    static constexpr int width = V;
    static constexpr int saved_width = width;
    static constexpr bool saves = false;
    struct FromX {
        static constexpr int place = 0;
        static constexpr int gates[] = {0};
    };
    struct FromH {
        static constexpr int place = 0;
        static constexpr int gates[] = {0};
        static constexpr int from_x = 1;
    };
    static constexpr bool resets_state = false;
    static constexpr bool carries_c = false;
    static constexpr bool has_masks = false;
    static constexpr int neighbours = 3;
    static constexpr bool in_two_loops = false;

    template <bool SAVE>
    GRU4J_INLINE static vec next_state(float* g, vec, float*) {
        return tanh(load(g));
    }

    template <class L>
    GRU4J_INLINE static vec gradients(float* g, vec y, vec, vec dh, vec, float*, L lanes) {
        store(g, lanes.kept(dh * (1.0f - y * y)));
        return vec{};
    }
};

/// Number of vectors of a row that a product computes.
template <class Product>
constexpr int vectors = sizeof(Product::gates) / sizeof(int);

/// Number of vectors of a row that are pre-activations.
template <class Policy>
constexpr int row_vectors = sizeof(Policy::bias_rows) / sizeof(int);

}  // namespace gru4j::GRU4J_ISA
