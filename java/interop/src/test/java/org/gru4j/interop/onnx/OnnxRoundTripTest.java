package org.gru4j.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.gru4j.layer.ModelWeights;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is read as it was, bit by bit. */
class OnnxRoundTripTest {
    @TempDir
    private Path folder;

    static Stream<ModelRun> runs() {
        return Stream.of(OnnxExportTest.grus(), OnnxExportTest.others(), OnnxExportTest.wholeModels()).flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void comesBack(ModelRun run) {
        Path file = folder.resolve("model.onnx");
        OnnxModel.write(run.weights(), new OnnxOptions(run.lengths() != null, run.states(), OnnxActivation.NONE, Map.of()), file);
        OnnxModel read = OnnxModel.read(file);
        assertSame(run.weights(), read.weights());
        assertEquals(OnnxActivation.NONE, read.activation());
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
