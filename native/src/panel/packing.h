#pragma once

#include "chunk.h"

namespace gru4j::GRU4J_ISA {

/// to[p][k][vectors·V] = from[k][gate][p·V + lane], zeros in lanes without a unit. This is the right factor of a
/// product of depth `depth` that computes some gates of a panel. For panels p of `part`.
template <class Policy, class Product>
void pack_panels(const float* from, int depth, int hidden, Part part, float* to) {
    constexpr int count = vectors<Product>;
    constexpr int depth_at_once = tuning::GRU4J_ISA::packed_depth;
    for (int begin = 0; begin < depth; begin += depth_at_once) {
        const int end = begin + depth_at_once < depth ? begin + depth_at_once : depth;
        for (int p = part.begin; p < part.end; ++p) {
            const int lanes = lanes_of(p, hidden);
            float* target = to + (Index(p) * depth + begin) * count * V;
            for (int k = begin; k < end; ++k, target += count * V) {
                for (int j = 0; j < count; ++j) {
                    const float* source = from + (Index(k) * Policy::gates + Product::gates[j]) * hidden + p * V;
                    store(target + j * V, lanes == V ? load(source) : load(source, lanes));
                }
            }
        }
    }
}

/// to[c][p][j·V + lane][V] = from[c·V + column][gate j][p·V + lane], zeros where there is none. This is the right
/// factor of the product of the gates' gradients with the transposed weights. from is [size,gates,H]. For panels p of
/// `part`, out of `panels`.
template <class Policy, class Product>
void pack_transposed(const float* from, int size, int hidden, int panels, Part part, float* to) {
    constexpr int count = vectors<Product>;
    for (int c = 0; c * V < size; ++c) {
        const int columns = lanes_of(c, size);
        for (int p = part.begin; p < part.end; ++p) {
            const int lanes = lanes_of(p, hidden);
            float* target = to + (Index(c) * panels + p) * count * V * V;
            for (int j = 0; j < count; ++j, target += V * V) {
                for (int column = 0; column < columns; ++column) {
                    const float* source =
                            from + (Index(c * V + column) * Policy::gates + Product::gates[j]) * hidden + p * V;
                    for (int lane = 0; lane < lanes; ++lane) {
                        target[lane * V + column] = source[lane];
                    }
                }
            }
        }
    }
}

/// into[k][gate j][p·V + lane] += from[p][k][vectors·V]; undoes pack_panels().
template <class Policy, class Product>
void add_panels(const float* from, int depth, int hidden, Part part, float* into) {
    constexpr int count = vectors<Product>;
    constexpr int depth_at_once = tuning::GRU4J_ISA::packed_depth;
    for (int begin = 0; begin < depth; begin += depth_at_once) {
        const int end = begin + depth_at_once < depth ? begin + depth_at_once : depth;
        for (int p = part.begin; p < part.end; ++p) {
            const int lanes = lanes_of(p, hidden);
            const float* source = from + (Index(p) * depth + begin) * count * V;
            for (int k = begin; k < end; ++k, source += count * V) {
                for (int j = 0; j < count; ++j) {
                    float* target = into + (Index(k) * Policy::gates + Product::gates[j]) * hidden + p * V;
                    if (lanes == V) {
                        store(target, load(target) + load(source + j * V));
                    } else {
                        store(target, load(target, lanes) + load(source + j * V), lanes);
                    }
                }
            }
        }
    }
}

// Work on the weights for all slices: one thread's share of it.

template <class Policy>
void pack_weights(const PanelTask& task, const Member& member) {
    const Part panels = member.part(task.panels);
    const PanelWeights& packed = task.packed;
    pack_panels<Policy, typename Policy::FromX>(task.w, task.inputs, task.hidden, panels, packed.w);
    pack_panels<Policy, typename Policy::FromH>(task.u, task.hidden, task.hidden, panels, packed.u);
    if constexpr (Policy::resets_state) {
        pack_panels<Policy, typename Policy::FromReset>(task.u, task.hidden, task.hidden, panels, packed.u_reset);
    }
}

/// Packs the bias in the order of G's rows: to[p][row_vectors·V]; zeros if there is no bias.
template <class Policy>
void pack_bias(const PanelTask& task, const Member& member) {
    constexpr int count = row_vectors<Policy>;
    const Part panels = member.part(task.panels);
    for (int p = panels.begin; p < panels.end; ++p) {
        for (int j = 0; j < count; ++j) {
            const float* source = task.b + Index(Policy::bias_rows[j]) * task.hidden + p * V;
            store(task.packed.b + (Index(p) * count + j) * V,
                  task.b == nullptr ? vec{} : load(source, lanes_of(p, task.hidden)));
        }
    }
}

template <class Policy>
void pack_transposed_weights(const PanelTask& task, const Member& member) {
    const Part panels = member.part(task.panels);
    const PanelWeights& packed = task.packed;
    pack_transposed<Policy, typename Policy::FromX>(task.w, task.inputs, task.hidden, task.panels, panels, packed.wt);
    pack_transposed<Policy, typename Policy::FromH>(task.u, task.hidden, task.hidden, task.panels, panels, packed.ut);
    if constexpr (Policy::resets_state) {
        pack_transposed<Policy, typename Policy::FromReset>(task.u, task.hidden, task.hidden, task.panels, panels,
                                                            packed.ut_reset);
    }
}

/// Adds the sums of a slice to the caller's gradients.
template <class Policy>
void add_slice(const PanelTask& task, const Member& member) {
    constexpr int count = row_vectors<Policy>;
    const Part panels = member.part(task.panels);
    const PanelScratch& sums = task.scratch;
    add_panels<Policy, typename Policy::FromX>(sums.dw, task.inputs, task.hidden, panels, task.dw);
    add_panels<Policy, typename Policy::FromH>(sums.du, task.hidden, task.hidden, panels, task.du);
    if constexpr (Policy::resets_state) {
        add_panels<Policy, typename Policy::FromReset>(sums.du_reset, task.hidden, task.hidden, panels, task.du);
    }
    for (int p = panels.begin; task.db != nullptr && p < panels.end; ++p) {
        for (int j = 0; j < count; ++j) {
            const int lanes = lanes_of(p, task.hidden);
            float* target = task.db + Index(Policy::bias_rows[j]) * task.hidden + p * V;
            store(target, load(target, lanes) + load(sums.db + (Index(p) * count + j) * V), lanes);
        }
    }
}

}  // namespace gru4j::GRU4J_ISA
