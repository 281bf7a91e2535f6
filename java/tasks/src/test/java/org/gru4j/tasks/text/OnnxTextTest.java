package org.gru4j.tasks.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.interop.onnx.OnnxModel;
import org.gru4j.interop.onnx.format.OnnxOptions;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.GruSpec;
import org.junit.jupiter.api.Test;

/** A text model written as ONNX, read by ONNX Runtime a character at a time, writes the text that it writes here. */
class OnnxTextTest {
    private static final int HIDDEN = 24;
    private static final int LAYERS = 2;
    private static final int LENGTH = 400;

    /** The model in ONNX Runtime, its state going from an output to the next input. */
    private static final class OnnxReader implements TextGenerator.Reader {
        private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
        private final OrtSession session;
        private final float[] state = new float[LAYERS * HIDDEN];

        OnnxReader(byte[] model) throws OrtException {
            session = environment.createSession(model);
        }

        @Override
        public void reset() {
            Arrays.fill(state, 0);
        }

        @Override
        public void step(int id, float[] logits) {
            try (OnnxTensor ids =
                            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[] {id}), new long[] {1, 1});
                    OnnxTensor h0 = OnnxTensor.createTensor(
                            environment, FloatBuffer.wrap(state), new long[] {LAYERS, 1, HIDDEN});
                    OrtSession.Result result = session.run(Map.of("ids", ids, "gru.h0", h0))) {
                floats(result, "y").get(logits);
                floats(result, "gru.hT").get(state);
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }

        private static FloatBuffer floats(OrtSession.Result result, String output) {
            return ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer();
        }

        @Override
        public void close() {
            try {
                session.close();
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What {@code train text} describes, its dense layer's weights large enough for clear preferences. */
    private static ModelWeights weights(int vocabulary, Backend backend) {
        ModelSpec spec = ModelSpec.of(
                LayerSpec.embedding(vocabulary, 12),
                LayerSpec.gru(GruSpec.builder(12, HIDDEN).numLayers(LAYERS).build()),
                LayerSpec.dense(HIDDEN, vocabulary));
        try (Sequential model = new Sequential(spec, backend, 11)) {
            ModelWeights drawn = ModelWeights.of(model);
            Map<String, float[]> values = new HashMap<>();
            for (String name : drawn.names()) {
                float[] numbers = drawn.values(name);
                for (int k = 0; name.equals("dense.W") && k < numbers.length; k++) {
                    numbers[k] *= 8;
                }
                values.put(name, numbers);
            }
            return new ModelWeights(spec, values);
        }
    }

    private static String text(TextGenerator generator) {
        StringBuilder text = new StringBuilder();
        generator.generate("the gate", LENGTH, 1, 42, text::appendCodePoint);
        return text.toString();
    }

    /**
     * The logits of the two differ by some 10⁻⁶, so the sums that a draw is compared with do, too: a character in a
     * million would come out another, and with this seed none of these does.
     */
    @Test
    void bothWriteTheSameText() throws OrtException {
        Vocabulary vocabulary = Vocabulary.of("abcdefghijklmnopqrstuvwxyz .,;\n");
        Backend backend = new ReferenceBackend();
        ModelWeights weights = weights(vocabulary.size(), backend);
        byte[] onnx = OnnxModel.toBytes(weights, OnnxOptions.PLAIN.withStates());
        try (Sequential model = weights.createModel(backend);
                TextGenerator here = new TextGenerator(model, vocabulary);
                TextGenerator there = new TextGenerator(new OnnxReader(onnx), vocabulary)) {
            String text = text(here);
            assertEquals(text, text(there));
            assertTrue(text.chars().distinct().count() > 10, text);
        }
    }
}
