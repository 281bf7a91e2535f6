package org.gru4j.interop.onnx.write;

import static org.gru4j.interop.onnx.write.GraphBuilder.attribute;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gru4j.interop.onnx.format.OnnxActivation;
import org.gru4j.interop.onnx.format.OnnxOptions;
import org.gru4j.interop.onnx.format.RecurrentLayer;
import org.gru4j.interop.onnx.proto.ModelProto;
import org.gru4j.interop.onnx.proto.OperatorSetIdProto;
import org.gru4j.interop.onnx.proto.StringStringEntryProto;
import org.gru4j.interop.onnx.proto.TensorProto.DataType;
import org.gru4j.layer.DenseLayer;
import org.gru4j.layer.EmbeddingLayer;
import org.gru4j.layer.FinalStatesLayer;
import org.gru4j.layer.GruLayer;
import org.gru4j.layer.ItemScoresLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.PoolingLayer;
import org.gru4j.layer.RnnLayer;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;

/** Writes a model as an ONNX graph. Not thread-safe: every export has its own instance. */
public final class OnnxExport {
    static final String STEPS = "T";
    static final String BATCH = "N";
    static final String LENGTHS = "lengths";
    private static final String PRODUCER = "gru4j";
    /** The first opset with the current version of GRU, LSTM and RNN. */
    private static final int OPSET = 22;

    /** The IR version of this opset. */
    private static final int IR_VERSION = 10;
    /** The limit of Protocol Buffers, minus 1 MiB for everything other than the numbers. */
    private static final long MAX_BYTES = Integer.MAX_VALUE - (1L << 20);

    private final ModelWeights weights;
    private final OnnxOptions options;
    private final GraphBuilder graph = new GraphBuilder(PRODUCER);

    private OnnxExport(ModelWeights weights, OnnxOptions options) {
        this.weights = weights;
        this.options = options;
    }

