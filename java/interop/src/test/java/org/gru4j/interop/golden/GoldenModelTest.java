package org.gru4j.interop.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gru4j.check.Parity;
import org.gru4j.interop.pytorch.PyTorchModel;
import org.gru4j.interop.pytorch.PyTorchModelTest;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.safetensors.ShapedFloats;
import org.gru4j.tensor.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A golden case with the weights of an imported model. */
class GoldenModelTest {
    /** One step, one unit, h0 = 1; the output is that of weights of 0 but b_in = 1: o = tanh 1, h' = (1 + tanh 1)/2. */
    private static final String CASE = """
            {"name": "tiny", "dtype": "float64", "T": 1, "N": 1, "I": 1, "H": 1, "num_layers": 1, "bidirectional": false,
             "bias": true, "gate_order": "r,z,n", "linear_before_reset": true,
             "x": {"shape": [1, 1, 1], "data": [3]}, "h0": {"shape": [1, 1, 1], "data": [1]},
             "output": {"shape": [1, 1, 1], "data": [0.8807970779778823]}}
            """;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void writeTheCase() throws IOException {
        file = Files.writeString(directory.resolve("case.json"), CASE);
    }

    private static ModelWeights imported() {
        return PyTorchModel.fromStateDict(
                        Map.of(
                                "rnn.weight_ih_l0", new ShapedFloats(Shape.of(3, 1), new float[3]),
                                "rnn.weight_hh_l0", new ShapedFloats(Shape.of(3, 1), new float[3]),
                                "rnn.bias_ih_l0", new ShapedFloats(Shape.of(3), new float[] {0, 0, 1}),
                                "rnn.bias_hh_l0", new ShapedFloats(Shape.of(3), new float[3])),
                        List.of())
                .weights();
    }

    private static ModelWeights model(GruSpec spec) {
        return PyTorchModelTest.weights(ModelSpec.of(LayerSpec.gru(spec)));
    }

    @Test
    void theModelsWeightsAreComparedAndTheFileNeedsNone() {
        List<Parity.Comparison> comparisons = GoldenFile.read(file, imported()).compareDoubles();
        assertEquals(1, comparisons.size());
        assertTrue(comparisons.get(0).passed(), comparisons.toString());
        assertTrue(
                GoldenFile.readAll(directory, model(GruSpec.of(1, 1))).get(0).compareDoubles().stream()
                        .noneMatch(Parity.Comparison::passed),
                "other weights");
    }

    @Test
    void withoutAModelTheFileNeedsWeights() {
        assertTrue(assertThrows(UncheckedIOException.class, () -> GoldenFile.read(file))
                .getMessage()
                .startsWith(file + ": weight_ih_l0: expected {"));
    }

    @Test
    void theModelsComeBeforeTheFiles() throws IOException {
        Files.writeString(file, CASE.replace("\"x\":", "\"weights\": {\"weight_ih_l0\": 17}, \"x\":"));
        assertArrayEquals(
                new double[] {0, 0, 1, 0},
                GoldenFile.read(file, imported()).input().weights().get(0).b());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2;1;1;FORWARD;AFTER;true;I: expected the model's 2 but got 1",
                "1;2;1;FORWARD;AFTER;true;H: expected the model's 2 but got 1",
                "1;1;3;FORWARD;AFTER;true;num_layers: expected the model's 3 but got 1",
                "1;1;1;BIDIRECTIONAL;AFTER;true;bidirectional: expected the model's true but got false",
                "1;1;1;REVERSE;AFTER;true;direction: expected the model's reverse but got forward",
                "1;1;1;FORWARD;BEFORE;true;linear_before_reset: expected the model's false but got true",
                "1;1;1;FORWARD;AFTER;false;bias: expected the model's false but got true"
            })
    void anotherModelIsNamedByTheKey(
            int inputs, int size, int layers, Direction direction, ResetGate gate, boolean bias, String message) {
        ModelWeights other = model(new GruSpec(inputs, size, layers, direction, gate, bias, 0, 0, 0));
        assertEquals(
                file + ": " + message,
                assertThrows(UncheckedIOException.class, () -> GoldenFile.read(file, other))
                        .getMessage());
    }

    @Test
    void zoneoutIsNoGoldenCase() {
        assertEquals(
                file + ": zoneout: expected 0, because golden files have none, but the model has 0.5",
                assertThrows(
                                UncheckedIOException.class,
                                () -> GoldenFile.read(
                                        file,
                                        model(GruSpec.builder(1, 1).zoneout(0.5).build())))
                        .getMessage());
    }

    @Test
    void aModelOfMoreThanAGruIsNoCase() {
        ModelWeights whole =
                PyTorchModelTest.weights(ModelSpec.of(LayerSpec.gru(GruSpec.of(1, 1)), LayerSpec.dense(1, 2)));
        assertEquals(
                "model: expected a single recurrent layer but got [gru, dense]",
                assertThrows(IllegalArgumentException.class, () -> GoldenFile.read(file, whole))
                        .getMessage());
    }
}
