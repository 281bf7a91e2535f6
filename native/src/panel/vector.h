#pragma once

// Included only by files that are compiled once for each instruction set. Each has its own namespace GRU4J_ISA and its
// own number of lanes. It calls nothing that another file might have compiled for an instruction set that this machine
// lacks.

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "tuning.h"

#define GRU4J_INLINE inline __attribute__((always_inline))

namespace gru4j::GRU4J_ISA {

/// Lanes of a vector, and therefore hidden units of a panel.
constexpr int V = tuning::GRU4J_ISA::lanes;
/// Vectors in a tile of a product, which stay in registers.
constexpr int accumulators = tuning::GRU4J_ISA::accumulators;

typedef float vec __attribute__((vector_size(V * sizeof(float))));
typedef float vec_anywhere __attribute__((vector_size(V * sizeof(float)), aligned(4), may_alias));
typedef std::uint32_t bits __attribute__((vector_size(V * sizeof(float))));

GRU4J_INLINE vec load(const float* p) {
    return *reinterpret_cast<const vec_anywhere*>(p);
}

GRU4J_INLINE void store(float* p, vec v) {
    *reinterpret_cast<vec_anywhere*>(p) = v;
}

/// Loads the first `count` lanes. The other lanes are 0, and their memory is not accessed.
GRU4J_INLINE vec load(const float* p, int count) {
    alignas(sizeof(vec)) float lanes[V] = {};
    std::memcpy(lanes, p, count * sizeof(float));
    return load(lanes);
}

GRU4J_INLINE void store(float* p, vec v, int count) {
    alignas(sizeof(vec)) float lanes[V];
    store(lanes, v);
    std::memcpy(p, lanes, count * sizeof(float));
}

/// Returns v in the first `count` lanes, and 0 in the others.
GRU4J_INLINE vec keep(vec v, int count) {
    alignas(sizeof(vec)) float lanes[V];
    store(lanes, v);
    return load(lanes, count);
}

/// load, store and keep for the current panel: for all lanes, or for those lanes of the last panel that have a unit.
template <bool WHOLE>
struct Lanes {
    int count;
    GRU4J_INLINE vec get(const float* p) const {
        if constexpr (WHOLE) {
            return load(p);
        } else {
            return load(p, count);
        }
    }
    GRU4J_INLINE void put(float* p, vec v) const {
        if constexpr (WHOLE) {
            store(p, v);
        } else {
            store(p, v, count);
        }
    }
    GRU4J_INLINE vec kept(vec v) const {
        if constexpr (WHOLE) {
            return v;
        } else {
            return keep(v, count);
        }
    }
};

/// Calls body(lanes) for a panel in which `count` lanes have a unit.
template <typename Body>
GRU4J_INLINE void with_lanes(int count, Body body) {
    if (count == V) {
        body(Lanes<true>{count});
    } else {
        body(Lanes<false>{count});
    }
}

}  // namespace gru4j::GRU4J_ISA
