package org.gru4j.layer;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a dense layer of the transposed weights, and against central differences. */
class ItemScoresTest {
    private static final int T = 2;
    private static final int N = 3;
    private static final int I = 4;
    private static final int V = 7;
    private static final int[] ITEMS = {5, 0, 3, -1};

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Scope scope = new Scope(backend);
    private final Pass pass = Pass.training(backend);
    private final Sequential items = new Sequential(ModelSpec.of(LayerSpec.itemScores(I, V)), backend, 1);
    private final Sequential dense = new Sequential(ModelSpec.of(LayerSpec.dense(I, V)), backend, 1);
    private final Tensor x = Numbers.random(scope, "x", T, N, I);

    ItemScoresTest() {
        copyWeights();
    }

    private void copyWeights() {
        float[] w = items.parameters().value("items.W").toArray();
        dense.parameters().set("dense.W", transposed(w, V, I));
        dense.parameters().set("dense.b", items.parameters().value("items.b").toArray());
    }

    private static float[] transposed(float[] matrix, int rows, int columns) {
        float[] result = new float[matrix.length];
        for (int k = 0; k < matrix.length; k++) {
            result[k % columns * rows + k / columns] = matrix[k];
        }
        return result;
    }

    @AfterEach
    void close() {
        pass.close();
        items.close();
        dense.close();
        scope.close();
    }

    private void assertSameGradients() {
        assertArrayEquals(
                dense.parameters().gradient("dense.W").toArray(),
                transposed(items.parameters().gradient("items.W").toArray(), V, I));
        assertArrayEquals(
                dense.parameters().gradient("dense.b").toArray(),
                items.parameters().gradient("items.b").toArray());
    }

    @Test
    void allItemsAreScoredAsByADenseLayer() {
        for (int step = 0; step < 2; step++) {
            pass.begin(null);
            Tensor y = items.forward(pass, x, null);
            Tensor expected = dense.forward(pass, x, null);
            assertArrayEquals(expected.toArray(), y.toArray());
            Tensor dy = Numbers.random(pass.scope(), "dy", T, N, V);
            assertArrayEquals(
                    dense.backward(pass, dy).toArray(), items.backward(pass, dy).toArray());
            assertSameGradients();
            pass.end();
            items.parameters().set("items.b", Numbers.floats(9, V)); // the second step must see it
            copyWeights();
        }
    }

    /** The scores asked for, nothing for −1; the gradients of a dense layer whose dy is zero for all the others. */
    @Test
    void aRestrictedStepScoresAndTrainsTheItemsAskedFor() {
        pass.begin(null);
        pass.restrictTo(ITEMS);
        Tensor y = items.forward(pass, x, null);
        Tensor whole = dense.forward(pass, x, null);
        Tensor dy = Numbers.random(pass.scope(), "dy", T, N, ITEMS.length);
        Tensor dWhole = pass.scope().allocate("whole dy", T, N, V);
        for (int m = 0; m < T * N; m++) {
            for (int s = 0; s < ITEMS.length; s++) {
                int item = ITEMS[s];
                assertEquals(item < 0 ? 0 : whole.get(m * V + Math.max(0, item)), y.get(m * ITEMS.length + s));
                if (item >= 0) {
                    dWhole.write(m * V + item, new float[] {dy.get(m * ITEMS.length + s)}, 0, 1);
                }
            }
        }
        float[] dx = items.backward(pass, dy).toArray();
        float[] expected = dense.backward(pass, dWhole).toArray();
        for (int k = 0; k < dx.length; k++) {
            // sums of S and of V products of numbers of at most 1, in another order
            assertEquals(expected[k], dx[k], V * Numbers.FLOAT_EPSILON);
        }
        assertSameGradients();
    }

    @Test
    void gradientsAgreeWithCentralDifferences() {
        new LinearOracle(
                        items,
                        step -> step.begin(null),
                        step -> items.forward(step, x, null),
                        Numbers.random(scope, "dy", T, N, V))
                .assertGradientsAgree(x);
    }

    @Test
    void gradientsOfARestrictedStepAgreeWithCentralDifferences() {
        new LinearOracle(
                        items,
                        step -> {
                            step.begin(null);
                            step.restrictTo(ITEMS);
                        },
                        step -> items.forward(step, x, null),
                        Numbers.random(scope, "dy", T, N, ITEMS.length))
                .assertGradientsAgree(x);
    }

    @Test
    void theNextStepIsNotRestricted() {
        pass.begin(null);
        pass.restrictTo(ITEMS);
        items.forward(pass, x, null);
        pass.end();
        pass.begin(null);
        assertEquals(V, items.forward(pass, x, null).dim(2));
    }

    @Test
    void backwardNeedsAForwardOfItsOwn() {
        pass.begin(null);
        assertSays(
                IllegalStateException.class,
                "items: backward needs a forward in the same step, and runs only once for each forward",
                () -> items.backward(pass, scope.allocate("dy", T, N, V)));
    }

    @Test
    void nothingComesAfterTheScores() {
        assertSays(
                IllegalArgumentException.class,
                "layer 1 (dense): expected no layer after the item scores",
                () -> ModelSpec.of(LayerSpec.itemScores(2, 3), LayerSpec.dense(3, 2)));
    }
}
