package org.gru4j.interop.keras;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gru4j.random.CounterRandom;

/**
 * A Keras model with random weights, built layer by layer. It writes the files that Keras would write, in Keras's
 * documented layout, and computes Keras's results with {@link KerasEquations}.
 */
final class KerasFixture {
    static final ObjectMapper JSON = new ObjectMapper();

    /** The directions in which a recurrent layer reads its input. */
    enum Way {
        FORWARD,
        BACKWARDS,
        BOTH
    }

    private final Map<String, Integer> counts = new HashMap<>();
    private final ArrayNode layers = JSON.createArrayNode();
    /** The arrays, nested by dimension, by path, such as {@code gru/cell/vars/0}. */
    private final Map<String, Object> arrays = new LinkedHashMap<>();

    private final List<UnaryOperator<double[][]>> functions = new ArrayList<>();
    private float[] embedding;
    private int features;
    private long place;
    /** The largest I+H of all layers, from which tolerances are computed. */
    private int terms;

    /** @param inputs I of the input [N,T,I]; 0 if the model begins with an embedding */
    KerasFixture(int inputs) {
        features = inputs;
        ObjectNode config = layer("InputLayer", "input_layer");
        ArrayNode shape = config.putArray("batch_shape").addNull().addNull();
        if (inputs > 0) {
            shape.add(inputs);
        }
    }

    private ObjectNode layer(String className, String group) {
        ObjectNode layer = layers.addObject();
        layer.put("module", "keras.layers").put("class_name", className).putNull("registered_name");
        return layer.putObject("config").put("name", "my_" + group);
    }

    private String group(String snake) {
        int count = counts.merge(snake, 1, Integer::sum);
        return count == 1 ? snake : snake + "_" + (count - 1);
    }

    /** Returns the configuration of the last layer, so that tests can damage it. */
    ObjectNode lastConfig() {
        return (ObjectNode) layers.get(layers.size() - 1).get("config");
    }

    private float[] random(String path, int... dims) {
        int count = 1;
        for (int dim : dims) {
            count *= dim;
        }
        CounterRandom random = new CounterRandom(7, 0, ++place);
        float[] values = new float[count];
        for (int k = 0; k < count; k++) {
            values[k] = (float) (1.4 * random.uniform(k) - 0.7);
        }
        arrays.put(path, nested(values, dims));
        return values;
    }

    private static Object nested(float[] values, int[] dims) {
        if (dims.length == 1) {
            return values;
        }
        float[][] rows = new float[dims[0]][dims[1]];
        for (int r = 0; r < dims[0]; r++) {
            System.arraycopy(values, r * dims[1], rows[r], 0, dims[1]);
        }
        return rows;
    }

    /** Replaces or adds an array, or removes it if the value is null, so that tests can damage a file. */
    KerasFixture put(String path, Object nestedArray) {
        if (nestedArray == null) {
            arrays.remove(path);
        } else {
            arrays.put(path, nestedArray);
        }
        return this;
    }

    KerasFixture embedding(int vocabulary, int size, boolean maskZero) {
        String group = group("embedding");
        layer("Embedding", group)
                .put("input_dim", vocabulary)
                .put("output_dim", size)
                .put("mask_zero", maskZero);
        embedding = random(group + "/vars/0", vocabulary, size);
        features = size;
        return this;
    }

    private ObjectNode recurrentConfig(
            ObjectNode config,
            String kind,
            int units,
            boolean bias,
            boolean resetAfter,
            boolean backwards,
            boolean sequences) {
        config.put("units", units)
                .put("activation", "tanh")
                .put("use_bias", bias)
                .put("return_sequences", sequences)
                .put("return_state", false)
                .put("go_backwards", backwards)
                .put("stateful", false)
                .put("unroll", true)
                .put("dropout", 0.0)
                .put("recurrent_dropout", 0.0);
        if (!kind.equals("SimpleRNN")) {
            config.put("recurrent_activation", "sigmoid");
        }
        if (kind.equals("GRU")) {
            config.put("reset_after", resetAfter);
        }
        return config;
    }

