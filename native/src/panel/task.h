#pragma once

#include <cstddef>
#include <cstdint>

#include "gru4j/recurrent_kernel.h"
#include "single_task.h"
#include "threads/team.h"

namespace gru4j {

/// The layout of a slice's arrays at each step. A slot is a place along the time axis of the arrays; the rows of a slot
/// are adjacent. For full sequences, slot t is time t. Sequences of different lengths are copied, the longest first and
/// in the order in which steps are visited, so that slot s holds the s-th steps of all sequences that have one.
struct Slots {
    int count;
    bool descending;            // whether slots are visited from the last to the first
    const int* rows;            // [count] rows of each slot; never more than in the slot visited before
    const std::int64_t* first;  // [count+1] number of rows in all earlier slots
    const std::int64_t* place;  // [count] index of the slot's first row in x, y and other arrays of all steps
    int chunks;                 // number of chunks that slots are processed in
    const int* chunk;           // [chunks+1] first slot of each chunk

    int visited(int visit) const { return descending ? count - 1 - visit : visit; }
    /// Returns the index of the first row of the states that this slot starts from; -1 if it is the first slot visited.
    std::int64_t place_before(int slot) const {
        if (slot == visited(0)) {
            return -1;
        }
        return place[descending ? slot + 1 : slot - 1];
    }
};

/// The parameters in the order in which products read them, packed once for all slices. P is the number of panels of V
/// hidden units, PI that of panels of V inputs. X, S and R are the numbers of vectors in a row of G that have a product
/// with x, with the state and with r⊙h̃.
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

/// Memory of a slice, except for what belongs to one pass. Null where the cell needs none.
struct PanelScratch {
    float* zeros;  // [max(I,H)] never written
    float* g;      // if nothing is kept: pre-activations of one chunk, or in training of two, alternately
    // forward
    float* reset_state;   // [N,H] r⊙h̃ of the current step
    float* masked_state;  // [2][N,H] h̃ = m⊙h of the current step and of the next
    float* c;             // [P][N][V] c of the current step
    // backward
    float* dh;            // [P][N][V] gradient of the state: the part through products; all of it without a mask
    float* by_passing;    // [P][N][V] the part that bypasses the mask m
    float* dc;            // [P][N][V]
    float* reset_states;  // [rows of a chunk][H] r⊙h̃
    float* columns;       // x, h̃ and r⊙h̃ of a chunk, transposed in strips
    float* dw;            // as PanelWeights::w
    float* du;            // as u
    float* du_reset;      // as u_reset
    float* db;            // as b
    float* dx;            // [threads][tuning::dx_rows][V] for the last panel of inputs
};

/// Distance between the panels of a chunk that has G for itself, in rows. It is an odd number, so that a row of one
/// panel and the same row of the next panel are not in the same cache set.
constexpr std::int64_t rows_apart(std::int64_t rows) {
    return rows | 1;
}

/// One pass over one slice of a layer and direction: everything that a thread needs for it. A slice is some rows of the
/// batch, N of them here. Slices share nothing but the weights.
struct PanelTask {
    int batch, inputs, hidden;
    bool training;
    int panels, input_panels;  // P and PI
    std::int64_t chunk_rows;   // rows of the largest chunk
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
    float* g;                  // [chunk][P][row][vectors·V]; null if nothing is kept
    // backward
    const float* dy;   // [rows,H]; null for zeros
    const float* dhT;  // [N,H]; null for zeros
    const float* dcT;  // [N,H]; null for zeros
    float* dx;         // [rows,I]; null if not needed
    float* dh0;        // [N,H]; null if not needed
    float* dc0;        // [N,H]; null if not needed
    float* dw;         // added to, as are du and db
    float* du;
    float* db;  // null if not needed
};

/// The layout of a cell in panels, in vectors of V floats. See cells.h.
struct CellLayout {
    int row, saved_row;              // size of a row of G
    int from_x, from_h, from_reset;  // widths of the products
    int biases;
    bool saves, carries_c, has_masks;
};

/// The functions of a cell. Each does one thread's share.
struct CellFunctions {
    Cell cell;
    CellLayout layout;
    // work on the weights for all slices, for which the task of any slice may be passed
    void (*pack)(const PanelTask& task, const Member& member);
    void (*pack_bias)(const PanelTask& task, const Member& member);
    void (*pack_transposed)(const PanelTask& task, const Member& member);
    // work on one slice
    void (*forward)(const PanelTask& task, const Member& member);
    void (*backward)(const PanelTask& task, const Member& member);
    // adds the sums of a slice to the caller's gradients
    void (*add_gradients)(const PanelTask& task, const Member& member);
};

/// The kernel, compiled for one instruction set.
struct PanelFunctions {
    const char* name;
    int lanes;
    int accumulators;        // vectors in a tile of a product
    CellFunctions cells[4];  // in the order of the enum
    void (*single_forward)(const SingleTask& task, const Member& member);
    void (*single_backward)(const SingleTask& task, const Member& member);
    void (*sigmoid)(const float* x, float* y, std::size_t vectors);
    void (*tanh)(const float* x, float* y, std::size_t vectors);

    const CellFunctions& of(Cell cell) const { return cells[static_cast<int>(cell)]; }
};

}  // namespace gru4j
