package org.gru4j.interop.keras;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a file of weights does not tell: the activations of Dense layers, and what layers without weights compute. That
 * it is nothing is assumed, and said; but not between two Dense layers, and not of layers that compute something. There
 * the caller has to say it: by {@code :identity}, or {@code NAME:identity}, in the order of the layers.
 */
final class KerasNotices {
    /** What is assumed of every file of weights. */
    static final String ASSUMED = "a file of weights does not say activations, return_sequences, go_backwards,"
            + " merge_mode, mask_zero, or what else is done between layers; assumed: tanh and sigmoid in recurrent"
            + " layers, none in others, steps from first to last but in layers that WeightsHints.goBackwards names,"
            + " every step given out but of layers that WeightsHints.finalStates names, both directions side by side,"
            + " no mask, one layer after another";

    private static final String IDENTITY = ":identity";
    private static final String WAY_OUT = "; save the model as .keras, which says so (model.save(\"model.keras\")), or,"
            + " if nothing is done there, ";
    /** The classes of layers without weights that do nothing in inference. */
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
    /** The places, counted in layers, before which the caller says that nothing is done. */
    private final Set<Integer> identities = new TreeSet<>();

    private final Set<String> unmoved = new TreeSet<>();

    /** @param hints {@link WeightsHints#order} */
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

    /** The layers with weights, as the caller orders them; empty if that is to be seen from the file. */
    List<String> order() {
        return order;
    }

    /** @throws IOException with the layers, if there may be something between two of them */
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
                        + "': a Dense layer before another nearly always has an activation, which a file of weights"
                        + " does not say" + WAY_OUT + "name the layers with '" + IDENTITY + "' between those: "
                        + String.join(",", names));
            }
        }
    }

    /**
     * @param without the layers that the file names and has no weights of
     * @throws IOException with one that computes something
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
                throw new IOException("layer '" + name + "': has no weights that are read, but may compute something"
                        + " (an activation, the mean over the steps, …), and the file does not say what, nor where"
                        + WAY_OUT + "name the layers, and '" + name + IDENTITY + "' among them");
            }
        }
    }
}
