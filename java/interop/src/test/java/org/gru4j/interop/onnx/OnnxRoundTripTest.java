package org.gru4j.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gru4j.interop.onnx.proto.ModelProto;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.ModelWeights;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is read as it was, bit by bit. */
class OnnxRoundTripTest {
    static Stream<ModelRun> runs() {
        return Stream.of(OnnxExportTest.grus(), OnnxExportTest.others(), OnnxExportTest.wholeModels()).flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void comesBack(ModelRun run) {
        OnnxOptions options = new OnnxOptions(run.lengths() != null, run.states(), OnnxActivation.NONE, Map.of());
        OnnxModel read = OnnxImport.read(ModelFile.parse(OnnxModel.toBytes(run.weights(), options)));
        assertSame(run.weights(), read.weights());
        assertEquals(OnnxActivation.NONE, read.activation());
    }

    /** The graph says all that counts in inference: without the description of the model it computes the same. */
    @ParameterizedTest
    @MethodSource("runs")
    void theGraphAloneComputesTheSame(ModelRun run) {
        OnnxOptions options = new OnnxOptions(run.lengths() != null, run.states(), OnnxActivation.SIGMOID, Map.of());
        ModelProto graph = ModelFile.parse(OnnxModel.toBytes(run.weights(), options)).toBuilder().clearMetadataProps()
                .build();
        OnnxModel read = OnnxImport.read(graph);
        assertEquals(OnnxActivation.SIGMOID, read.activation());
        assertArrayEquals(y(run, run.weights()), y(run, read.weights()));
    }

    private static double[] y(ModelRun run, ModelWeights weights) {
        return new ModelRun(weights, run.steps(), run.batch(), run.lengths(), false, run.seed()).expected().get("y");
    }

    @ParameterizedTest
    @EnumSource
    void comesBackFromAFile(OnnxActivation activation, @TempDir Path folder) {
        ModelWeights weights = ModelRun.weights(1, new LayerSpec.OfDense(3, 4));
        OnnxModel.write(weights, OnnxOptions.PLAIN.withActivation(activation), folder.resolve("model.onnx"));
        OnnxModel read = OnnxModel.read(folder.resolve("model.onnx"));
        assertSame(weights, read.weights());
        assertEquals(activation, read.activation());
        assertEquals(List.of(), read.notices());
    }

    static void assertSame(ModelWeights expected, ModelWeights actual) {
        assertEquals(expected.spec(), actual.spec());
        for (String name : expected.names()) {
            float[] wanted = expected.values(name);
            float[] got = actual.values(name);
            for (int k = 0; k < wanted.length; k++) {
                assertEquals(Float.floatToRawIntBits(wanted[k]), Float.floatToRawIntBits(got[k]), name + " " + k);
            }
        }
    }
}
