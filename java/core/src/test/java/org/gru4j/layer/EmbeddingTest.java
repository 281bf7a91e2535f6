package org.gru4j.layer;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingTest {
    private static final int T = 2;
    private static final int N = 3;
    private static final int E = 4;
    private static final int V = 5;

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Scope scope = new Scope(backend);
    private final Sequential model = new Sequential(ModelSpec.of(LayerSpec.embedding(V, E)), backend, 1);
    private final Pass pass = Pass.training(backend);
    private final int[] ids = {4, 0, 2, 0, 1, 0};
    private final Tensor dy = Numbers.random(scope, "dy", T, N, E);

    @AfterEach
    void close() {
        pass.close();
        model.close();
        scope.close();
    }

    private Tensor forward(int... tokens) {
        return model.forward(pass, tokens, T, N, null);
    }

    private float[] row(Tensor tensor, int row) {
        float[] values = new float[E];
        tensor.read(row * E, values, 0, E);
        return values;
    }

    @Test
    void eachTokenBecomesItsRow() {
        pass.begin(null);
        Tensor y = forward(ids);
        for (int k = 0; k < ids.length; k++) {
            assertArrayEquals(row(model.parameters().value("embedding.W"), ids[k]), row(y, k));
        }
    }

    @Test
    void gradientsAgreeWithCentralDifferences() {
        int[] lengths = {T, 0, 1};
        new LinearOracle(model, step -> step.begin(lengths), step -> model.forward(step, ids, T, N, null), dy)
                .assertGradientsAgree(null);
    }

    @Test
    void theGradientOfARowIsTheSumOverItsTokens() {
        pass.begin(null);
        forward(ids);
        assertNull(model.backward(pass, dy));
        Tensor dw = model.parameters().gradient("embedding.W");
        for (int v = 0; v < V; v++) {
            for (int j = 0; j < E; j++) {
                double sum = 0;
                double magnitude = 0;
                for (int k = 0; k < ids.length; k++) {
                    sum += ids[k] == v ? dy.get(k * E + j) : 0;
                    magnitude += ids[k] == v ? Math.abs(dy.get(k * E + j)) : 0;
                }
                // at most three terms, hence two additions that round
                assertEquals(sum, dw.get(v * E + j), Numbers.FLOAT_EPSILON * magnitude);
            }
        }
    }

    @Test
    void backwardAddsToTheGradient() {
        for (int k = 0; k < 2; k++) {
            pass.begin(null);
            forward(ids);
            model.backward(pass, dy);
            pass.end();
        }
        float[] twice = row(model.parameters().gradient("embedding.W"), 4);
        for (int j = 0; j < E; j++) {
            assertEquals(2 * dy.get(j), twice[j]);
        }
    }

    @Test
    void pastALengthOutputsAreZeroAndIdsAreNotLookedAt() {
        pass.begin(null);
        forward(ids); // leaves numbers in the memory of the next step
        pass.end();
        pass.begin(new int[] {1, 0, 2});
        Tensor y = forward(4, -7, 2, 99, 12345, 0);
        for (int k : new int[] {1, 3, 4}) {
            assertArrayEquals(new float[E], row(y, k), "row " + k);
        }
        assertArrayEquals(row(model.parameters().value("embedding.W"), 2), row(y, 2));
    }

    @Test
    void pastALengthGradientsAreNotRead() {
        float[] nan = new float[E];
        Arrays.fill(nan, Float.NaN);
        for (int k : new int[] {1, 3, 4}) {
            dy.write(k * E, nan, 0, E);
        }
        pass.begin(new int[] {1, 0, 2});
        forward(4, 0, 2, 0, 0, 0);
        model.backward(pass, dy);
        for (float value : model.parameters().gradients().toArray()) {
            assertEquals(value, value, "not a number");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {V, -1, Integer.MAX_VALUE})
    void anIdOutOfRangeIsNamedWithItsPlace(int id) {
        pass.begin(null);
        assertSays(
                IllegalArgumentException.class,
                "embedding: ids[t=1, n=2]: expected 0 to 4 but got " + id,
                () -> forward(0, 0, 0, 0, 0, id));
    }

    @Test
    void aWrongNumberOfIdsIsNamed() {
        pass.begin(null);
        assertSays(
                ShapeException.class,
                "embedding: ids [T,N]: expected 2·3 = 6 ids but got 5",
                () -> forward(0, 0, 0, 0, 0));
    }

    @Test
    void aSecondBackwardIsAnError() {
        pass.begin(null);
        forward(ids);
        model.backward(pass, dy);
        assertSays(
                IllegalStateException.class,
                "embedding: backward needs a forward in the same step, and runs only once for each forward",
                () -> model.backward(pass, dy));
    }

    @Test
    void aWrongGradientIsNamed() {
        pass.begin(null);
        forward(ids);
        assertSays(
                ShapeException.class,
                "dy [T,N,E]: expected [2, 3, 4] but got [6, 4]",
                () -> model.backward(pass, scope.allocate("flat", T * N, E)));
    }

    @Test
    void useAfterTheModelClosedIsAnError() {
        model.close();
        pass.begin(null);
        assertMentions(IllegalStateException.class, () -> forward(ids), "model is used after it was closed");
    }

    @Test
    void initialValuesAreStandardNormal() {
        try (Sequential large = new Sequential(ModelSpec.of(LayerSpec.embedding(100, 100)), backend, 1)) {
            double sum = 0;
            double squares = 0;
            for (double value : large.parameters().value("embedding.W").toDoubles()) {
                sum += value;
                squares += value * value;
            }
            // the mean of 10,000 has a standard deviation of 0.01, that of their squares one of 0.014
            assertEquals(0, sum / 10_000, 0.05);
            assertEquals(1, squares / 10_000, 0.07);
        }
    }
}
