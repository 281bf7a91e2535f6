#pragma once

// What was measured rather than reasoned out, in one place. Unless said otherwise, on an AMD EPYC (Zen 4 and Zen 5)
// with two threads; shapes are T,N,I,H. docs/performance.md says how to measure, and native/bench does.

#include <algorithm>

#include "dims.h"

namespace gru4j::tuning {

/// Blocking that all instruction sets share until one is measured to want another.
struct Common {
    /// Vectors of a row of dG that a product with transposed weights goes through before it moves on to the next
    /// columns: the weights of so many fit the first level of cache.
    static constexpr int vectors_in_cache = 24;
    /// Rows of weights that are packed at once: they stay in cache while the panels take their lanes from them.
    static constexpr int packed_depth = 16;
};

// One for each instruction set that the panels are compiled for. lanes: floats of a vector. accumulators: the
// vectors of a product's tile, so many that with its factors they just fit the registers.
//
//     AVX-512, 32 registers: 24 accumulators. 28 (tiles of 9x3 and 14x2) took 0.99 to 1.03 times as long, and 1.12
//     times at 35,20,650,650, where remainders weigh more. 8 lanes took 1.08 to 1.25 times as long.
//     AVX2, 16 registers: 12 accumulators of 8 lanes.

/// SSE on x86, whose registers are 16; elsewhere 32, on ARM its ordinary instruction set.
struct portable : Common {
    static constexpr int lanes = 4;
#if defined(__x86_64__) || defined(_M_X64)
    static constexpr int accumulators = 12;
#else
    static constexpr int accumulators = 24;
#endif
};
struct avx2 : Common {
    static constexpr int lanes = 8;
    static constexpr int accumulators = 12;
};
/// The panels of AVX-512 on processors that have AVX2 only, so that tests reach them there. Part of no other build: it
/// takes 25 to 50 times as long as avx2, and the compiler longer than any other.
struct avx2_16_lanes : Common {
    static constexpr int lanes = 16;
    static constexpr int accumulators = 12;
};
struct avx512 : Common {
    static constexpr int lanes = 16;
    static constexpr int accumulators = 24;
};

/// Rows of dX that a thread works on at once.
constexpr int dx_rows = 66;

/// Slices of the batch. Threads with slices of their own need not meet at each step, nor fetch each other's states;
/// that pays where a thread's cache has room for about all of the weights, and where a slice has rows enough for each
/// of them. GRU, time in two slices over that in one: training 50,64,128,128 0.9, 200,16,88,100 0.7 to 0.9,
/// 100,128,64,64 0.95, 50,16,128,128 and 50,64,256,256 1.02; inference 0.96, 1.1, 0.97 at the first three.
inline int slices_of(const Dims& dims) {
    const std::int64_t weights = std::int64_t(dims.gates()) * dims.hidden_size * (dims.input_size + dims.hidden_size);
    return weights <= 250'000 && dims.batch >= (dims.training ? 16 : 32) ? 2 : 1;
}

/// Rows (steps times sequences) that are worked on at once: so many that a product with them pays for fetching the
/// weights, and so few that the pre-activations stay in cache from one product to the next.
inline int rows_of_chunk(const Dims& dims) {
    if (!dims.training || dims.hidden_size <= 128) {
        return 128;
    }
    // large weights: what is summed into their gradients is fetched once a chunk
    const std::int64_t rows = std::int64_t(dims.steps) * dims.batch;
    return rows < 1024 ? 1024 : dims.hidden_size < 384 ? 256 : 512;
}

/// Whether a single sequence of a GRU is computed with the weights as they are, by SingleGru. At 20,1,256,256 that took
/// 0.72 times as long as panels in training, 1.5 times in inference, where the packed copies are made once; for a
/// single step they are not worth their memory.
inline bool leaves_weights_unpacked(const Dims& dims) {
    return dims.is_gru() && dims.batch == 1 && (dims.training || dims.steps == 1);
}

/// Threads that share a pass, of `threads`: no more than have work enough between two meetings, of which there is one
/// in each step, but one for each slice, as slices do not meet. GRUs take all. LSTM cells and tanh units, time in two
/// threads over that in one: LSTM 20,1,256,256 training 0.56, inference 0.54, 200,8,88,100 0.63 and 0.64; tanh
/// 20,8,256,256 0.58 and 0.63; below 130,000 products a thread one is as fast.
inline int threads_worth(const Dims& dims, int threads) {
    constexpr std::int64_t products_per_thread = 130'000;
    const std::int64_t products = std::int64_t(dims.batch) * dims.gates() * dims.hidden_size * dims.hidden_size;
    const std::int64_t worth = std::max<std::int64_t>(products / products_per_thread, slices_of(dims));
    return dims.is_gru() ? threads : static_cast<int>(std::min<std::int64_t>(worth, threads));
}

/// See default_strategy(). Primitive's time over the panels', AVX-512: tanh units in training 0.95 to 0.98 at H from
/// 512 to 1024, 1.03 to 2.2 below; in inference 1.1 to 1.9. LSTM cells 1.03 to 1.65 in training, 0.99 to 2.0 in
/// inference. GRUs: never below 0.95.
inline Strategy faster_strategy(const Dims& dims) {
    const bool slower = dims.cell == Cell::tanh && dims.training && dims.hidden_size >= 384;
    return slower ? Strategy::primitive : Strategy::panel;
}

}  // namespace gru4j::tuning
