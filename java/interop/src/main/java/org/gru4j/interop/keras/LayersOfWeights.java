package org.gru4j.interop.keras;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gru4j.interop.hdf5.HdfArray;
import org.gru4j.interop.hdf5.HdfGroup;
import org.gru4j.interop.keras.KerasLayer.Cell;
import org.jspecify.annotations.Nullable;

/**
 * Infers the layers of a {@code .weights.h5} file and their order from their names and the shapes of their arrays.
 */
final class LayersOfWeights {
    /**
     * A layer with its sizes.
     *
     * @param layer the layer
     * @param className its class in Keras's snake case, such as {@code gru}
     * @param number its number among the layers of its class
     * @param inputs the features that it reads; 0 for an embedding
     * @param outputs the features that it emits
     */
    record Sized(KerasLayer layer, String className, int number, int inputs, int outputs) {
        @Override
        public String toString() {
            return layer.name() + " [" + inputs + " → " + outputs + "]";
        }
    }

    private static final Pattern NUMBERED = Pattern.compile("(.*?)(?:_(\\d{1,6}))?", Pattern.DOTALL);
    private static final int MAX_LAYERS = 200;

    private final KerasVariables variables;
    private final WeightsHints hints;
    private final List<String> without = new ArrayList<>();

    LayersOfWeights(KerasVariables variables, WeightsHints hints) {
        this.variables = variables;
        this.hints = hints;
    }

    /**
     * Returns the layers with weights in order.
     *
     * @throws IOException if gru4j does not have one of them, or no order is possible, or more than one
     */
    List<KerasLayer> ordered() throws IOException {
        Map<String, Sized> layers = new LinkedHashMap<>();
        if (variables.names().size() > MAX_LAYERS) {
            throw new IOException("expected at most " + MAX_LAYERS + " layers but got "
                    + variables.names().size());
        }
        for (String name : variables.names()) {
            Sized layer = recognise(name, variables.layer(name));
            if (layer == null) {
                without.add(name);
            } else {
                layers.put(name, layer);
            }
        }
        requireRecurrent("goBackwards", hints.goBackwards(), layers);
        requireRecurrent("finalStates", hints.finalStates(), layers);
        if (layers.isEmpty()) {
            throw new IOException("expected layers with weights but none of " + variables.names() + " has any");
        }
        KerasNotices untold = new KerasNotices(hints.order());
        untold.requireNothingOf(without);
        List<KerasLayer> ordered =
                untold.order().isEmpty() ? LayerOrder.only(List.copyOf(layers.values())) : told(untold.order(), layers);
        untold.requireNothingBetween(ordered);
        return ordered;
    }

    private static void requireRecurrent(String hint, Set<String> names, Map<String, Sized> layers) throws IOException {
        for (String name : names) {
            if (!layers.containsKey(name) || !(layers.get(name).layer() instanceof KerasLayer.Recurrent)) {
                throw new IOException("hints: " + hint + ": expected names of recurrent layers among " + layers.values()
                        + " but got '" + name + "'");
            }
        }
    }

    /** Returns the layers that the file names but has no weights for. To be called after {@link #ordered}. */
    List<String> withoutWeights() {
        return without;
    }

    private static List<KerasLayer> told(List<String> order, Map<String, Sized> layers) throws IOException {
        List<KerasLayer> ordered = new ArrayList<>();
        for (String name : new LinkedHashSet<>(order)) {
            Sized sized = layers.get(name);
            if (sized != null) {
                ordered.add(sized.layer());
            }
        }
        if (ordered.size() != order.size() || ordered.size() != layers.size()) {
            throw new IOException(
                    "hints: order: expected each of the layers " + layers.values() + " once but got " + order);
        }
        return ordered;
    }

    /** Infers the kind of a layer from its name and its arrays; returns null if it has no weights. */
    private @Nullable Sized recognise(String name, HdfGroup group) throws IOException {
        if (group.has("forward_layer") || group.has("backward_layer")) {
            HdfGroup forward = group.group("forward_layer");
            group.group("backward_layer");
            return recurrent(name, forward, true);
        }
        if (group.has("cell")) {
            return recurrent(name, group, false);
        }
        boolean wrapped = group.has("layer");
        List<HdfArray> arrays = wrapped ? KerasVariables.at(group, "layer") : KerasVariables.at(group);
        if (arrays.isEmpty()) {
            return null;
        }
        String className = className(name);
        boolean embedding = className.equals("embedding");
        if (!embedding && !className.equals("dense") && !className.equals("time_distributed")
                || arrays.size() > (embedding ? 1 : 2)
                || arrays.get(0).rank() != 2) {
            throw new IOException(group.path()
                    + ": expected the weights of a recurrent layer, a Dense or an Embedding but got "
                    + arrays.size() + " arrays, the first of shape "
                    + arrays.get(0).shape());
        }
        KerasLayer layer = embedding ? new KerasLayer.Embedding(name) : new KerasLayer.Dense(name, wrapped);
        return sized(layer, embedding ? 0 : arrays.get(0).dim(0), arrays.get(0).dim(1));
    }

    private Sized recurrent(String name, HdfGroup group, boolean bidirectional) throws IOException {
        List<HdfArray> arrays = KerasVariables.at(group, "cell");
        int units = KerasVariables.units(group, arrays);
        int columns = arrays.get(1).dim(1);
        for (Cell cell : Cell.values()) {
            if (columns == (long) cell.gates() * units) {
                return sized(
                        new KerasLayer.Recurrent(
                                name,
                                cell,
                                null,
                                bidirectional,
                                hints.goBackwards().contains(name),
                                !hints.finalStates().contains(name)),
                        arrays.get(0).dim(0),
                        bidirectional ? Math.multiplyExact(2, units) : units);
            }
        }
        throw new IOException(arrays.get(1).path() + ": expected a recurrent kernel of H, 3·H or 4·H columns but got "
                + arrays.get(1).shape());
    }

    private static Sized sized(KerasLayer layer, int inputs, int outputs) {
        Matcher numbered = numbered(layer.name());
        int number = numbered.group(2) == null ? 0 : Integer.parseInt(numbered.group(2));
        return new Sized(layer, numbered.group(1), number, inputs, outputs);
    }

    /** Returns the class of a layer in Keras's snake case, from the layer's name. */
    static String className(String name) {
        return numbered(name).group(1);
    }

    private static Matcher numbered(String name) {
        Matcher matcher = NUMBERED.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalStateException("the pattern matches every name, but not '" + name + "'");
        }
        return matcher;
    }
}
