package org.gru4j.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.format.OnnxOptions;
import org.gru4j.interop.onnx.read.ModelFile;

/**
 * Any bytes are either read as a model, or rejected with an error that names what is wrong. The stored inputs run with
 * every build; {@code JAZZER_FUZZ=1 mvn test -Dtest=OnnxFuzzTest} searches for others.
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
