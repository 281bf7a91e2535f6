#pragma once

#include <cstddef>
#include <cstdint>

#include "gru4j/recurrent_kernel.h"
#include "single_task.h"
#include "threads/team.h"

namespace gru4j {

/// Where in its arrays a slice is at each step. A slot is a place along the time axis of the arrays, in which the rows
/// of a slot lie together: slot t of full sequences is time t; sequences of different lengths are copied, longest first
/// and in the order in which they are visited, so that slot s holds the s-th steps of all that have one.
struct Slots {
    int count;
    bool descending;            // visited from the last to the first
    const int* rows;            // [count] of each slot; never more than of the slot visited before
    const std::int64_t* first;  // [count+1] how many rows the slots before it have
    const std::int64_t* place;  // [count] of the slot's first row in x, y and the other arrays of all steps
    int chunks;                 // slots are worked on in chunks
    const int* chunk;           // [chunks+1] each chunk's first slot

    int visited(int visit) const { return descending ? count - 1 - visit : visit; }
    /// The place of the first row of the states that this slot starts from; -1: it is the first that is visited.
    std::int64_t place_before(int slot) const {
        if (slot == visited(0)) {
            return -1;
        }
        return place[descending ? slot + 1 : slot - 1];
    }
};

/// The parameters in the order in which products read them, made once for all slices. P = panels of V hidden units, PI
/// = panels of V inputs; X, S and R are the vectors of a row of G that have a product with x, with the state and with
/// r⊙h̃.
struct PanelWeights {
    // forward
    float* w;        // [P][I][X·V]
    float* u;        // [P][H][S·V]
    float* u_reset;  // [P][H][R·V]; null if there is no such product
    float* b;        // [P][biases·V]
    // backward
    float* wt;        // [PI][P][X·V][V]
    float* ut;        // [P][P][S·V][V]
    float* ut_reset;  // [P][P][R·V][V]
};

/// Memory of a slice that holds all but what belongs to one pass. Null where the cell needs none.
struct PanelScratch {
    float* zeros;  // [max(I,H)] never written
    float* g;      // where nothing is kept: pre-activations of one chunk, in training of two in turn
    // forward
    float* reset_state;   // [N,H] r⊙h̃ of the step at hand
    float* masked_state;  // [2][N,H] h̃ = m⊙h of the step at hand and of the next
    float* c;             // [P][N][V] of the step at hand
    // backward
    float* dh;            // [P][N][V] gradient of the state, as far as it came through a product or needs no mask
    float* by_passing;    // [P][N][V] what passes by the mask m
    float* dc;            // [P][N][V]
    float* reset_states;  // [rows of a chunk][H] r⊙h̃
    float* columns;       // x, h̃ and r⊙h̃ of a chunk, transposed in strips
    float* dw;            // as PanelWeights::w
    float* du;            // as u
    float* du_reset;      // as u_reset
    float* db;            // as b
    float* dx;            // [threads][tuning::dx_rows][V] the last inputs
};

/// Rows between the panels of a chunk whose G lies alone: an odd number, so that a row of one panel and that of the
/// next do not share a set of the cache.
constexpr std::int64_t rows_apart(std::int64_t rows) {
    return rows | 1;
}

/// One pass over one slice of a layer and direction: all that a thread of it has to know. A slice is some rows of the
/// batch, N of them here, that have nothing to do with the others but the weights.
struct PanelTask {
    int batch, inputs, hidden;
    bool training;
    int panels, input_panels;  // P and PI
    std::int64_t chunk_rows;   // of the largest chunk
    Slots slots;
    PanelWeights packed;
    PanelScratch scratch;
    const float* w;            // [I,gates,H]
    const float* u;            // [H,gates,H]
    const float* b;            // [bias rows,H]; null for zeros
    const float* x;            // [rows,I]
    const float* h0;           // [N,H]; null for zeros
    const float* c0;           // [N,H]; null for zeros
    const float* state_mask;   // m [N,H]; null for ones
    const float* update_mask;  // z [rows,H]; null for ones
    float* y;                  // [rows,H]
    float* cT;                 // [N,H]
    float* g;                  // [chunk][P][row][vectors·V]; null if none are kept
    // backward
    const float* dy;   // [rows,H]; null for zeros
    const float* dhT;  // [N,H]; null for zeros
    const float* dcT;  // [N,H]; null for zeros
    float* dx;         // [rows,I]; null if nobody needs it
    float* dh0;        // [N,H]; null if nobody needs it
    float* dc0;        // [N,H]; null if nobody needs it
    float* dw;         // added to, as are du and db
    float* du;
    float* db;  // null if nobody needs it
};

/// How a cell lies in panels, in vectors of V floats. See cells.h.
struct CellLayout {
    int row, saved_row;              // of a row of G
    int from_x, from_h, from_reset;  // products' widths
    int biases;
    bool saves, carries_c, has_masks;
};

/// What a thread does for a cell.
struct CellFunctions {
    Cell cell;
    CellLayout layout;
    // of the work on the weights, for all slices: any of their tasks will do
    void (*pack)(const PanelTask& task, const Member& member);
    void (*pack_bias)(const PanelTask& task, const Member& member);
    void (*pack_transposed)(const PanelTask& task, const Member& member);
    // of a slice
    void (*forward)(const PanelTask& task, const Member& member);
    void (*backward)(const PanelTask& task, const Member& member);
    // adds what a slice has summed up to the caller's gradients
    void (*add_gradients)(const PanelTask& task, const Member& member);
};

/// The kernel as compiled for one instruction set.
struct PanelFunctions {
    const char* name;
    int lanes;
    int accumulators;        // vectors of a product's tile
    CellFunctions cells[4];  // in the order of the enum
    void (*single_forward)(const SingleTask& task, const Member& member);
    void (*single_backward)(const SingleTask& task, const Member& member);
    void (*sigmoid)(const float* x, float* y, std::size_t vectors);
    void (*tanh)(const float* x, float* y, std::size_t vectors);

    const CellFunctions& of(Cell cell) const { return cells[static_cast<int>(cell)]; }
};

}  // namespace gru4j
