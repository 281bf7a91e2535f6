package org.gru4j.interop.keras;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Handles what a {@code .weights.h5} file leaves open: the activations of Dense layers, and what layers without weights
 * compute. The import assumes that they compute nothing, and a notice says so. Two cases are errors instead: a Dense
 * layer directly before another, and a layer without weights whose class computes something. The caller resolves them
 * with {@code :identity}, or {@code NAME:identity}, in the order of the layers.
 */
final class KerasNotices {
    /** The notice about the assumptions that are made for every {@code .weights.h5} file. */
    static final String ASSUMED = "a .weights.h5 file does not contain activations, return_sequences, go_backwards,"
            + " merge_mode, mask_zero, or computations between layers. Assumed: activations tanh and sigmoid in"
            + " recurrent layers and none in others; steps are read from first to last, except in layers named by"
            + " WeightsHints.goBackwards; every step is emitted, except by layers named by WeightsHints.finalStates;"
            + " the outputs of both directions are concatenated; no mask; each layer reads the previous one";

    private static final String IDENTITY = ":identity";
    private static final String WAY_OUT =
            ". Save a .keras archive, which describes it (model.save(\"model.keras\")), or,"
                    + " if nothing is computed there, ";
    /** The classes of layers that have no weights and compute nothing in inference. */
    private static final Set<String> NOTHING = Set.of(
            "input_layer",
            "dropout",
            "spatial_dropout1d",
            "gaussian_dropout",
            "gaussian_noise",
            "alpha_dropout",
            "activity_regularization",
            "identity");

    private final List<String> order = new ArrayList<>();
    /** The positions in {@link #order} before which nothing is computed, according to the caller. */
    private final Set<Integer> identities = new TreeSet<>();

    /** The layers without weights that compute nothing, according to the caller. */
    private final Set<String> unmoved = new TreeSet<>();

    /**
     * Splits the caller's order into layers and identities.
     *
     * @param hints {@link WeightsHints#order}
     */
    KerasNotices(List<String> hints) {
        for (String text : hints) {
            if (!text.endsWith(IDENTITY)) {
                order.add(text);
            } else if (text.length() == IDENTITY.length()) {
                identities.add(order.size());
            } else {
                unmoved.add(text.substring(0, text.length() - IDENTITY.length()));
            }
        }
    }

    /** Returns the layers with weights in the caller's order; empty if the order is to be inferred from the file. */
    List<String> order() {
        return order;
    }

    /**
     * Checks that there is probably no activation between two layers.
     *
     * @throws IOException if a Dense layer directly follows another, without an identity between them
     */
    void requireNothingBetween(List<KerasLayer> layers) throws IOException {
        for (int k = 1; k < layers.size(); k++) {
            if (layers.get(k - 1) instanceof KerasLayer.Dense
                    && layers.get(k) instanceof KerasLayer.Dense
                    && !identities.contains(k)) {
                List<String> names =
                        new ArrayList<>(layers.stream().map(KerasLayer::name).toList());
                names.add(k, IDENTITY);
                throw new IOException("layers '" + layers.get(k - 1).name() + "' and '"
                        + layers.get(k).name()
                        + "': a Dense layer directly before another nearly always has an activation, which a"
                        + " .weights.h5 file does not contain" + WAY_OUT
                        + "name the layers in their order, with '" + IDENTITY
                        + "' between these two: " + String.join(",", names));
            }
        }
    }

    /**
     * Checks that the layers without weights compute nothing.
     *
     * @param without the layers that the file names but has no weights for
     * @throws IOException if one may compute something; the message names it
     */
    void requireNothingOf(Collection<String> without) throws IOException {
        for (String name : unmoved) {
            if (!without.contains(name)) {
                throw new IOException("hints: order: '" + name + IDENTITY
                        + "': expected one of the layers without weights, " + without);
            }
        }
        for (String name : without) {
            if (!NOTHING.contains(LayersOfWeights.className(name)) && !unmoved.contains(name)) {
                throw new IOException("layer '" + name + "': has no weights that gru4j reads, but may compute something"
                        + " (an activation, the mean over the steps, …); the file does not contain what, nor where"
                        + WAY_OUT + "name the layers in their order, and '" + name + IDENTITY + "' among them");
            }
        }
    }
}
