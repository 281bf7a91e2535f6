package org.gru4j.layer;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DropoutTest {
    private static final int T = 40;
    private static final int N = 5;
    private static final int I = 17;
    private static final double RATE = 0.25;
    private static final Object MODEL = new Object();
    private static final float KEPT = (float) (1 / 0.75);

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Scope scope = new Scope(backend);
    private final Dropout dropout = new Dropout(MODEL, "dropout", I, RATE);
    private final Pass pass = Pass.training(backend);
    private final Tensor x = Numbers.random(scope, "x", T, N, I);

    @AfterEach
    void close() {
        pass.close();
        scope.close();
    }

    private float[] output(Dropout layer, long seed, long step) {
        pass.begin(null, seed, step);
        try {
            return layer.forward(pass, x).toArray();
        } finally {
            pass.end();
        }
    }

    /** Five standard deviations are allowed. */
    @Test
    void zerosComeAsOftenAsTheRateSaysAndTheRestIsScaled() {
        float[] y = output(dropout, 1, 1);
        int zeros = 0;
        for (int k = 0; k < y.length; k++) {
            zeros += y[k] == 0 ? 1 : 0;
            assertEquals(y[k] == 0 ? 0 : KEPT * x.get(k), y[k]);
        }
        assertEquals(RATE * y.length, zeros, 5 * Math.sqrt(RATE * (1 - RATE) * y.length));
    }

    @Test
    void theMaskIsAFunctionOfSeedStepAndName() {
        float[] y = output(dropout, 1, 1);
        assertArrayEquals(y, output(dropout, 1, 1));
        assertArrayEquals(y, output(new Dropout(MODEL, "dropout", I, RATE), 1, 1));
        assertFalse(Arrays.equals(y, output(dropout, 2, 1)));
        assertFalse(Arrays.equals(y, output(dropout, 1, 2)));
        assertFalse(Arrays.equals(y, output(new Dropout(MODEL, "dropout2", I, RATE), 1, 1)));
    }

    /** With dy = x, backward is forward. */
    @Test
    void backwardHasTheMaskOfForward() {
        pass.begin(null, 3, 4);
        float[] y = dropout.forward(pass, x).toArray();
        assertArrayEquals(y, dropout.backward(pass, x).toArray());
    }

    /** The loss Σ y·dy is linear in x, so that a difference errs by the rounding of y alone. */
    @Test
    void gradientAgreesWithCentralDifferences() {
        Tensor dy = Numbers.random(scope, "dy", T, N, I);
        pass.begin(null, 3, 4);
        dropout.forward(pass, x);
        float[] dx = dropout.backward(pass, dy).toArray();
        pass.end();
        for (int k = 0; k < x.size(); k += 13) {
            float value = x.get(k);
            x.write(k, new float[] {value + 1}, 0, 1);
            double above = (double) output(dropout, 3, 4)[k] * dy.get(k);
            x.write(k, new float[] {value - 1}, 0, 1);
            double below = (double) output(dropout, 3, 4)[k] * dy.get(k);
            x.write(k, new float[] {value}, 0, 1);
            // |y| is at most 2·KEPT, and the steps to either side are rounded as well
            assertEquals((above - below) / 2, dx[k], 4 * KEPT * Numbers.FLOAT_EPSILON, "x[" + k + "]");
        }
    }

    @Test
    void inferenceChangesNothing() {
        try (Pass inference = Pass.inference(backend)) {
            inference.begin(null);
            assertArrayEquals(x.toArray(), dropout.forward(inference, x).toArray());
            assertSays(
                    IllegalStateException.class,
                    "dropout: backward in an inference pass; use Pass.training",
                    () -> dropout.backward(inference, x));
        }
    }

    @Test
    void aRateOfZeroNeedsNoSeedAndChangesNothing() {
        Dropout none = new Dropout(MODEL, "dropout", I, 0);
        pass.begin(null);
        assertArrayEquals(x.toArray(), none.forward(pass, x).toArray());
        assertArrayEquals(x.toArray(), none.backward(pass, x).toArray());
    }

    @Test
    void trainingWithoutASeedIsAnError() {
        pass.begin(null);
        assertSays(
                IllegalStateException.class,
                "dropout: training with dropout or zoneout needs a step that begins"
                        + " with a seed and a number: begin(lengths, seed, step)",
                () -> dropout.forward(pass, x));
    }

    @Test
    void backwardComesOnceAfterForward() {
        String message = "dropout: backward needs a forward in the same step, and runs only once for each forward";
        pass.begin(null, 1, 1);
        assertSays(IllegalStateException.class, message, () -> dropout.backward(pass, x));
        dropout.forward(pass, x);
        dropout.backward(pass, x);
        assertSays(IllegalStateException.class, message, () -> dropout.backward(pass, x));
    }

    @Test
    void wrongShapesAreNamed() {
        Tensor narrow = scope.allocate("narrow", T, N, I - 1);
        pass.begin(null, 1, 1);
        assertSays(
                ShapeException.class,
                "x [T,N,I]: expected [40, 5, 17] but got [40, 5, 16]",
                () -> dropout.forward(pass, narrow));
        assertSays(
                ShapeException.class,
                "dropout: x [T,N,I]: expected 3 dimensions but got [2, 17]",
                () -> dropout.forward(pass, scope.allocate("flat", 2, I)));
        dropout.forward(pass, x);
        assertSays(
                ShapeException.class,
                "dy [T,N,I]: expected [40, 5, 17] but got [40, 5, 16]",
                () -> dropout.backward(pass, narrow));
    }
}
