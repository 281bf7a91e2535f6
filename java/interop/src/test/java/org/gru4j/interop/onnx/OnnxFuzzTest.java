package org.gru4j.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.format.OnnxOptions;
import org.gru4j.interop.onnx.read.ModelFile;

/**
 * Whatever the bytes of a file are, reading it ends in a model or in an error that says what is wrong. The inputs
 * beside the tests run with every build; {@code JAZZER_FUZZ=1 mvn test -Dtest=OnnxFuzzTest} looks for others.
 */
class OnnxFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void read(byte[] bytes) {
        try {
            OnnxModel model = OnnxModel.of(ModelFile.parse(bytes));
            // all that a description asks for is there: it can be written again
            assertFalse(OnnxModel.toBytes(model.weights(), OnnxOptions.PLAIN).length == 0);
        } catch (OnnxFault e) {
            assertFalse(e.getMessage().isBlank());
        }
    }
}
