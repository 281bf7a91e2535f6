package org.gru4j.interop.pytorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gru4j.interop.ImportedModel;
import org.gru4j.layer.GruLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.recurrent.RnnSpec;
import org.gru4j.safetensors.SafeTensors;
import org.gru4j.safetensors.ShapedFloats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A model that is written and read again is the same, bit for bit. A state dict of PyTorch is the same except for the
 * sums of biases.
 */
public class PyTorchModelTest {
    @TempDir
    private Path directory;

    /** 1 to 3 layers of each cell, in one and in both directions, with and without bias. */
    static Stream<LayerSpec> recurrentLayers() {
        List<LayerSpec> layers = new ArrayList<>();
        for (int l = 1; l <= 3; l++) {
            for (Direction direction : List.of(Direction.FORWARD, Direction.BIDIRECTIONAL)) {
                for (boolean bias : new boolean[] {true, false}) {
                    layers.add(LayerSpec.gru(new GruSpec(4, 3, l, direction, ResetGate.AFTER, bias, 0, 0, 0)));
                    for (RecurrentCell cell : List.of(RecurrentCell.LSTM, RecurrentCell.TANH)) {
                        layers.add(LayerSpec.rnn(new RnnSpec(cell, 4, 3, l, direction, bias)));
                    }
                }
            }
        }
        return layers.stream();
    }

    /** Returns random numbers, including zeros of both signs. */
    public static ModelWeights weights(ModelSpec spec) {
        CounterRandom random = new CounterRandom(5, 0, 0);
        Map<String, float[]> values = new LinkedHashMap<>();
        spec.layout().shapes().forEach((name, shape) -> {
            float[] numbers = new float[shape.size()];
            for (int k = 0; k < numbers.length; k++) {
                double uniform = random.uniform(name.hashCode() * 1000L + k);
                numbers[k] = uniform < 0.1 ? 0f : uniform < 0.2 ? -0f : (float) (2 * uniform - 1);
            }
            values.put(name, numbers);
        });
        return new ModelWeights(spec, values);
    }

    static void assertSame(ModelWeights expected, ModelWeights actual) {
        assertEquals(expected.spec(), actual.spec());
        expected.names().forEach(name -> assertBits(expected.values(name), actual.values(name), name));
    }

    private static void assertBits(float[] expected, float[] actual, String name) {
        assertEquals(expected.length, actual.length, name);
        for (int k = 0; k < expected.length; k++) {
            assertEquals(
                    Float.floatToRawIntBits(expected[k]), Float.floatToRawIntBits(actual[k]), name + "[" + k + "]");
        }
    }

    @ParameterizedTest
    @MethodSource("recurrentLayers")
    void oursComeBackBitForBit(LayerSpec layer) {
        ModelWeights ours = weights(ModelSpec.of(layer));
        assertSame(
                ours,
                PyTorchModel.fromStateDict(PyTorchModel.toStateDict(ours), List.of())
                        .weights());
        Path file = directory.resolve("model.safetensors");
        PyTorchModel.write(ours, file);
        ImportedModel read = PyTorchModel.read(file);
        assertSame(ours, read.weights());
        assertEquals(List.of(), read.notices());
    }

    /** A state dict in which both biases are random. */
    private static Map<String, ShapedFloats> theirs(LayerSpec layer) {
        Map<String, ShapedFloats> theirs = new LinkedHashMap<>(PyTorchModel.toStateDict(weights(ModelSpec.of(layer))));
        theirs.replaceAll((name, tensor) -> {
            float[] values = tensor.values().clone();
            for (int k = 0; k < values.length && name.contains("bias"); k++) {
                values[k] = (float) Math.sin(name.hashCode() + k);
            }
            return new ShapedFloats(tensor.shape(), values);
        });
        return theirs;
    }

