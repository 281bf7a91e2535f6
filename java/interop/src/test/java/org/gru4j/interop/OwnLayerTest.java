package org.gru4j.interop;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.gru4j.interop.onnx.OnnxModel;
import org.gru4j.interop.onnx.format.OnnxOptions;
import org.gru4j.interop.pytorch.PyTorchModel;
import org.gru4j.layer.Layer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.LayerSpecs;
import org.gru4j.layer.Parameters;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.tensor.Shape;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** PyTorch and ONNX, which describe layers by their own modules or operators, reject a custom layer. */
class OwnLayerTest {
    private record ScaleLayer(int size) implements LayerSpec {
        @Override
        public String kind() {
            return "scale";
        }

        @Override
        public int inputFeatures() {
            return size;
        }

        @Override
        public int outputFeatures() {
            return size;
        }

        @Override
        public void declare(Parameters.Layout layout, String name) {
            layout.add(name + ".s", Shape.of(size), (random, index) -> 1);
        }

        @Override
        public Layer create(String name, Parameters parameters) {
            throw new AssertionError("nobody runs it");
        }
    }

    private final ModelWeights weights = new ModelWeights(
            ModelSpec.features(3).dense(2).layer(ScaleLayer::new).build(),
            Map.of("dense.W", new float[6], "dense.b", new float[2], "scale.s", new float[2]));

    @BeforeAll
    static void register() {
        LayerSpecs.register("scale of a test", ScaleLayer.class);
    }

    private static void assertRejects(Executable writing, String message) {
        String actual = assertThrows(IllegalArgumentException.class, writing).getMessage();
        assertTrue(actual.contains(message), actual);
    }

    @Test
    void onnxRejectsIt() {
        assertRejects(
                () -> OnnxModel.toBytes(weights, OnnxOptions.PLAIN),
                "scale: " + ScaleLayer.class.getName() + ": expected embedding, ");
    }

    @Test
    void pyTorchRejectsIt() {
        assertRejects(
                () -> PyTorchModel.toStateDict(weights),
                "layer 'scale': " + ScaleLayer.class.getName() + ": expected embedding, ");
    }
}
