package org.gru4j.interop.keras;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.interop.ImportedModel;
import org.gru4j.interop.hdf5.HdfArray;
import org.gru4j.interop.hdf5.HdfGroup;
import org.gru4j.interop.keras.KerasDescription.Sizes;
import org.gru4j.interop.keras.KerasLayer.Cell;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.recurrent.RnnSpec;
import org.jspecify.annotations.Nullable;

/**
 * Builds a model from Keras's layers, in order, and their arrays.
 *
 * <p>In Keras, a layer with {@code go_backwards} emits its last step first, so the next layer reads time backwards. In
 * gru4j, every step is emitted at its own time. Hence a layer becomes a reverse layer if it either goes backwards or
 * reads a sequence that runs backwards, but not if both.
 */
final class KerasAssembly {
    private final KerasVariables variables;
    private final Map<String, Sizes> sizes;
    private final @Nullable ResetGate biaslessResetGate;
    private final List<String> notices = new ArrayList<>();
    private final List<LayerSpec> specs = new ArrayList<>();
    /** The parameters of each layer, by the suffix of their name after the layer's name. */
    private final List<Map<String, float[]>> parameters = new ArrayList<>();

    /** Whether the sequence that the latest layer emits runs backwards in Keras. */
    private boolean runsBackwards;
    /** The recurrent layer that emits only its last step; null if there is none. */
    private KerasLayer.@Nullable Recurrent last;

    /**
     * Creates an empty model.
     *
     * @param variables the arrays of the layers
     * @param sizes the sizes in the description, by the layer's name; empty if there is no description
     * @param biaslessResetGate the kind of GRUs that have no bias and no description; null if unknown
     */
    KerasAssembly(KerasVariables variables, Map<String, Sizes> sizes, @Nullable ResetGate biaslessResetGate) {
        this.variables = variables;
        this.sizes = sizes;
        this.biaslessResetGate = biaslessResetGate;
    }

    /**
     * Adds the layers and returns the model.
     *
     * @param earlierNotices notices that come first in the result
     * @throws IOException if arrays do not fit the layers, or gru4j does not have a layer
     */
    ImportedModel assemble(List<KerasLayer> layers, List<String> earlierNotices) throws IOException {
        for (KerasLayer layer : layers) {
            Map<String, float[]> values = new LinkedHashMap<>();
            parameters.add(values);
            if (layer instanceof KerasLayer.Embedding embedding) {
                add(embedding, values);
            } else if (layer instanceof KerasLayer.Recurrent recurrent) {
                add(recurrent, values);
            } else if (layer instanceof KerasLayer.Dense dense) {
                add(dense, values);
            } else if (layer instanceof KerasLayer.Dropout dropout) {
                specs.add(LayerSpec.dropout(features(dropout.name(), 0), dropout.rate()));
            }
        }
        addNoticesOfTime();
        ModelSpec spec = new ModelSpec(specs);
        Map<String, float[]> named = new LinkedHashMap<>();
        for (int k = 0; k < specs.size(); k++) {
            String name = spec.layerNames().get(k);
            parameters.get(k).forEach((suffix, values) -> named.put(name + "." + suffix, values));
        }
        List<String> all = new ArrayList<>(earlierNotices);
        all.addAll(notices);
        return new ImportedModel(new ModelWeights(spec, named), all, Map.of());
    }

    private void add(KerasLayer.Embedding layer, Map<String, float[]> values) throws IOException {
        if (!specs.isEmpty()) {
            throw new IOException(layer.name() + ": expected an embedding to be the first layer");
        }
        List<HdfArray> arrays = KerasVariables.at(variables.layer(layer.name()));
        requireCount(layer, arrays.size(), 1);
        HdfArray table = arrays.get(0);
        Sizes told = sizes.get(layer.name());
        if (told != null) {
            KerasVariables.requireShape(table, "embeddings [V,E]", told.inputs(), told.units());
        }
        requireRank(table, "embeddings [V,E]", 2);
        specs.add(LayerSpec.embedding(table.dim(0), table.dim(1)));
        values.put("W", table.read());
    }