    @ParameterizedTest
    @MethodSource("recurrentLayers")
    void theirsComeBackButForTheFoldOfTheBiases(LayerSpec layer) {
        Map<String, ShapedFloats> theirs = theirs(layer);
        Map<String, ShapedFloats> back = PyTorchModel.toStateDict(
                PyTorchModel.fromStateDict(theirs, List.of()).weights());
        assertEquals(theirs.keySet(), back.keySet());
        boolean gru = layer instanceof GruLayer;
        theirs.forEach((name, tensor) -> {
            assertEquals(tensor.shape(), back.get(name).shape());
            if (!name.contains("bias")) {
                assertBits(tensor.values(), back.get(name).values(), name);
            } else if (name.contains("bias_ih")) {
                String other = name.replace("bias_ih", "bias_hh");
                int length = tensor.values().length;
                int apart = gru ? length / 3 * 2 : length; // from where on b_in and b_hn are kept
                assertBits(sums(tensor, theirs.get(other), apart), sums(back.get(name), back.get(other), apart), name);
            }
        });
    }

    /** Returns the sums of two biases up to {@code apart}, then the rest of the first and of the second. */
    private static float[] sums(ShapedFloats first, ShapedFloats second, int apart) {
        int length = first.values().length;
        float[] sums = new float[2 * length - apart];
        for (int k = 0; k < length; k++) {
            sums[k] = k < apart ? first.values()[k] + second.values()[k] : first.values()[k];
        }
        System.arraycopy(second.values(), apart, sums, length, length - apart);
        return sums;
    }

    /** Returns a number for each element: the gate in the tens, the input in the ones, the unit after the point. */
    @Test
    void everyNumberOfAnLstmGoesWhereItBelongs() {
        float[] weightIh = new float[4 * 2 * 3];
        float[] biasIh = new float[4 * 2];
        for (int g = 0; g < 4; g++) {
            for (int j = 0; j < 2; j++) {
                for (int i = 0; i < 3; i++) {
                    weightIh[(g * 2 + j) * 3 + i] = 10 * g + i + j / 4f;
                }
                biasIh[g * 2 + j] = g + j / 4f;
            }
        }
        Map<String, ShapedFloats> theirs =
                new LinkedHashMap<>(PyTorchModel.toStateDict(weights(ModelSpec.of(LayerSpec.rnn(RnnSpec.lstm(3, 2))))));
        theirs.computeIfPresent("lstm.weight_ih_l0", (name, old) -> new ShapedFloats(old.shape(), weightIh));
        theirs.computeIfPresent("lstm.bias_ih_l0", (name, old) -> new ShapedFloats(old.shape(), biasIh));
        theirs.computeIfPresent("lstm.bias_hh_l0", (name, old) -> new ShapedFloats(old.shape(), new float[8]));
        ModelWeights ours = PyTorchModel.fromStateDict(theirs, List.of()).weights();
        float[] w = ours.values("lstm.l0.forward.W");
        for (int i = 0; i < 3; i++) {
            for (int g = 0; g < 4; g++) {
                for (int j = 0; j < 2; j++) {
                    assertEquals(10 * g + i + j / 4f, w[(i * 4 + g) * 2 + j]);
                }
            }
        }
        assertArrayEquals(biasIh, ours.values("lstm.l0.forward.b"));
    }

    private static final ModelSpec WHOLE = ModelSpec.of(
            LayerSpec.embedding(9, 4),
            LayerSpec.dropout(4, 0.5),
            LayerSpec.gru(GruSpec.builder(4, 3)
                    .numLayers(2)
                    .direction(Direction.BIDIRECTIONAL)
                    .dropout(0.25)
                    .recurrentDropout(0.125)
                    .build()),
            LayerSpec.rnn(RnnSpec.lstm(6, 5)),
            LayerSpec.rnn(RnnSpec.tanh(5, 2)),
            LayerSpec.pooling(2),
            LayerSpec.dense(2, 7),
            LayerSpec.itemScores(7, 9));