    /**
     * Returns the ONNX model.
     *
     * @throws IllegalArgumentException if ONNX can't express the model, or the model is too large for a file
     */
    public static ModelProto model(ModelWeights weights, OnnxOptions options) {
        ModelSpec spec = weights.spec();
        requireExpressible(spec, options);
        requireFits(spec);
        OnnxExport export = new OnnxExport(weights, options);
        export.layers(spec);
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName(PRODUCER)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(export.graph.build());
        Map<String, String> metadata = new TreeMap<>(options.metadata());
        metadata.put(ModelSpec.METADATA_KEY, spec.toJson());
        metadata.forEach((key, value) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build();
    }

    private static void requireExpressible(ModelSpec spec, OnnxOptions options) {
        boolean recurrent = false;
        for (int k = 0; k < spec.layers().size(); k++) {
            LayerSpec layer = spec.layers().get(k);
            if (layer instanceof GruLayer gru && gru.spec().zoneout() > 0) {
                throw new IllegalArgumentException(spec.layerNames().get(k) + ": zoneout: expected 0 but got "
                        + gru.spec().zoneout() + ": zoneout acts in inference too, and ONNX's GRU can't express it");
            }
            recurrent |= layer.recurrence().isPresent();
        }
        if (options.lengths() && !recurrent && !spec.emitsOneStep()) {
            throw new IllegalArgumentException(
                    "lengths: expected a model with a layer that uses them but there is none");
        }
        if (options.states() && !recurrent) {
            throw new IllegalArgumentException("states: expected a model with a recurrent layer but there is none");
        }
    }

    /**
     * Checks that a model's parameters fit into a file.
     *
     * @throws IllegalArgumentException if they exceed the limit of Protocol Buffers
     */
    public static void requireFits(ModelSpec spec) {
        long floats = 0;
        for (LayerSpec layer : spec.layers()) {
            floats = Math.addExact(floats, floats(layer));
        }
        if (floats > MAX_BYTES / Float.BYTES) {
            throw new IllegalArgumentException("model: expected at most " + MAX_BYTES / Float.BYTES
                    + " parameters, because an ONNX file has at most 2 GiB, but got " + floats);
        }
    }

    private static long floats(LayerSpec layer) {
        if (layer instanceof EmbeddingLayer e) {
            return (long) e.vocabularySize() * e.size();
        }
        if (layer instanceof GruLayer g) {
            return Math.addExact(
                    g.spec().parameterCount(),
                    3L * g.spec().stateCount() * g.spec().hiddenSize());
        }
        if (layer instanceof RnnLayer r) {
            return Math.multiplyExact(2, r.spec().parameterCount());
        }
        if (layer instanceof DenseLayer d) {
            return (d.inputSize() + 1L) * d.outputSize();
        }
        if (layer instanceof ItemScoresLayer i) {
            return (i.inputSize() + 1L) * i.count();
        }
        return 0;
    }

    private void layers(ModelSpec spec) {
        String value = input(spec);
        List<String> names = spec.layerNames();
        for (int k = 0; k < spec.layers().size(); k++) {
            value = layer(spec.layers().get(k), names.get(k), value, isReadForItsStates(spec, k));
        }
        String activation = options.activation().operator();
        if (activation != null) {
            value = graph.node(
                    activation,
                    "activation",
                    options.activation() == OnnxActivation.SIGMOID ? List.of() : List.of(attribute("axis", -1)),
                    value);
        }
        graph.node("Identity", "y", List.of(), value);
        graph.output("y", DataType.FLOAT, spec.emitsOneStep() ? 1 : STEPS, BATCH, spec.outputFeatures());
    }

    private String input(ModelSpec spec) {
        boolean embedded = spec.readsTokens();
        if (embedded) {
            graph.input("ids", DataType.INT64, STEPS, BATCH);
        } else {
            graph.input("x", DataType.FLOAT, STEPS, BATCH, spec.inputFeatures());
        }
        if (options.lengths()) {
            graph.input(LENGTHS, DataType.INT32, BATCH);
        }
        return embedded ? "ids" : "x";
    }

    /** Returns whether the layer after the {@code k}-th one, ignoring dropout, selects the final states. */
    private static boolean isReadForItsStates(ModelSpec spec, int k) {
        return spec.layers().stream()
                .skip(k + 1L)
                .filter(layer -> !layer.actsInTrainingOnly())
                .findFirst()
                .filter(FinalStatesLayer.class::isInstance)
                .isPresent();
    }

    /**
     * Adds the nodes of a layer.
     *
     * @param x the value that the layer reads
     * @param states whether a recurrent layer is to emit its final states, as [1,N,D·H], instead of every step
     * @return the value that the layer emits
     */
    private String layer(LayerSpec layer, String name, String x, boolean states) {
        if (layer instanceof EmbeddingLayer e) {
            return graph.node(
                    "Gather",
                    name,
                    List.of(attribute("axis", 0)),
                    parameter(name + ".W", e.vocabularySize(), e.size()),
                    x);
        }
        if (layer instanceof GruLayer g) {
            return new RecurrentExport(graph, weights, options, name, RecurrentLayer.of(g.spec())).write(x, states);
        }
        if (layer instanceof RnnLayer r) {
            return new RecurrentExport(graph, weights, options, name, RecurrentLayer.of(r.spec())).write(x, states);
        }
        if (layer instanceof DenseLayer d) {
            return product(name, x, parameter(name + ".W", d.inputSize(), d.outputSize()), d.outputSize());
        }
        if (layer instanceof ItemScoresLayer i) {
            String columns = graph.node(
                    "Transpose",
                    name + ".columns",
                    List.of(attribute("perm", 1, 0)),
                    parameter(name + ".W", i.count(), i.inputSize()));
            return product(name, x, columns, i.count());
        }
        if (layer instanceof PoolingLayer) {
            return new PoolingExport(graph, name).write(x, options.lengths());
        }
        if (layer instanceof FinalStatesLayer || layer.actsInTrainingOnly()) {
            return x; // the recurrent layer emits its final states itself; dropout does nothing in inference
        }
        throw new IllegalArgumentException(name + ": " + layer.getClass().getName()
                + ": expected embedding, gru, lstm, rnn, dense, items, dropout, pooling or final states; other layers"
                + " can't be written as ONNX");
    }

    /** Adds x·W + b. */
    private String product(String name, String x, String w, int outputs) {
        String product = graph.node("MatMul", name + ".product", List.of(), x, w);
        return graph.node("Add", name, List.of(), product, parameter(name + ".b", outputs));
    }

    private String parameter(String name, long... dims) {
        return graph.floats(name, weights.values(name), dims);
    }
}
