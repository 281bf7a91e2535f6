package org.gru4j.loss;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SoftmaxCrossEntropyTest {
    private static final int T = 3;
    private static final int N = 2;
    private static final int V = 5;
    /** Of a loss of at most 8, a logarithm and a sum of at most 3·V terms in doubles, each rounded twice. */
    private static final double ROUNDING = 8 * 2 * 3 * V * Math.ulp(1.0);

    private final Scope scope = new Scope(new ReferenceBackend());
    private final Loss loss = new SoftmaxCrossEntropy();
    private final Tensor logits = scope.allocate("logits", T, N, V);
    private final Tensor gradient = scope.allocate("gradient", T, N, V);
    private final Batch batch = Batch.ofIds(T, N).withClassPerStep();

    @BeforeEach
    void fill() {
        float[] values = Numbers.floats(1, logits.size());
        for (int k = 0; k < values.length; k++) {
            values[k] = Math.round(values[k] * 2048) / 1024f; // multiples of 2⁻¹⁰, so that a step of 2⁻¹⁰ is exact
        }
        logits.copyFrom(values);
        System.arraycopy(Numbers.ids(2, T * N, V), 0, batch.targets(), 0, T * N);
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private double compute() {
        return loss.compute(logits, batch, gradient);
    }

    /** The loss of one step, written down as in the textbook. */
    private double lossOf(int t, int n) {
        int row = (t * N + n) * V;
        double sum = 0;
        for (int j = 0; j < V; j++) {
            sum += Math.exp(logits.get(row + j));
        }
        return Math.log(sum) - logits.get(row + batch.targets()[t * N + n]);
    }

    @Test
    void equalLogitsCostTheLogarithmOfTheClasses() {
        logits.fill(3.25f);
        assertEquals(Math.log(V), compute(), ROUNDING);
    }

    @Test
    void isTheMeanOverAllSteps() {
        double sum = 0;
        for (int k = 0; k < T * N; k++) {
            sum += lossOf(k / N, k % N);
        }
        assertEquals(sum / (T * N), compute(), ROUNDING);
    }

    @Test
    void paddingAndIgnoredTargetsAreNotPartOfTheMean() {
        batch.lengths(new int[] {2, 3});
        batch.targets()[1] = Batch.IGNORE;
        logits.write((2 * N) * V, new float[] {Float.NaN}, 0, 1); // t = 2, n = 0: past the length
        logits.write(V, new float[] {Float.NaN}, 0, 1); // t = 0, n = 1: ignored
        assertEquals((lossOf(0, 0) + lossOf(1, 0) + lossOf(1, 1) + lossOf(2, 1)) / 4, compute(), ROUNDING);
    }

    @Test
    void theGradientIsZeroWhereNothingIsScored() {
        batch.lengths(new int[] {2, 3});
        batch.targets()[1] = Batch.IGNORE;
        gradient.fill(7);
        compute();
        float[] values = gradient.toArray();
        for (int k = 0; k < T * N; k++) {
            boolean zero = true;
            for (int j = 0; j < V; j++) {
                zero &= values[k * V + j] == 0;
            }
            assertEquals(!batch.isScored(k / N, k % N), zero, "row " + k);
        }
    }

    @Test
    void theGradientOfEachStepSumsToZero() {
        compute();
        float[] values = gradient.toArray();
        for (int k = 0; k < T * N; k++) {
            double sum = 0;
            for (int j = 0; j < V; j++) {
                sum += values[k * V + j];
            }
            // V numbers of at most 1 ÷ (T·N), each rounded three times
            assertEquals(0, sum, 3.0 * V / (T * N) * Numbers.FLOAT_EPSILON);
        }
    }

    /**
     * |f‴| of log Σ exp is at most 0.1, f‴ = p·(1−p)·(1−2p): a central difference is off by 0.1·step² ÷ 6 a step. The
     * gradient is rounded.
     */
    @Test
    void theGradientAgreesWithCentralDifferences() {
        batch.lengths(new int[] {3, 1});
        compute();
        double step = 0x1p-10;
        double tolerance = (0.1 * step * step / 6 + Numbers.FLOAT_EPSILON) / batch.scoredSteps();
        for (int k = 0; k < logits.size(); k++) {
            float value = logits.get(k);
            logits.write(k, new float[] {value + (float) step}, 0, 1);
            double above = meanLoss();
            logits.write(k, new float[] {value - (float) step}, 0, 1);
            double below = meanLoss();
            logits.write(k, new float[] {value}, 0, 1);
            assertEquals((above - below) / (2 * step), gradient.get(k), tolerance, "logit " + k);
        }
    }

    /** The mean of the textbook's losses, in doubles. */
    private double meanLoss() {
        double sum = 0;
        for (int k = 0; k < T * N; k++) {
            sum += batch.isScored(k / N, k % N) ? lossOf(k / N, k % N) : 0;
        }
        return sum / batch.scoredSteps();
    }

    @Test
    void theLossIsTheSameWithoutAGradient() {
        assertEquals(compute(), loss.compute(logits, batch, null));
    }

    @Test
    void nothingScoredCostsNothing() {
        Arrays.fill(batch.targets(), Batch.IGNORE);
        gradient.fill(7);
        assertEquals(0, compute());
        for (float value : gradient.toArray()) {
            assertEquals(0, value);
        }
    }

    @Test
    void extremeLogitsGiveFiniteNumbers() {
        for (int row = 0; row < T * N; row++) {
            logits.write(row * V, new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, 0, 1, -1}, 0, V);
            batch.targets()[row] = row % V;
        }
        assertTrue(Double.isFinite(compute()));
        for (float value : gradient.toArray()) {
            assertTrue(Float.isFinite(value));
        }
    }

    @Test
    void theLeastLikelyTargetCostsTheDistanceOfTheLogits() {
        logits.fill(-Float.MAX_VALUE);
        for (int row = 0; row < T * N; row++) {
            logits.write(row * V, new float[] {Float.MAX_VALUE}, 0, 1);
            batch.targets()[row] = 1;
        }
        assertEquals(2.0 * Float.MAX_VALUE, compute(), 1e-12 * Float.MAX_VALUE);
    }

    @Test
    void aClassThatIsImpossibleCostsNothingUnlessItIsTheTarget() {
        logits.fill(0);
        for (int row = 0; row < T * N; row++) {
            logits.write(row * V, new float[] {Float.NEGATIVE_INFINITY}, 0, 1);
            batch.targets()[row] = 1;
        }
        assertEquals(Math.log(V - 1), compute(), ROUNDING);
        batch.targets()[0] = 0;
        assertEquals(Double.POSITIVE_INFINITY, compute());
    }

    @Test
    void aLogitThatIsNoNumberMakesTheLossNone() {
        logits.write(3, new float[] {Float.NaN}, 0, 1);
        assertFalse(Double.isFinite(compute()));
    }

    @Test
    void aTargetOutOfRangeIsNamedWithItsPlace() {
        batch.targets()[3] = V;
        assertSays(
                IllegalArgumentException.class,
                "targets[t=1, n=1]: expected 0 to 4, or -1 for none, but got 5",
                this::compute);
        batch.targets()[3] = -2;
        assertSays(
                IllegalArgumentException.class,
                "targets[t=1, n=1]: expected 0 to 4, or -1 for none, but got -2",
                this::compute);
    }

    @Test
    void wrongShapesAreNamed() {
        assertSays(
                ShapeException.class,
                "logits [T,N,V]: expected [3, 2, 4] but got [2, 3, 4]",
                () -> loss.compute(scope.allocate("other", N, T, 4), batch, null));
        assertSays(
                ShapeException.class,
                "logits [T,N,V]: expected 3 dimensions but got [6, 5]",
                () -> loss.compute(scope.allocate("flat", T * N, V), batch, null));
        assertSays(
                ShapeException.class,
                "dLogits [T,N,V]: expected [3, 2, 5] but got [3, 2, 4]",
                () -> loss.compute(logits, batch, scope.allocate("other", T, N, 4)));
    }

    @Test
    void servesAnotherNumberOfClassesAfterwards() {
        double before = compute();
        Tensor wide = scope.allocate("wide", T, N, 3 * V);
        assertEquals(Math.log(3 * V), loss.compute(wide, batch, null), ROUNDING);
        assertEquals(before, compute());
    }
}
