package org.gru4j.pytorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch;
import org.gru4j.backend.Backends;
import org.gru4j.check.Parity;
import org.gru4j.interop.pytorch.PyTorchModel;
import org.gru4j.layer.FinalStatesLayer;
import org.gru4j.model.ModelWeights;
import org.gru4j.safetensors.SafeTensors;
import org.gru4j.safetensors.ShapedFloats;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Outputs, final states and all gradients are what PyTorch computes in float64 with the same state dict. */
class PyTorchParityTest {
    @TempDir
    private Path directory;

    @BeforeAll
    static void leaveTheOtherCoreAlone() {
        torch.set_num_threads(1);
    }

    static Stream<Arguments> casesOnBackends() {
        return ModelCase.all().stream()
                .flatMap(c -> Stream.of("onednn", "reference").map(name -> Arguments.of(c, name)));
    }

    @Test
    void noCaseIsMissing() {
        assertEquals(39, ModelCase.all().size());
    }

    @ParameterizedTest
    @MethodSource("casesOnBackends")
    void whatIsWrittenIsReadByPyTorch(ModelCase c, String backend) {
        Path file = directory.resolve("model.safetensors");
        ModelWeights weights = c.weights();
        PyTorchModel.write(weights, file);
        try (TorchModel torchModel = new TorchModel(c.spec())) {
            torchModel.load(file);
            requireAgreement(c, weights, torchModel.run(c), backend);
        }
    }

    /** PyTorch draws all of its biases, of which ours are the sums; that final states are read, a file does not say. */
    @ParameterizedTest
    @MethodSource("casesOnBackends")
    void whatPyTorchWritesIsRead(ModelCase c, String backend) {
        Path file = directory.resolve("model.safetensors");
        try (TorchModel torchModel = new TorchModel(c.spec())) {
            torchModel.save(file);
            ModelWeights read = PyTorchModel.read(file).weights();
            assertEquals(
                    c.spec().layers().stream()
                            .filter(layer -> !(layer instanceof FinalStatesLayer))
                            .toList(),
                    read.spec().layers());
            Map<String, float[]> values = new LinkedHashMap<>();
            read.names().forEach(name -> values.put(name, read.values(name)));
            ModelWeights weights = new ModelWeights(c.spec(), values);
            requireAgreement(c, weights, torchModel.run(c), backend);
        }
    }

    /**
     * The comparison would notice if r and z, which are the first two thirds of every tensor, were in the other order.
     */
    @Test
    void gatesInAnotherOrderAreFoundOut() {
        ModelCase c = ModelCase.all().get(0);
        Path file = directory.resolve("model.safetensors");
        Map<String, ShapedFloats> swapped = new LinkedHashMap<>();
        PyTorchModel.toStateDict(c.weights()).forEach((name, tensor) -> {
            float[] values = tensor.values().clone();
            int third = values.length / 3;
            System.arraycopy(tensor.values(), 0, values, third, third);
            System.arraycopy(tensor.values(), third, values, 0, third);
            swapped.put(name, new ShapedFloats(tensor.shape(), values));
        });
        SafeTensors.writeFloats(file, Map.of(), swapped);
        try (TorchModel torchModel = new TorchModel(c.spec())) {
            torchModel.load(file);
            List<Parity.Comparison> comparisons = torchModel
                    .run(c)
                    .compare(c, c.weights(), ModelOutcome.on(Backends.named("reference"), c, c.weights()));
            assertTrue(comparisons.stream().allMatch(comparison -> comparison.ratio() > 10), comparisons.toString());
        }
    }

    private static void requireAgreement(ModelCase c, ModelWeights weights, ModelOutcome expected, String backend) {
        ModelOutcome actual = ModelOutcome.on(Backends.named(backend), c, weights);
        assertEquals(expected.tensors().keySet(), actual.tensors().keySet());
        List<Parity.Comparison> failed = new ArrayList<>(expected.compare(c, weights, actual));
        failed.removeIf(Parity.Comparison::passed);
        assertEquals(List.of(), failed);
    }
}
