package org.gru4j.interop.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.gru4j.backend.Lengths;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.check.RecurrentCase;
import org.gru4j.file.JsonProblem;
import org.gru4j.interop.pytorch.PyTorchGru;
import org.gru4j.model.ModelWeights;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;

/**
 * Reads golden cases: inputs, weights in PyTorch's names and layout, and expected results, one JSON file each.
 *
 * <p>Unknown keys are ignored; a missing or ill-shaped one is an error that names it.
 *
 * <p>Immutable.
 */
public final class GoldenFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final JsonNode root;
    private final GruSpec spec;
    private final int steps;
    private final int batch;

    private GoldenFile(Path file, JsonNode root) throws IOException {
        this.file = file;
        this.root = root;
        steps = positive("T");
        batch = positive("N");
        if (!text("gate_order").equals("r,z,n")) {
            throw new IOException("gate_order: expected 'r,z,n' but got '" + text("gate_order") + "'");
        }
        spec = new GruSpec(
                positive("I"),
                positive("H"),
                positive("num_layers"),
                direction(),
                flag("linear_before_reset") ? ResetGate.AFTER : ResetGate.BEFORE,
                flag("bias"),
                0,
                0,
                0);
    }

    /**
     * All cases of a file, or of a directory's {@code .json} files by name.
     *
     * @throws UncheckedIOException with the path, if there are none, or one can't be read or is not well formed
     */
    public static List<GoldenCase> readAll(Path path) {
        return readAll(path, null);
    }

    /**
     * All cases of a file, or of a directory's {@code .json} files by name, with a model's weights.
     *
     * @param model as in {@link #read(Path, ModelWeights)}
     * @throws UncheckedIOException with the path, if there are none, or one can't be read, is not well formed or not of
     *     this model
     */
    public static List<GoldenCase> readAll(Path path, ModelWeights model) {
        if (!Files.isDirectory(path)) {
            return List.of(read(path, model));
        }
        try (Stream<Path> files = Files.list(path)) {
            List<Path> cases = files.filter(f -> f.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .toList();
            if (cases.isEmpty()) {
                throw new IOException("no .json files in this directory");
            }
            return cases.stream().map(file -> read(file, model)).toList();
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /**
     * The case of a file.
     *
     * @throws UncheckedIOException with the path and the key that is wrong
     */
    public static GoldenCase read(Path file) {
        return read(file, null);
    }

    /**
     * The case of a file, with a model's weights instead of the file's, which need not hold any.
     *
     * @param model a single GRU; null for the file's weights
     * @throws UncheckedIOException with the path and the key that is wrong, or is not the model's
     * @throws IllegalArgumentException if the model is not a single GRU
     */
    public static GoldenCase read(Path file, ModelWeights model) {
        GruSpec expected = model == null ? null : GoldenWeights.spec(model);
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            if (root == null || !root.isObject()) {
                throw new IOException("expected a JSON object");
            }
            GoldenFile golden = new GoldenFile(file, root);
            if (model == null) {
                return golden.toCase(golden.weights(root.path("weights")));
            }
            GoldenWeights.requireSame(expected, golden.spec);
            return golden.toCase(GoldenWeights.of(model));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(file + ": not valid JSON: " + JsonProblem.of(e), e);
        } catch (IOException e) {
            throw failure(file, e);
        } catch (IllegalArgumentException e) {
            throw failure(file, new IOException(e.getMessage(), e));
        }
    }

    private static UncheckedIOException failure(Path path, IOException e) {
        return new UncheckedIOException(
                path + ": " + (e instanceof NoSuchFileException ? "no such file" : e.getMessage()), e);
    }

    private GoldenCase toCase(List<ReferenceStack.Weights> weights) throws IOException {
        int states = spec.stateCount();
        int size = spec.hiddenSize();
        int[] lengths = lengths();
        double[] x = tensor(root, "x", steps, batch, spec.inputSize());
        double[] h0 = optional(root, "h0", states, batch, size);
        double[] dy = optional(root, "grad_output", steps, batch, spec.outputSize());
        double[] dhT = optional(root, "grad_h_n", states, batch, size);
        RecurrentCase input = new RecurrentCase(
                root.path("name").asText(file.getFileName().toString()),
                spec,
                steps,
                batch,
                weights,
                x,
                h0,
                lengths,
                null,
                dy,
                dhT,
                1);
        OptionalDouble tolerance = root.path("tolerance").isNumber()
                ? OptionalDouble.of(root.path("tolerance").asDouble())
                : OptionalDouble.empty();
        return new GoldenCase(root.path("framework").asText("unknown"), isDouble(), input, expected(), tolerance);
    }

    private List<ReferenceStack.Weights> weights(JsonNode node) throws IOException {
        List<ReferenceStack.Weights> weights = new ArrayList<>();
        for (int k = 0; k < spec.stateCount(); k++) {
            String suffix = "_" + PyTorchGru.suffix(spec, k);
            int rows = 3 * spec.hiddenSize();
            weights.add(PyTorchGru.fromPyTorch(
                    spec,
                    tensor(
                            node,
                            "weight_ih" + suffix,
                            rows,
                            spec.inputSizeOf(k / spec.direction().count())),
                    tensor(node, "weight_hh" + suffix, rows, spec.hiddenSize()),
                    spec.bias() ? tensor(node, "bias_ih" + suffix, rows) : null,
                    spec.bias() ? tensor(node, "bias_hh" + suffix, rows) : null));
        }
        return weights;
    }

    private Map<String, double[]> expected() throws IOException {
        int size = spec.hiddenSize();
        Map<String, double[]> expected = new LinkedHashMap<>();
        put(expected, GoldenCase.OUTPUT, optional(root, "output", steps, batch, spec.outputSize()));
        put(expected, GoldenCase.H_N, optional(root, "h_n", spec.stateCount(), batch, size));
        put(expected, GoldenCase.GRAD_X, optional(root, "grad_x", steps, batch, spec.inputSize()));
        put(expected, GoldenCase.GRAD_H0, optional(root, "grad_h0", spec.stateCount(), batch, size));
        JsonNode gradients = root.path("grad_weights");
        for (int k = 0; k < spec.stateCount(); k++) {
            String suffix = "_" + PyTorchGru.suffix(spec, k);
            int rows = 3 * size;
            for (Map.Entry<String, int[]> name : Map.of(
                            "weight_ih",
                            new int[] {
                                rows, spec.inputSizeOf(k / spec.direction().count())
                            },
                            "weight_hh",
                            new int[] {rows, size},
                            "bias_ih",
                            new int[] {rows},
                            "bias_hh",
                            new int[] {rows})
                    .entrySet()) {
                put(
                        expected,
                        GoldenCase.GRADIENT + name.getKey() + suffix,
                        optional(gradients, name.getKey() + suffix, name.getValue()));
            }
        }
        if (expected.isEmpty()) {
            throw new IOException("output: missing, and so are h_n and all gradients: there is nothing to compare");
        }
        return expected;
    }

    private static void put(Map<String, double[]> expected, String name, double[] values) {
        if (values != null) {
            expected.put(name, values);
        }
    }

    private boolean isDouble() throws IOException {
        String dtype = text("dtype");
        if (!dtype.equals("float64") && !dtype.equals("float32")) {
            throw new IOException("dtype: expected float64 or float32 but got '" + dtype + "'");
        }
        return dtype.equals("float64");
    }

    private Direction direction() throws IOException {
        boolean bidirectional = flag("bidirectional");
        String direction = root.path("direction").asText(bidirectional ? "bidirectional" : "forward");
        return switch (direction) {
            case "forward" -> Direction.FORWARD;
            case "reverse" -> Direction.REVERSE;
            case "bidirectional" -> Direction.BIDIRECTIONAL;
            default ->
                throw new IOException(
                        "direction: expected forward, reverse or bidirectional but got '" + direction + "'");
        };
    }

    private int[] lengths() throws IOException {
        JsonNode node = root.path("lengths");
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        JsonNode values = node.isObject() ? node.path("data") : node;
        int[] lengths = new int[values.size()];
        for (int n = 0; n < lengths.length; n++) {
            if (!values.get(n).isIntegralNumber() || !values.get(n).canConvertToInt()) {
                throw new IOException("lengths[" + n + "]: expected a whole number but got " + values.get(n));
            }
            lengths[n] = values.get(n).asInt();
        }
        Lengths.require(lengths, batch, steps);
        return lengths;
    }

    private double[] optional(JsonNode parent, String key, int... shape) throws IOException {
        return parent.path(key).isMissingNode() || parent.path(key).isNull() ? null : tensor(parent, key, shape);
    }

    private static double[] tensor(JsonNode parent, String key, int... shape) throws IOException {
        JsonNode node = parent.path(key);
        if (!node.path("shape").isArray() || !node.path("data").isArray()) {
            throw new IOException(key + ": expected {\"shape\": …, \"data\": …} but it is "
                    + (node.isMissingNode() ? "missing" : "something else"));
        }
        int[] actual = new int[node.path("shape").size()];
        long size = 1;
        for (int k = 0; k < actual.length; k++) {
            JsonNode dim = node.path("shape").get(k);
            if (!dim.isIntegralNumber() || !dim.canConvertToInt()) {
                throw new IOException(key + ": shape[" + k + "]: expected a whole number but got " + dim);
            }
            actual[k] = dim.asInt();
        }
        for (int dim : shape) {
            size = size > Integer.MAX_VALUE ? size : size * dim; // no array of numbers is as long as that
        }
        JsonNode data = node.path("data");
        if (!Arrays.equals(actual, shape) || data.size() != size) {
            throw new IOException(key + ": expected " + Arrays.toString(shape) + " but got " + Arrays.toString(actual)
                    + " with " + data.size() + " numbers");
        }
        double[] values = new double[data.size()];
        for (int k = 0; k < values.length; k++) {
            if (!data.get(k).isNumber()) {
                throw new IOException(key + ": element " + k + ": expected a number but got " + data.get(k));
            }
            values[k] = data.get(k).asDouble();
        }
        return values;
    }

    private int positive(String key) throws IOException {
        JsonNode node = root.path(key);
        if (!node.canConvertToInt() || node.asInt() <= 0) {
            throw new IOException(key + ": expected a positive number but "
                    + (node.isMissingNode() ? "it is missing" : "got " + node));
        }
        return node.asInt();
    }

    private boolean flag(String key) throws IOException {
        if (!root.path(key).isBoolean()) {
            throw new IOException(key + ": expected true or false but "
                    + (root.path(key).isMissingNode() ? "it is missing" : "got " + root.path(key)));
        }
        return root.path(key).asBoolean();
    }

    private String text(String key) throws IOException {
        if (!root.path(key).isTextual()) {
            throw new IOException(key + ": expected a text but "
                    + (root.path(key).isMissingNode() ? "it is missing" : "got " + root.path(key)));
        }
        return root.path(key).asText();
    }
}
