package org.gru4j.interop.golden;

import static org.gru4j.interop.golden.GoldenJson.flag;
import static org.gru4j.interop.golden.GoldenJson.optional;
import static org.gru4j.interop.golden.GoldenJson.positive;
import static org.gru4j.interop.golden.GoldenJson.tensor;
import static org.gru4j.interop.golden.GoldenJson.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.gru4j.backend.Lengths;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.check.RecurrentCase;
import org.gru4j.file.JsonProblem;
import org.gru4j.interop.pytorch.PyTorchWeights;
import org.gru4j.model.ModelWeights;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Reads golden files. Each is a JSON file with the inputs of one model, its weights in PyTorch's names and layout, and
 * the expected results. The keys are described in {@code java/parity/src/test/resources/golden/README.md}.
 *
 * <p>Unknown keys are ignored. A missing key, or a tensor of the wrong shape, is an error that names the key.
 *
 * <p>Immutable.
 */
public final class GoldenFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final JsonNode root;
    private final RecurrentSpec spec;
    private final int steps;
    private final int batch;

    private GoldenFile(Path file, JsonNode root) throws IOException {
        this.file = file;
        this.root = root;
        steps = positive(root, "T");
        batch = positive(root, "N");
        spec = spec();
        if (spec.hiddenSize() > Shape.MAX_SIZE / spec.cell().gates()) {
            throw new IOException(
                    "H: expected at most " + Shape.MAX_SIZE / spec.cell().gates() + " but got " + spec.hiddenSize());
        }
    }

    private RecurrentSpec spec() throws IOException {
        return RecurrentSpec.of(
                cell(),
                positive(root, "I"),
                positive(root, "H"),
                positive(root, "num_layers"),
                direction(),
                flag(root, "bias"));
    }

    private RecurrentCell cell() throws IOException {
        String cell = root.path("cell").asText("gru");
        switch (cell) {
            case "gru" -> {
                if (!text(root, "gate_order").equals("r,z,n")) {
                    throw new IOException("gate_order: expected 'r,z,n' but got '" + text(root, "gate_order") + "'");
                }
                return flag(root, "linear_before_reset") ? RecurrentCell.GRU_AFTER : RecurrentCell.GRU_BEFORE;
            }
            case "lstm" -> {
                return RecurrentCell.LSTM;
            }
            case "tanh" -> {
                return RecurrentCell.TANH;
            }
            default -> throw new IOException("cell: expected gru, lstm or tanh but got '" + cell + "'");
        }
    }

    /**
     * Reads the case of a file, or the cases of all {@code .json} files of a directory, sorted by name.
     *
     * @throws UncheckedIOException if there is no such file, or one can't be read or is malformed; the message begins
     *     with the path
     */
    public static List<GoldenCase> readAll(Path path) {
        return readAll(path, null);
    }

    /**
     * Reads the case of a file, or the cases of all {@code .json} files of a directory, sorted by name, with the
     * weights of a model.
     *
     * @param model as in {@link #read(Path, ModelWeights)}
     * @throws UncheckedIOException if there is no such file, or one can't be read, is malformed or describes a
     *     different model; the message begins with the path
     * @throws IllegalArgumentException if the model is not a single recurrent layer or stack
     */
    public static List<GoldenCase> readAll(Path path, @Nullable ModelWeights model) {
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
     * Reads the case of a file.
     *
     * @throws UncheckedIOException if the file can't be read or is malformed; the message has the path and the wrong
     *     key
     */
    public static GoldenCase read(Path file) {
        return read(file, null);
    }

    /**
     * Reads the case of a file, with the weights of a model instead of the file's. The file then needs no weights.
     *
     * @param model a single recurrent layer or stack; null for the file's weights
     * @throws UncheckedIOException if the file can't be read, is malformed or describes a different model; the message
     *     has the path and the wrong key
     * @throws IllegalArgumentException if the model is not a single recurrent layer or stack
     */
    public static GoldenCase read(Path file, @Nullable ModelWeights model) {
        RecurrentSpec expected = model == null ? null : GoldenWeights.spec(model);
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            if (root == null || !root.isObject()) {
                throw new IOException("expected a JSON object");
            }
            GoldenFile golden = new GoldenFile(file, root);
            if (model == null || expected == null) {
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
        RecurrentCase input = new RecurrentCase(
                root.path("name").asText(file.getFileName().toString()),
                spec,
                steps,
                batch,
                weights,
                tensor(root, "x", steps, batch, spec.inputSize()),
                states("h0", "c0"),
                lengths(),
                null,
                optional(root, "grad_output", steps, batch, spec.outputSize()),
                states("grad_h_n", "grad_c_n"),
                1);
        OptionalDouble tolerance = root.path("tolerance").isNumber()
                ? OptionalDouble.of(root.path("tolerance").asDouble())
                : OptionalDouble.empty();
        return new GoldenCase(root.path("framework").asText("unknown"), isDouble(), input, expected(), tolerance);
    }

    /**
     * Returns gru4j's states [L·D·S,N,H] from PyTorch's h [L·D,N,H] and, for LSTMs, c of the same shape. If only one of
     * the two keys is there, the other state is zeros; if neither is, the result is null.
     */
    private double @Nullable [] states(String h, String c) throws IOException {
        int size = batch * spec.hiddenSize();
        double[] theirs = optional(root, h, spec.kernelCount(), batch, spec.hiddenSize());
        if (spec.cell().states() == 1) {
            return theirs;
        }
        double[] cells = optional(root, c, spec.kernelCount(), batch, spec.hiddenSize());
        if (theirs == null && cells == null) {
            return null;
        }
        double[] states = new double[spec.stateCount() * size];
        for (int k = 0; k < spec.kernelCount(); k++) {
            if (theirs != null) {
                System.arraycopy(theirs, k * size, states, 2 * k * size, size);
            }
            if (cells != null) {
                System.arraycopy(cells, k * size, states, (2 * k + 1) * size, size);
            }
        }
        return states;
    }

    private List<ReferenceStack.Weights> weights(JsonNode node) throws IOException {
        List<ReferenceStack.Weights> weights = new ArrayList<>();
        for (int k = 0; k < spec.kernelCount(); k++) {
            String suffix = "_" + PyTorchWeights.suffix(spec, k);
            int rows = spec.cell().gates() * spec.hiddenSize();
            weights.add(PyTorchWeights.fromPyTorch(
                    spec,
                    tensor(node, "weight_ih" + suffix, rows, spec.inputSizeOf(spec.layerOf(k))),
                    tensor(node, "weight_hh" + suffix, rows, spec.hiddenSize()),
                    spec.bias() ? tensor(node, "bias_ih" + suffix, rows) : null,
                    spec.bias() ? tensor(node, "bias_hh" + suffix, rows) : null));
        }
        return weights;
    }

    /**
     * Returns the shapes of the {@code k}-th kernel's parameters by PyTorch's names, without the suffix of the layer.
     */
    private Map<String, int[]> shapes(int k) {
        int rows = spec.cell().gates() * spec.hiddenSize();
        Map<String, int[]> shapes = new LinkedHashMap<>();
        shapes.put("weight_ih", new int[] {rows, spec.inputSizeOf(spec.layerOf(k))});
        shapes.put("weight_hh", new int[] {rows, spec.hiddenSize()});
        if (spec.bias()) {
            shapes.put("bias_ih", new int[] {rows});
            shapes.put("bias_hh", new int[] {rows});
        }
        return shapes;
    }

    private Map<String, double[]> expected() throws IOException {
        Map<String, double[]> expected = new LinkedHashMap<>();
        put(expected, GoldenCase.OUTPUT, optional(root, GoldenCase.OUTPUT, steps, batch, spec.outputSize()));
        put(expected, GoldenCase.GRAD_X, optional(root, GoldenCase.GRAD_X, steps, batch, spec.inputSize()));
        for (int s = 0; s < spec.cell().states(); s++) {
            for (String name : List.of(GoldenCase.FINAL_STATES.get(s), GoldenCase.GRAD_INITIAL_STATES.get(s))) {
                put(expected, name, optional(root, name, spec.kernelCount(), batch, spec.hiddenSize()));
            }
        }
        JsonNode gradients = root.path("grad_weights");
        for (int k = 0; k < spec.kernelCount(); k++) {
            String suffix = "_" + PyTorchWeights.suffix(spec, k);
            for (Map.Entry<String, int[]> parameter : shapes(k).entrySet()) {
                String name = parameter.getKey() + suffix;
                put(expected, GoldenCase.GRADIENT + name, optional(gradients, name, parameter.getValue()));
            }
        }
        if (expected.isEmpty()) {
            throw new IOException("expected output, h_n or gradients to compare with, but all are missing");
        }
        return expected;
    }

    private static void put(Map<String, double[]> expected, String name, double @Nullable [] values) {
        if (values != null) {
            expected.put(name, values);
        }
    }

    private boolean isDouble() throws IOException {
        String dtype = text(root, "dtype");
        if (!dtype.equals("float64") && !dtype.equals("float32")) {
            throw new IOException("dtype: expected float64 or float32 but got '" + dtype + "'");
        }
        return dtype.equals("float64");
    }

    private Direction direction() throws IOException {
        String direction = root.has("direction")
                ? text(root, "direction")
                : flag(root, "bidirectional") ? "bidirectional" : "forward";
        return switch (direction) {
            case "forward" -> Direction.FORWARD;
            case "reverse" -> Direction.REVERSE;
            case "bidirectional" -> Direction.BIDIRECTIONAL;
            default ->
                throw new IOException(
                        "direction: expected forward, reverse or bidirectional but got '" + direction + "'");
        };
    }

    private int @Nullable [] lengths() throws IOException {
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
}