    @Test
    void aFileOfOursHoldsWhatNoTensorTells() {
        Path file = directory.resolve("model.safetensors");
        PyTorchModel.write(weights(WHOLE), file);
        assertSame(weights(WHOLE), PyTorchModel.read(file).weights());
        try (SafeTensors tensors = SafeTensors.open(file)) {
            assertEquals("pt", tensors.metadata().get("format"));
            assertEquals("[9, 4]", tensors.shapes().get("embedding.weight").toString());
            assertEquals(
                    "[9, 6]", tensors.shapes().get("gru.weight_ih_l1_reverse").toString());
            assertEquals("[20, 6]", tensors.shapes().get("lstm.weight_ih_l0").toString());
            assertEquals("[2, 5]", tensors.shapes().get("rnn.weight_ih_l0").toString());
            assertEquals("[7, 2]", tensors.shapes().get("dense.weight").toString());
            assertEquals("[9]", tensors.shapes().get("items.bias").toString());
        }
    }

    @Test
    void finalStatesAreKnownFromTheDescription() {
        Path file = directory.resolve("model.safetensors");
        GruSpec gru = GruSpec.builder(2, 3).direction(Direction.BIDIRECTIONAL).build();
        ModelSpec spec = ModelSpec.of(LayerSpec.gru(gru), LayerSpec.finalStates(gru), LayerSpec.dense(6, 2));
        PyTorchModel.write(weights(spec), file);
        assertSame(weights(spec), PyTorchModel.read(file).weights());
    }

    @Test
    void denseLayersAreTransposedAndItemsAreNot() {
        ModelWeights ours = weights(WHOLE);
        Map<String, ShapedFloats> theirs = PyTorchModel.toStateDict(ours);
        for (int o = 0; o < 7; o++) {
            for (int i = 0; i < 2; i++) {
                assertEquals(
                        ours.values("dense.W")[i * 7 + o],
                        theirs.get("dense.weight").values()[o * 2 + i]);
            }
        }
        assertArrayEquals(ours.values("items.W"), theirs.get("items.weight").values());
        assertArrayEquals(
                ours.values("embedding.W"), theirs.get("embedding.weight").values());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "REVERSE;AFTER;0;layer 'gru': direction: expected FORWARD or BIDIRECTIONAL but got REVERSE:"
                        + " PyTorch's nn.GRU can't read only in reverse",
                "FORWARD;BEFORE;0;layer 'gru': resetGate: expected AFTER but got BEFORE: PyTorch's nn.GRU resets"
                        + " after the product, which is another model",
                "FORWARD;AFTER;0.5;layer 'gru': zoneout: expected 0 but got 0.5: PyTorch's nn.GRU has no zoneout,"
                        + " so its results would differ"
            })
    void whatPyTorchHasNotIsNotWritten(Direction direction, ResetGate resetGate, double zoneout, String message) {
        ModelWeights ours = weights(ModelSpec.of(LayerSpec.gru(GruSpec.builder(2, 3)
                .direction(direction)
                .resetGate(resetGate)
                .zoneout(zoneout)
                .build())));
        Path file = directory.resolve("model.safetensors");
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> PyTorchModel.write(ours, file))
                        .getMessage());
        assertEquals(false, file.toFile().exists());
    }

    @Test
    void anLstmThatReadsFromTheEndIsNotWritten() {
        ModelWeights ours =
                weights(ModelSpec.of(LayerSpec.rnn(new RnnSpec(RecurrentCell.LSTM, 2, 3, 1, Direction.REVERSE, true))));
        assertEquals(
                "layer 'lstm': direction: expected FORWARD or BIDIRECTIONAL but got REVERSE: PyTorch's nn.LSTM or"
                        + " nn.RNN can't read only in reverse",
                assertThrows(IllegalArgumentException.class, () -> PyTorchModel.toStateDict(ours))
                        .getMessage());
    }
}