    /** @param resetAfter of a GRU */
    KerasFixture recurrent(String kind, int units, Way way, boolean bias, boolean resetAfter, boolean sequences) {
        String snake = kind.equals("SimpleRNN") ? "simple_rnn" : kind.toLowerCase(Locale.ROOT);
        String group = group(way == Way.BOTH ? "bidirectional" : snake);
        if (way == Way.BOTH) {
            ObjectNode config = layer("Bidirectional", group).put("merge_mode", "concat");
            for (String side : new String[] {"layer", "backward_layer"}) {
                ObjectNode wrapped =
                        config.putObject(side).put("module", "keras.layers").put("class_name", kind);
                recurrentConfig(
                        wrapped.putObject("config"), kind, units, bias, resetAfter, side.startsWith("b"), sequences);
            }
        } else {
            recurrentConfig(layer(kind, group), kind, units, bias, resetAfter, way == Way.BACKWARDS, sequences);
        }
        UnaryOperator<double[][]> first =
                direction(group + (way == Way.BOTH ? "/forward_layer" : ""), kind, units, bias, resetAfter);
        UnaryOperator<double[][]> second =
                way == Way.BOTH ? direction(group + "/backward_layer", kind, units, bias, resetAfter) : null;
        functions.add(x -> {
            double[][] y = first.apply(way == Way.BACKWARDS ? KerasEquations.reversed(x) : x);
            double[][] z = second == null ? null : second.apply(KerasEquations.reversed(x));
            if (!sequences) {
                y = new double[][] {y[y.length - 1]};
                z = z == null ? null : new double[][] {z[z.length - 1]};
            } else if (z != null) {
                z = KerasEquations.reversed(z);
            }
            return z == null ? y : joined(y, z);
        });
        terms = Math.max(terms, features + units);
        features = (way == Way.BOTH ? 2 : 1) * units;
        return this;
    }

    private UnaryOperator<double[][]> direction(
            String group, String kind, int units, boolean bias, boolean resetAfter) {
        int columns = units * (kind.equals("GRU") ? 3 : kind.equals("LSTM") ? 4 : 1);
        float[] kernel = random(group + "/cell/vars/0", features, columns);
        float[] recurrent = random(group + "/cell/vars/1", units, columns);
        float[] biases = !bias
                ? null
                : kind.equals("GRU") && resetAfter
                        ? random(group + "/cell/vars/2", 2, columns)
                        : random(group + "/cell/vars/2", columns);
        return x -> KerasEquations.run(kind, x, units, resetAfter, kernel, recurrent, biases);
    }

    private static double[][] joined(double[][] left, double[][] right) {
        double[][] joined = new double[left.length][];
        for (int t = 0; t < left.length; t++) {
            joined[t] = new double[left[t].length + right[t].length];
            System.arraycopy(left[t], 0, joined[t], 0, left[t].length);
            System.arraycopy(right[t], 0, joined[t], left[t].length, right[t].length);
        }
        return joined;
    }

    /** @param activation the activation; the expected outputs are logits without it */
    KerasFixture dense(int units, boolean bias, boolean wrapped, String activation) {
        String group = group(wrapped ? "time_distributed" : "dense");
        ObjectNode config = layer(wrapped ? "TimeDistributed" : "Dense", group);
        if (wrapped) {
            config = config.putObject("layer").put("class_name", "Dense").putObject("config");
        }
        config.put("units", units).put("use_bias", bias).put("activation", activation);
        String path = group + (wrapped ? "/layer/vars/" : "/vars/");
        float[] kernel = random(path + "0", features, units);
        float[] biases = bias ? random(path + "1", units) : null;
        functions.add(x -> {
            double[][] y = new double[x.length][];
            for (int t = 0; t < x.length; t++) {
                y[t] = KerasEquations.affine(x[t], kernel, biases, 0, units);
            }
            return y;
        });
        terms = Math.max(terms, features);
        features = units;
        return this;
    }

