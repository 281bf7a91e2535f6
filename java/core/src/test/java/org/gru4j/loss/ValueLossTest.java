package org.gru4j.loss;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleBinaryOperator;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The losses of real targets, with missing values and padding, against their equations. */
class ValueLossTest {
    private static final int T = 3;
    private static final int N = 2;
    private static final int K = 4;
    private static final double[] QUANTILES = {0.1, 0.5, 0.9};

    private final Scope scope = new Scope(new ReferenceBackend());
    private final Batch batch = Batch.ofFeatures(T, N, 1).withValuesPerStep(K).lengths(new int[] {2, 3});
    private final float[] targets = batch.targetValues();

    ValueLossTest() {
        System.arraycopy(Numbers.floats(5, targets.length), 0, targets, 0, targets.length);
        targets[1] = Float.NaN; // one of a step
        for (int k = 0; k < K; k++) {
            targets[(2 * N + 1) * K + k] = Float.NaN; // t = 2, n = 1: a whole step
        }
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** Σ over what is scored of f(output, target), through all three loops; ÷ by the values or the steps. */
    private double mean(double[] outputs, int perValue, boolean overSteps, DoubleBinaryOperator... terms) {
        double sum = 0;
        int values = 0;
        int steps = 0;
        for (int t = 0; t < T; t++) {
            for (int n = 0; n < N; n++) {
                boolean any = false;
                for (int k = 0; k < K; k++) {
                    int at = (t * N + n) * K + k;
                    if (t < batch.lengths()[n] && !Float.isNaN(targets[at])) {
                        any = true;
                        values++;
                        for (int q = 0; q < perValue; q++) {
                            sum += terms[q].applyAsDouble(outputs[at * perValue + q], targets[at]);
                        }
                    }
                }
                steps += any ? 1 : 0;
            }
        }
        assertEquals(15, values);
        assertEquals(4, steps);
        return sum / (overSteps ? steps : values);
    }

    private void assertAgrees(Loss loss, int perValue, boolean overSteps, double bend, DoubleBinaryOperator... terms) {
        Tensor output = Numbers.random(scope, "output", T, N, K * perValue);
        float[] wide = output.toArray();
        for (int k = 0; k < wide.length; k++) {
            wide[k] *= 3;
        }
        output.copyFrom(wide);
        LossOracle.assertAgrees(
                loss,
                output,
                batch,
                scope.allocate("dOutput", T, N, K * perValue),
                bend,
                outputs -> mean(outputs, perValue, overSteps, terms));
        assertEquals(overSteps ? 4 : 15, loss.count(batch));
    }

    @Test
    void meanSquaredError() {
        assertAgrees(new MeanSquaredError(), 1, false, 0, (y, target) -> Math.pow(y - target, 2));
    }

    @Test
    void meanAbsoluteError() {
        assertAgrees(new MeanAbsoluteError(), 1, false, 0, (y, target) -> Math.abs(y - target));
    }

    @Test
    void huber() {
        double delta = 0.75;
        assertAgrees(
                new Huber(delta),
                1,
                false,
                0,
                (y, target) -> Math.abs(y - target) <= delta
                        ? Math.pow(y - target, 2) / 2
                        : delta * Math.abs(y - target) - delta * delta / 2);
    }

    @Test
    void severalQuantiles() {
        DoubleBinaryOperator[] terms = new DoubleBinaryOperator[QUANTILES.length];
        for (int q = 0; q < terms.length; q++) {
            double tau = QUANTILES[q];
            terms[q] = (y, target) -> Math.max(tau * (target - y), (tau - 1) * (target - y));
        }
        assertAgrees(new QuantileLoss(QUANTILES), QUANTILES.length, false, 0, terms);
    }

    /** |f‴| of log(1 + exp) is at most 0.1. */
    @Test
    void binaryCrossEntropyIsSummedOverTheLabelsAndAveragedOverTheSteps() {
        for (int k = 0; k < targets.length; k++) {
            targets[k] = Float.isNaN(targets[k]) ? Float.NaN : targets[k] > 0 ? 1 : targets[k] < -0.8f ? 0.25f : 0;
        }
        assertAgrees(new BinaryCrossEntropy(), 1, true, 0.1, (z, y) -> {
            double on = 1 / (1 + Math.exp(-z));
            return -y * Math.log(on) - (1 - y) * Math.log(1 - on);
        });
    }

    @Test
    void binaryCrossEntropyOfHugeLogitsIsFinite() {
        Batch one = Batch.ofFeatures(1, 1, 1).withValuesPerStep(2);
        one.targetValues()[0] = 1;
        Tensor z = scope.allocate("z", 1, 1, 2).copyFrom(-1e30f, 1e30f);
        Tensor dz = scope.allocate("dz", 1, 1, 2);
        assertEquals(2e30, new BinaryCrossEntropy().compute(z, one, dz), 2e30 * Numbers.FLOAT_EPSILON);
        assertEquals(-1, dz.get(0));
        assertEquals(1, dz.get(1));
    }

    /** More labels than factors that are multiplied before a logarithm is taken. */
    @Test
    void binaryCrossEntropyOfManyLabels() {
        int labels = 3000;
        Batch wide = Batch.ofFeatures(1, 1, 1).withValuesPerStep(labels);
        double expected = labels * Math.log(2);
        assertEquals(
                expected,
                new BinaryCrossEntropy().compute(scope.allocate("z", 1, 1, labels), wide, null),
                expected * labels * Math.ulp(1.0));
    }

    @Test
    void nothingScoredIsZeroWithAGradientOfZero() {
        batch.clear();
        Tensor dOutput = scope.allocate("dOutput", T, N, K).fill(7);
        for (Loss loss : new Loss[] {new MeanSquaredError(), new BinaryCrossEntropy()}) {
            assertEquals(0, loss.compute(scope.allocate("output", T, N, K), batch, dOutput));
            for (float value : dOutput.toArray()) {
                assertEquals(0, value);
            }
        }
    }

    @Test
    void outputsPastTheLengthsAreNotLookedAt() {
        Tensor output = Numbers.random(scope, "output", T, N, K);
        double before = new MeanSquaredError().compute(output, batch, null);
        output.write(2 * N * K, new float[] {Float.NaN}, 0, 1);
        assertEquals(before, new MeanSquaredError().compute(output, batch, null));
        assertTrue(before > 0);
    }

    @Test
    void targetsOfASequenceAreScoredAtItsOneStep() {
        Batch sequences = Batch.ofFeatures(5, 2, 1).withValuesPerSequence(1).lengths(new int[] {4, 0});
        sequences.targetValues()[0] = 3;
        Tensor output = scope.allocate("output", 1, 2, 1).copyFrom(1, Float.NaN);
        assertEquals(4, new MeanSquaredError().compute(output, sequences, null));
    }

    @Test
    void badInputIsNamed() {
        Tensor output = scope.allocate("output", T, N, K);
        assertSays(
                IllegalArgumentException.class,
                "MeanSquaredError: expected target values but got classes",
                () -> new MeanSquaredError().compute(output, Batch.ofIds(T, N).withClassPerStep(), null));
        assertSays(
                ShapeException.class,
                "output [S,N,O]: expected [3, 2, 12] but got [3, 2, 4]",
                () -> new QuantileLoss(QUANTILES).compute(output, batch, null));
        assertSays(
                ShapeException.class,
                "dOutput [S,N,O]: expected 3 dimensions but got [4]",
                () -> new MeanSquaredError().compute(output, batch, scope.allocate("flat", 4)));
        targets[2] = 1.5f;
        assertSays(IllegalArgumentException.class, "label 2: expected 0 to 1, or NaN for none, but got 1.5", () -> {
            targets[0] = 0;
            new BinaryCrossEntropy().compute(output, batch, null);
        });
        assertSays(
                IllegalArgumentException.class,
                "delta: expected a finite float above 0 but got 0.0",
                () -> new Huber(0));
        assertSays(IllegalArgumentException.class, "quantiles: expected at least one but got none", QuantileLoss::new);
        assertSays(
                IllegalArgumentException.class,
                "quantiles: expected numbers in (0, 1), ascending, but got 0.5 after 0.5",
                () -> new QuantileLoss(0.5, 0.5));
        assertSays(
                IllegalArgumentException.class,
                "label smoothing: expected a number from 0 to below 1 but got 1.0",
                () -> new SoftmaxCrossEntropy(1));
    }
}
