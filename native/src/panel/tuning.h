#pragma once

// Constants that were measured, not derived, in one place. By default they were measured on an AMD EPYC (Zen 4 and Zen
// 5) with two threads; shapes are T,N,I,H. docs/performance.md describes how to measure; native/bench does it.

#include <algorithm>

#include "dims.h"

namespace gru4j::tuning {

/// Block sizes that all instruction sets share until a measurement shows that one needs another.
struct Common {
    /// Number of vectors in a row of dG that a product with transposed weights reads before it advances to the next
    /// columns. The weights for this many vectors fit into the first-level cache.
    static constexpr int vectors_in_cache = 24;
    /// Number of rows of weights that are packed at once. They stay in cache while the panels read their lanes from
    /// them.
    static constexpr int packed_depth = 16;
};

// One struct for each instruction set that the panels are compiled for. lanes: floats of a vector. accumulators:
// vectors of a product's tile; with the tile's factors they just fit into the registers.
//
//     AVX-512, 32 registers: 24 accumulators. 28 (tiles of 9x3 and 14x2) took 0.99 to 1.03 times as long, and 1.12
//     times as long at 35,20,650,650, where remainders matter more. 8 lanes took 1.08 to 1.25 times as long.
//     AVX2, 16 registers: 12 accumulators of 8 lanes.

/// The ordinary instruction set: SSE on x86, which has 16 registers; others have 32, such as ARM.
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
/// The panels of AVX-512, compiled for processors with only AVX2, so that tests reach them there. Only test builds
/// include them: they take 25 to 50 times as long as avx2, and longer to compile than all others.
struct avx2_16_lanes : Common {
    static constexpr int lanes = 16;
    static constexpr int accumulators = 12;
};
struct avx512 : Common {
    static constexpr int lanes = 16;
    static constexpr int accumulators = 24;
};

/// Number of rows of dX that a thread processes at once.
constexpr int dx_rows = 66;

/// Number of slices of the batch. Threads with slices of their own need not meet at each step, nor read each other's
/// states. This pays if a thread's cache has room for nearly all of the weights, and if a slice has enough rows for
/// each of them. Measured for GRUs, time with two slices ÷ time with one: training 50,64,128,128 0.9, 200,16,88,100 0.7
/// to 0.9, 100,128,64,64 0.95, 50,16,128,128 and 50,64,256,256 1.02; inference at the first three 0.96, 1.1, 0.97.
inline int slices_of(const Dims& dims) {
    const std::int64_t weights = std::int64_t(dims.gates()) * dims.hidden_size * (dims.input_size + dims.hidden_size);
    return weights <= 250'000 && dims.batch >= (dims.training ? 16 : 32) ? 2 : 1;
}

/// Number of rows (steps times sequences) that are processed at once. There must be enough of them for a product to pay
/// for reading the weights, and few enough that the pre-activations stay in cache from one product to the next.
inline int rows_of_chunk(const Dims& dims) {
    if (!dims.training || dims.hidden_size <= 128) {
        return 128;
    }
    // large weights: the sums of their gradients are read from memory once for each chunk
    const std::int64_t rows = std::int64_t(dims.steps) * dims.batch;
    return rows < 1024 ? 1024 : dims.hidden_size < 384 ? 256 : 512;
}

/// Whether SingleGru computes a single sequence of a GRU with weights that are not packed. At 20,1,256,256 this took
/// 0.72 times as long as panels in training. In inference, where the weights are packed only once, it took 1.5 times as
/// long. For a single step, packed copies are not worth their memory.
inline bool leaves_weights_unpacked(const Dims& dims) {
    return dims.is_gru() && dims.batch == 1 && (dims.training || dims.steps == 1);
}

/// Number of threads that share a pass, out of `threads`: no more than have enough work between two meetings. There is
/// one meeting in each step, but slices need not meet, so each slice is worth a thread. GRUs use all threads. Measured
/// for LSTM cells and tanh units, time with two threads ÷ time with one: LSTM 20,1,256,256 training 0.56, inference
/// 0.54, 200,8,88,100 0.63 and 0.64; tanh 20,8,256,256 0.58 and 0.63. Below 130,000 products for each thread, one
/// thread is as fast.
inline int threads_worth(const Dims& dims, int threads) {
    constexpr std::int64_t products_per_thread = 130'000;
    const std::int64_t products = std::int64_t(dims.batch) * dims.gates() * dims.hidden_size * dims.hidden_size;
    const std::int64_t worth = std::max<std::int64_t>(products / products_per_thread, slices_of(dims));
    return dims.is_gru() ? threads : static_cast<int>(std::min<std::int64_t>(worth, threads));
}

/// See default_strategy(). Measured with AVX-512, time of the primitive ÷ time of the panels: tanh units in training
/// 0.95 to 0.98 for H from 512 to 1024, 1.03 to 2.2 below; in inference 1.1 to 1.9. LSTM cells 1.03 to 1.65 in
/// training, 0.99 to 2.0 in inference. GRUs: never below 0.95.
inline Strategy faster_strategy(const Dims& dims) {
    const bool slower = dims.cell == Cell::tanh && dims.training && dims.hidden_size >= 384;
    return slower ? Strategy::primitive : Strategy::panel;
}

}  // namespace gru4j::tuning
