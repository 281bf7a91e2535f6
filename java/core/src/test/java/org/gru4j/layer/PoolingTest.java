package org.gru4j.layer;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RnnSpec;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolingTest {
    private static final int T = 3;
    private static final int N = 3;
    private static final int I = 2;
    private static final int[] LENGTHS = {3, 1, 0};

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Scope scope = new Scope(backend);
    private final Pass pass = Pass.training(backend);
    private final Pooling pooling = new Pooling("pooling", I);
    private final Tensor x = Numbers.random(scope, "x", T, N, I);
    private final Tensor dy = Numbers.random(scope, "dy", 1, N, I);

    @AfterEach
    void close() {
        pass.close();
        scope.close();
    }

    @Test
    void isTheMeanOverTheValidSteps() {
        pass.begin(LENGTHS);
        Tensor y = pooling.forward(pass, x);
        assertArrayEquals(new int[] {1, N, I}, y.shape().toArray());
        for (int i = 0; i < I; i++) {
            double sum = (double) x.get(i) + x.get(N * I + i) + x.get(2 * N * I + i);
            assertEquals((float) (sum / 3), y.get(i));
            assertEquals(x.get(I + i), y.get(I + i), "a row of one step");
            assertEquals(0, y.get(2 * I + i), "a row of none");
        }
    }

    @Test
    void withoutLengthsAllStepsCount() {
        pass.begin(null);
        Tensor y = pooling.forward(pass, x);
        double sum = (double) x.get(2 * I) + x.get((N + 2) * I) + x.get((2 * N + 2) * I);
        assertEquals((float) (sum / 3), y.get(2 * I));
    }

    /** Below a dense layer, for a model needs parameters; one that hands on what it reads, and rounds nothing. */
    @Test
    void gradientsAgreeWithCentralDifferences() {
        try (Sequential model = new Sequential(ModelSpec.of(LayerSpec.pooling(I), LayerSpec.dense(I, 2)), backend, 1)) {
            model.parameters().set("dense.W", 1, 0, 0, 1);
            model.parameters().set("dense.b", 0, 0);
            new LinearOracle(model, step -> step.begin(LENGTHS), step -> model.forward(step, x, null), dy)
                    .assertGradientsAgree(x);
        }
    }

    /**
     * The layer is linear: its gradient is the one thing for which ⟨dy, y⟩ = ⟨dx, x⟩, with nothing past the lengths.
     */
    @Test
    void backwardSpreadsTheGradientEvenly() {
        pass.begin(LENGTHS);
        pooling.forward(pass, x);
        Tensor dx = pooling.backward(pass, dy);
        for (int t = 0; t < T; t++) {
            for (int n = 0; n < N; n++) {
                for (int i = 0; i < I; i++) {
                    float expected = t < LENGTHS[n] ? dy.get(n * I + i) / LENGTHS[n] : 0;
                    assertEquals(expected, dx.get((t * N + n) * I + i), "t=" + t + ", n=" + n);
                }
            }
        }
    }

    @Test
    void noLayerOfSequencesMayFollow() {
        ModelSpec.of(LayerSpec.pooling(2), LayerSpec.dense(2, 3));
        assertSays(
                IllegalArgumentException.class,
                "layer 1 (gru) can't come after pooling, which leaves a single step",
                () -> ModelSpec.of(LayerSpec.pooling(2), LayerSpec.gru(GruSpec.of(2, 3))));
        assertSays(
                IllegalArgumentException.class,
                "layer 1 (lstm) can't come after pooling, which leaves a single step",
                () -> ModelSpec.of(LayerSpec.pooling(2), LayerSpec.rnn(RnnSpec.lstm(2, 3))));
    }
}
