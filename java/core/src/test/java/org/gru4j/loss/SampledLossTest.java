package org.gru4j.loss;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SampledLossTest {
    private static final int T = 2;
    private static final int N = 3;
    private static final int V = 12;
    private static final int SAMPLES = 4;
    private static final long[] COUNTS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0};

    private final Scope scope = new Scope(new ReferenceBackend());
    private final ItemSampler sampler = new ItemSampler(COUNTS, 0.75);
    private final Batch batch = Batch.ofIds(T, N).withClassPerStep().lengths(new int[] {2, 1, 2});

    SampledLossTest() {
        System.arraycopy(new int[] {3, 7, 3, 10, 99, Batch.IGNORE}, 0, batch.targets(), 0, T * N);
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** A row's loss of scores in doubles, written down as in the paper; {@code c} scores, the target the k-th. */
    @FunctionalInterface
    private interface RowEquation {
        double at(double[] scores, int k, double[] inclusion);
    }

    private static double softmax(double[] scores, int k, double[] inclusion) {
        double sum = 0;
        for (int j = 0; j < scores.length; j++) {
            sum += Math.exp(scores[j]) / inclusion[j];
        }
        return -Math.log(Math.exp(scores[k]) / inclusion[k] / sum);
    }

    private static double bprMax(double[] r, int k, double lambda) {
        double sum = 0;
        for (int j = 0; j < r.length; j++) {
            sum += j == k ? 0 : Math.exp(r[j]);
        }
        double a = 0;
        double squares = 0;
        for (int j = 0; j < r.length; j++) {
            double s = j == k ? 0 : Math.exp(r[j]) / sum;
            a += s / (1 + Math.exp(r[j] - r[k]));
            squares += s * r[j] * r[j];
        }
        return -Math.log(a) + lambda * squares;
    }

    private double mean(double[] outputs, int width, int[] candidates, double[] inclusion, RowEquation row) {
        double sum = 0;
        for (int m = 0; m < T * N; m++) {
            if (batch.isScored(m / N, m % N)) {
                int target = batch.targets()[m];
                int k = 0;
                while (candidates[k] != target) {
                    k++;
                }
                sum += row.at(Arrays.copyOfRange(outputs, m * width, m * width + candidates.length), k, inclusion);
            }
        }
        return sum / 4;
    }

    /**
     * Among the candidates drawn, with scores of the padding that must not count; third derivatives of a few at most.
     */
    private void assertAgreesSampled(SampledLoss loss, boolean corrects, RowEquation row) {
        int width = T * N + SAMPLES;
        int[] drawn = loss.draw(batch, 5, 6).clone();
        int count = (int) Arrays.stream(drawn).filter(item -> item >= 0).count();
        assertTrue(count < width, "with padding");
        int[] candidates = Arrays.copyOf(drawn, count);
        double[] inclusion = new double[count];
        for (int c = 0; c < count; c++) {
            double p = COUNTS[candidates[c]] / 66.0;
            double q = sampler.probability(candidates[c]);
            inclusion[c] = 1 - Math.pow(1 - p, 3) * Math.pow(1 - q, SAMPLES);
        }
        // the logarithms are rounded to floats, and scores of at most 1, less these
        double largest = -Math.log(Arrays.stream(inclusion).min().orElseThrow());
        double rounding = corrects ? Numbers.FLOAT_EPSILON / 2 * (largest + 1 + largest) : 0;
        Loss drawnAnew = (output, of, dOutput) -> {
            loss.draw(of, 5, 6);
            return loss.compute(output, of, dOutput);
        };
        LossOracle.assertAgrees(
                drawnAnew,
                Numbers.random(scope, "scores", T, N, width),
                batch,
                scope.allocate("dScores", T, N, width),
                10,
                rounding,
                scores -> mean(scores, width, candidates, inclusion, row));
    }

    /** Among all items, as in evaluation. */
    private void assertAgreesWhole(SampledLoss loss, RowEquation row) {
        int[] all = new int[V];
        double[] inclusion = new double[V];
        Arrays.setAll(all, k -> k);
        Arrays.fill(inclusion, 1);
        LossOracle.assertAgrees(
                loss,
                Numbers.random(scope, "scores", T, N, V),
                batch,
                scope.allocate("dScores", T, N, V),
                10,
                scores -> mean(scores, V, all, inclusion, row));
    }

    @Test
    void sampledSoftmax() {
        assertAgreesSampled(new SampledSoftmax(sampler, SAMPLES), true, SampledLossTest::softmax);
        assertAgreesWhole(new SampledSoftmax(sampler, SAMPLES), SampledLossTest::softmax);
    }

    @Test
    void bprMax() {
        for (double lambda : new double[] {0, 0.7}) {
            assertAgreesSampled(new BprMax(sampler, SAMPLES, lambda), false, (r, k, inclusion) -> bprMax(r, k, lambda));
            assertAgreesWhole(new BprMax(sampler, SAMPLES, lambda), (r, k, inclusion) -> bprMax(r, k, lambda));
        }
    }

    /** −log σ(d) is −d for large −d, and e^−d for large d. */
    @Test
    void bprMaxOfScoresFarApartIsFinite() {
        ItemSampler two = new ItemSampler(new long[] {1, 1}, 1);
        Batch one = Batch.ofIds(1, 1).withClassPerStep();
        Tensor r = scope.allocate("r", 1, 1, 2).copyFrom(-1000, 1000);
        Tensor dr = scope.allocate("dr", 1, 1, 2);
        assertEquals(2000, new BprMax(two, 0, 0).compute(r, one, dr), 2000 * 4 * Math.ulp(1.0));
        assertArrayEquals(new float[] {-1, 1}, dr.toArray());
        r.copyFrom(1000, -1000);
        assertEquals(0, new BprMax(two, 0, 0).compute(r, one, dr));
        assertArrayEquals(new float[] {0, 0}, dr.toArray());
    }

    @Test
    void candidatesAreTheTargetsThenSamplesEachOnce() {
        int[] candidates = new SampledSoftmax(sampler, SAMPLES).draw(batch, 5, 6);
        assertEquals(T * N + SAMPLES, candidates.length);
        assertArrayEquals(new int[] {3, 7, 10}, Arrays.copyOf(candidates, 3));
        int[] items = Arrays.stream(candidates).filter(item -> item >= 0).toArray();
        assertEquals(items.length, Arrays.stream(items).distinct().count());
    }

    @Test
    void whatIsDrawnIsAFunctionOfSeedAndStep() {
        SampledLoss loss = new SampledSoftmax(sampler, 8);
        int[] first = loss.draw(batch, 5, 6).clone();
        assertFalse(Arrays.equals(first, loss.draw(batch, 5, 7)));
        assertFalse(Arrays.equals(first, loss.draw(batch, 6, 6)));
        assertArrayEquals(first, loss.draw(batch, 5, 6));
    }

    /** 5 standard deviations of a binomial count. */
    @Test
    void itemsAreDrawnInProportionToThePowerOfTheirCount() {
        int draws = 100_000;
        int[] seen = new int[V];
        for (int k = 0; k < draws; k++) {
            seen[sampler.draw((k + 0.5) / draws)]++;
        }
        double sum = 0;
        for (int j = 0; j < V; j++) {
            sum += Math.pow(COUNTS[j], 0.75);
        }
        for (int j = 0; j < V; j++) {
            double p = Math.pow(COUNTS[j], 0.75) / sum;
            assertEquals(p, sampler.probability(j), 4 * Math.ulp(1.0));
            assertEquals(p * draws, seen[j], 1, "evenly spread numbers hit each item's interval to within one");
        }
    }

    @Test
    void badInputIsNamed() {
        SampledLoss loss = new SampledSoftmax(sampler, SAMPLES);
        assertSays(
                ShapeException.class,
                "scores [S,N,O]: expected [2, 3, 12] but got [2, 3, 4]",
                () -> loss.compute(scope.allocate("few", T, N, 4), batch, null));
        for (int bad : List.of(11, 12, -2)) {
            batch.targets()[0] = bad;
            assertSays(
                    IllegalArgumentException.class,
                    "targets[t=0, n=0]: expected 0 to 11 with a count above 0 but got " + bad,
                    () -> loss.draw(batch, 1, 1));
        }
        assertSays(
                IllegalArgumentException.class,
                "samples: expected 0 or more but got -1",
                () -> new SampledSoftmax(sampler, -1));
        assertSays(
                IllegalArgumentException.class,
                "regularization: expected a finite number, 0 or more, but got -1.0",
                () -> new BprMax(sampler, 1, -1));
        assertSays(
                IllegalArgumentException.class,
                "power: expected a number from 0.0 to 1.0 but got 2.0",
                () -> new ItemSampler(COUNTS, 2));
        assertSays(
                IllegalArgumentException.class,
                "count of item 1: expected 0 or more but got -1",
                () -> new ItemSampler(new long[] {1, -1}, 1));
        assertSays(
                IllegalArgumentException.class,
                "counts: expected at least one above 0 but all are 0; items: 2",
                () -> new ItemSampler(new long[2], 1));
    }
}