    private void add(KerasLayer.Dense layer, Map<String, float[]> values) throws IOException {
        HdfGroup group = variables.layer(layer.name());
        List<HdfArray> arrays = layer.wrapped() ? KerasVariables.at(group, "layer") : KerasVariables.at(group);
        Sizes told = sizes.get(layer.name());
        boolean bias = told == null ? arrays.size() == 2 : told.bias();
        requireCount(layer, arrays.size(), bias ? 2 : 1);
        HdfArray kernel = arrays.get(0);
        requireRank(kernel, "kernel [I,O]", 2);
        int read = features(layer.name(), told == null || told.inputs() == 0 ? kernel.dim(0) : told.inputs());
        int emitted = told == null ? kernel.dim(1) : told.units();
        KerasVariables.requireShape(kernel, "kernel [I,O]", read, emitted);
        if (bias) {
            KerasVariables.requireShape(arrays.get(1), "bias [O]", emitted);
        } else {
            notices.add(layer.name()
                    + ": has no bias; the imported model has one of zeros, which changes if it is trained further");
        }
        specs.add(LayerSpec.dense(read, emitted));
        values.put("W", kernel.read());
        values.put("b", bias ? arrays.get(1).read() : new float[emitted]);
    }

    private void add(KerasLayer.Recurrent layer, Map<String, float[]> values) throws IOException {
        if (last != null) {
            throw new IOException(
                    layer.name() + ": reads '" + last.name() + "': expected return_sequences=True in that layer");
        }
        if (layer.bidirectional() && runsBackwards) {
            throw new IOException(layer.name() + ": gru4j has no Bidirectional that reads a layer with go_backwards");
        }
        HdfGroup group = variables.layer(layer.name());
        boolean reverse = layer.goBackwards() != runsBackwards;
        Direction direction =
                layer.bidirectional() ? Direction.BIDIRECTIONAL : reverse ? Direction.REVERSE : Direction.FORWARD;
        RecurrentArrays first =
                layer.bidirectional() ? arrays(layer, group, "forward_layer", "cell") : arrays(layer, group, "cell");
        int inputs = features(layer.name(), first.inputs());
        RecurrentArrays second = layer.bidirectional() ? arrays(layer, group, "backward_layer", "cell") : null;
        if (second != null && !second.isLike(first)) {
            throw new IOException(group.path()
                    + ": expected the arrays of the backward layer to have the shapes of the forward layer, "
                    + first.shapes() + ", but got " + second.shapes());
        }
        specs.add(spec(layer.cell(), inputs, first, direction));
        first.putInto(values, direction.isReverse(0) ? "l0.reverse." : "l0.forward.");
        if (second != null) {
            second.putInto(values, "l0.reverse.");
        } else {
            runsBackwards = reverse;
        }
        if (!layer.returnSequences()) {
            specs.add(LayerSpec.finalStates(specs.get(specs.size() - 1).outputFeatures(), direction));
            parameters.add(Map.of());
            last = layer;
        }
    }

    private static LayerSpec spec(Cell cell, int inputs, RecurrentArrays arrays, Direction direction) {
        if (cell == Cell.GRU) {
            return LayerSpec.gru(GruSpec.builder(inputs, arrays.units())
                    .direction(direction)
                    .resetGate(arrays.resetGate())
                    .bias(arrays.hasBias())
                    .build());
        }
        return LayerSpec.rnn(new RnnSpec(
                cell == Cell.LSTM ? RecurrentCell.LSTM : RecurrentCell.TANH,
                inputs,
                arrays.units(),
                1,
                direction,
                arrays.hasBias()));
    }

    private RecurrentArrays arrays(KerasLayer.Recurrent layer, HdfGroup group, String... path) throws IOException {
        List<HdfArray> arrays = KerasVariables.at(group, path);
        return RecurrentArrays.of(layer, group, arrays, sizes.get(layer.name()), biaslessResetGate);
    }

    /**
     * Returns the number of features that a layer reads: as many as the previous layer emits, or {@code otherwise} for
     * the first layer.
     *
     * @throws IOException if it is the first layer and {@code otherwise} is 0
     */
    private int features(String name, int otherwise) throws IOException {
        if (!specs.isEmpty()) {
            return specs.get(specs.size() - 1).outputFeatures();
        }
        if (otherwise == 0) {
            throw new IOException(
                    name + ": is the first layer, so the number of its features is unknown; expected another layer"
                            + " before it");
        }
        return otherwise;
    }

    private void addNoticesOfTime() {
        if (last == null && runsBackwards) {
            notices.add(
                    "go_backwards: in Keras, the model emits its last step first; the imported model emits every step"
                            + " at its own time");
        }
    }

    private static void requireCount(KerasLayer layer, int actual, int expected) throws IOException {
        if (actual != expected) {
            throw new IOException(layer.name() + ": expected " + expected + " arrays in its vars but got " + actual);
        }
    }

    private static void requireRank(HdfArray array, String what, int rank) throws IOException {
        if (array.rank() != rank) {
            throw new IOException(array.path() + ": expected " + what + " but got " + array.shape());
        }
    }
}
