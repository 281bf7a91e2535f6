package org.gru4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.check.Parity;
import org.gru4j.interop.keras.KerasModel;
import org.gru4j.interop.keras.WeightsHints;
import org.gru4j.interop.onnx.OnnxModel;
import org.gru4j.interop.pytorch.PyTorchModel;
import org.gru4j.model.Predictor;
import org.gru4j.model.Sequential;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Models that other frameworks wrote either compute the same in gru4j, or are rejected with the name of what is
 * unsupported.
 */
class ForeignModelsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** An upper bound for I + H and T + L of all cases. */
    private static final int TERMS = 16;

    private static final int CELLS = 12;

    private static Path file(String name) {
        try {
            return Path.of(
                    ForeignModelsTest.class.getResource("foreign/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static ImportedModel read(String name) {
        return name.endsWith(".onnx")
                ? OnnxModel.read(file(name)).model()
                : name.endsWith(".keras")
                        ? KerasModel.read(file(name))
                        : name.endsWith(".h5")
                                ? KerasModel.readWeights(file(name), WeightsHints.none())
                                : PyTorchModel.read(file(name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "activity.keras | layer 'dense': activation: expected linear, or softmax or sigmoid after the last layer",
                "attention_pooling.onnx | node '/Softmax' (Softmax): attribute 'axis': expected the last",
                "bare_node_y.onnx | output 'Y': expected steps, sequences and features",
                "batch_first_forgotten.onnx | node '/Gather' (Gather): index: expected an index of an axis of size"
                        + " steps",
                "concat_input_features.onnx | node '/Concat' (Concat)",
                "demand_relu_squeeze.onnx | node '/head/head.1/Relu' (Relu): the operator is not supported",
                "engine_external.onnx | external data, which gru4j does not read",
                "gap_in_sequential.safetensors | module 'head.3' (nn.Linear 6→2): its number shows that 'head.1' to"
                        + " 'head.2' come",
                "gesture_bimean_elu.onnx | (Elu): the operator is not supported",
                "grucell_unrolled.onnx | node '/Gather_1' (Gather)",
                "layernorm_after_gru.onnx | node '/ln/ReduceMean' (ReduceMean): axes: expected only the axis of the"
                        + " steps",
                "layernorm_state.safetensors | tensor 'norm.weight' [6]: expected a matrix but got one number"
                        + " per feature, as nn.LayerNorm",
                "packed_lengths.onnx | node '/gru/Expand' (Expand)",
                "residual_add.onnx | node '/Add' (Add)",
                "saved_on_windows.weights.h5 | expected a group 'layers'",
                "two_heads.onnx | outputs: expected one output besides final states but got [mean, scale]"
            })
    void whatIsNotComputedIsRefusedByName(String name, String what) {
        String message =
                assertThrows(UncheckedIOException.class, () -> read(name)).getMessage();
        assertTrue(message.startsWith(file(name) + ": "), message);
        assertTrue(message.contains(what), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "raw_bidirectional_gru.onnx | none",
                "reset_before_from_pytorch.onnx | nn.GRU resets after it: PyTorch's exporter has most likely"
                        + " left the attribute out"
            })
    void whatIsReadComputesTheSame(String name, String notice) throws IOException {
        ImportedModel read = read(name);
        assertComputes(
                JSON.readTree(
                        file(name.substring(0, name.indexOf('.')) + ".json").toFile()),
                read);
        String notices = read.notices().toString();
        assertEquals(notice != null, notices.contains("exporter"), notices);
        assertTrue(notice == null || notices.contains(notice), notices);
    }

    private static void assertComputes(JsonNode golden, ImportedModel read) {
        try (Sequential model = read.weights().createModel(new ReferenceBackend());
                Predictor predictor = new Predictor(model)) {
            assertFalse(golden.path("expected").isNull(), "must not be read");
            for (int n = 0; n < golden.path("x").size(); n++) {
                List<Double> actual = new ArrayList<>();
                for (float[] step :
                        predictor.predict(JSON.convertValue(golden.path("x").get(n), float[][].class))) {
                    for (float value : step) {
                        actual.add((double) value);
                    }
                }
                double[] expected = array(numbers(golden.path("expected").get(n), new ArrayList<>()));
                Parity.Comparison comparison = Parity.compare(
                        "y",
                        expected,
                        array(actual),
                        Parity.tolerance(TERMS, CELLS, Math.max(1, Parity.largest(expected))));
                assertTrue(comparison.passed(), comparison.toString());
            }
        }
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static List<Double> numbers(JsonNode node, List<Double> numbers) {
        if (node.isNumber()) {
            numbers.add(node.asDouble());
        }
        node.forEach(child -> numbers(child, numbers));
        return numbers;
    }
}