    KerasFixture dropout(double rate) {
        layer("Dropout", group("dropout")).put("rate", rate);
        return this;
    }

    KerasFixture activation(String name) {
        layer("Activation", group("activation")).put("activation", name);
        return this;
    }

    int terms() {
        return terms;
    }

    /** Returns the results of Keras, in Keras's order of steps. */
    double[][] expected(double[][] x) {
        double[][] y = x;
        for (UnaryOperator<double[][]> function : functions) {
            y = function.apply(y);
        }
        return y;
    }

    double[][] expected(int... ids) {
        double[][] x = new double[ids.length][];
        int size = embedding.length / ((float[][]) arrays.get("embedding/vars/0")).length;
        for (int t = 0; t < ids.length; t++) {
            x[t] = new double[size];
            for (int i = 0; i < size; i++) {
                x[t][i] = embedding[ids[t] * size + i];
            }
        }
        return expected(x);
    }

    ObjectNode sequential() {
        ObjectNode root = JSON.createObjectNode().put("module", "keras").put("class_name", "Sequential");
        root.putObject("config").put("name", "sequential").set("layers", layers);
        return root;
    }

    /** Returns a Functional model of the layers, each applied to the previous one, listed from last to first. */
    ObjectNode functional() {
        ObjectNode root = JSON.createObjectNode()
                .put("module", "keras.src.models.functional")
                .put("class_name", "Functional");
        ArrayNode applied = root.putObject("config").put("name", "functional").putArray("layers");
        for (int k = 0; k < layers.size(); k++) {
            ObjectNode layer = layers.get(k).deepCopy();
            ArrayNode nodes =
                    layer.put("name", layer.get("config").get("name").asText()).putArray("inbound_nodes");
            if (k > 0) {
                ObjectNode tensor =
                        nodes.addObject().putArray("args").addObject().put("class_name", "__keras_tensor__");
                tensor.putObject("config")
                        .put("dtype", "float32")
                        .putArray("keras_history")
                        .add(layers.get(k - 1).get("config").get("name").asText())
                        .add(0)
                        .add(0);
            }
            applied.add(layer);
        }
        ((ObjectNode) root.get("config"))
                .putArray("output_layers")
                .addArray()
                .add(lastConfig().get("name").asText())
                .add(0)
                .add(0);
        return root;
    }

    /** Writes a {@code .weights.h5} file with its layers in a group of this name. */
    Path writeWeights(Path file, String container) throws IOException {
        Files.deleteIfExists(file);
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            Map<String, WritableGroup> groups = new HashMap<>();
            groups.put("", hdf);
            arrays.forEach((path, values) -> {
                String full = container + "/" + path;
                int cut = full.lastIndexOf('/');
                group(groups, full.substring(0, cut)).putDataset(full.substring(cut + 1), values);
            });
        }
        return file;
    }

    private static WritableGroup group(Map<String, WritableGroup> groups, String path) {
        WritableGroup known = groups.get(path);
        if (known == null) {
            int cut = path.lastIndexOf('/');
            known = group(groups, cut < 0 ? "" : path.substring(0, cut)).putGroup(path.substring(cut + 1));
            groups.put(path, known);
        }
        return known;
    }

    /** Writes a {@code .keras} archive with this config. */
    Path writeArchive(Path file, ObjectNode config) throws IOException {
        Path weights = writeWeights(file.resolveSibling("model.weights.h5"), "layers");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            put(zip, "metadata.json", "{\"keras_version\": \"3.0.0\"}".getBytes(StandardCharsets.UTF_8));
            put(zip, "config.json", JSON.writeValueAsBytes(config));
            put(zip, "model.weights.h5", Files.readAllBytes(weights));
        }
        return file;
    }

    static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }
}
