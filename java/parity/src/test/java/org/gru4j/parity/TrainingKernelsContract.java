package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gru4j.backend.Backend;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract of the kernels of a training step, other than those of recurrent and dense layers. There is one subclass
 * per backend.
 */
abstract class TrainingKernelsContract {
    /** ε of float: the distance from 1 to the next number. */
    private static final double EPSILON = 0x1p-23;

    private final IntFunction<Backend> withThreads;
    private final Backend backend;
    private Scope scope;

    /** @param withThreads the backend, for so many threads */
    TrainingKernelsContract(IntFunction<Backend> withThreads) {
        this.withThreads = withThreads;
        this.backend = withThreads.apply(2);
    }

    @BeforeEach
    void openScope() {
        scope = new Scope(backend);
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    private static float[] random(String name, int size, double bound) {
        CounterRandom random = new CounterRandom(3, 0, name.hashCode());
        float[] values = new float[size];
        for (int k = 0; k < size; k++) {
            values[k] = (float) (bound * (2 * random.uniform(k) - 1));
        }
        return values;
    }

    /** Ids below {@code bound}; every {@code none}-th is −1, none if that is 0. */
    private static int[] ids(int size, int bound, int none) {
        return IntStream.range(0, size)
                .map(k -> none > 0 && k % none == none - 1 ? -1 : k * k % bound)
                .toArray();
    }

    /** T, N, V or E, and which rows do not count: every {@code none}-th; 0 for none. */
    record Rows(int steps, int batch, int width, int none) {
        int count() {
            return steps * batch;
        }
    }

    /** One class, odd sizes, many rows, no row that counts. */
    static Stream<Rows> rows() {
        return Stream.of(
                new Rows(1, 1, 1, 0),
                new Rows(3, 2, 1, 2),
                new Rows(1, 7, 33, 0),
                new Rows(5, 3, 17, 4),
                new Rows(2, 2, 1000, 3),
                new Rows(32, 64, 100, 0),
                new Rows(31, 65, 65, 5),
                new Rows(3, 2, 9, 1));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theLossIsThatOfTheTextbook(Rows r) {
        float[] z = random("logits", r.count() * r.width(), 8);
        int[] targets = ids(r.count(), r.width(), r.none());
        int scored = (int) Arrays.stream(targets).filter(target -> target >= 0).count();
        double[] gradient = new double[z.length];
        double loss = 0;
        for (int m = 0; m < r.count(); m++) {
            int row = m * r.width();
            if (targets[m] < 0) {
                z[row] = Float.NaN;
                continue;
            }
            double sum = IntStream.range(row, row + r.width())
                    .mapToDouble(k -> Math.exp(z[k]))
                    .sum();
            for (int j = 0; j < r.width(); j++) {
                gradient[row + j] = (Math.exp(z[row + j]) / sum - (j == targets[m] ? 1 : 0)) / scored;
            }
            loss += (Math.log(sum) - z[row + targets[m]]) / scored;
        }
        Tensor logits =
                scope.allocate("logits", r.steps(), r.batch(), r.width()).copyFrom(z);
        Tensor dLogits =
                scope.allocate("dLogits", r.steps(), r.batch(), r.width()).fill(Float.NaN);
        double computed = backend.crossEntropy().compute(logits, targets, dLogits);
        // With d = max z − z_j, exp(−d) is off by 2⁻²² = 2ε of itself, and by ε·d÷2 of itself for the rounding of d,
        // which is at most ε÷2e in all: so is log Σ.
        assertEquals(loss, computed, 3 * EPSILON);
        // Their quotient is off by twice that, and rounded up to three times.
        double tolerance = 8 * EPSILON / Math.max(1, scored);
        for (int k = 0; k < z.length; k++) {
            assertEquals(gradient[k], dLogits.get(k), tolerance, "gradient " + k);
        }
        assertArrayEquals(z, logits.toArray(), "the logits");
        assertEquals(computed, backend.crossEntropy().compute(logits, targets, null), "without a gradient");
        assertEquals(computed, backend.crossEntropy().compute(logits, targets, logits), "in place");
        assertArrayEquals(dLogits.toArray(), logits.toArray(), "in place");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void aLogitThatIsNoNumberSpoilsTheLossAndItsRow(float value) {
        Tensor logits = scope.allocate("logits", 3, 1, 11).copyFrom(random("logits", 33, 1));
        Tensor dLogits = scope.allocate("dLogits", 3, 1, 11);
        for (int k = 11; k < 22; k++) {
            float before = logits.get(k);
            logits.write(k, new float[] {value}, 0, 1);
            assertEquals(Double.NaN, backend.crossEntropy().compute(logits, new int[] {0, 1, 10}, dLogits));
            for (int j = 0; j < 33; j++) {
                assertEquals(j / 11 == 1, Float.isNaN(dLogits.get(j)), "gradient " + j);
            }
            logits.write(k, new float[] {before}, 0, 1);
        }
    }

    @Test
    void impossibleClassesCountForNothing() {
        float[] z = random("logits", 33, 1);
        Tensor possible = scope.allocate("possible", 1, 1, 30).copyFrom(Arrays.copyOf(z, 30));
        Tensor expected = scope.allocate("expected", 1, 1, 30);
        double loss = backend.crossEntropy().compute(possible, new int[] {7}, expected);
        Arrays.fill(z, 30, 33, Float.NEGATIVE_INFINITY);
        Tensor logits = scope.allocate("logits", 1, 1, 33).copyFrom(z);
        assertEquals(loss, backend.crossEntropy().compute(logits, new int[] {7}, logits));
        assertArrayEquals(Arrays.copyOf(expected.toArray(), 33), logits.toArray());
    }

    @Test
    void anImpossibleTargetCostsEverything() {
        Tensor logits = scope.allocate("logits", 1, 1, 3).copyFrom(1, Float.NEGATIVE_INFINITY, -Float.MAX_VALUE);
        assertEquals(0, backend.crossEntropy().compute(logits, new int[] {0}, null));
        assertEquals(Double.POSITIVE_INFINITY, backend.crossEntropy().compute(logits, new int[] {1}, null));
        assertEquals(1 + (double) Float.MAX_VALUE, backend.crossEntropy().compute(logits, new int[] {2}, null));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void embeddingsAreRowsAndTheirGradientsAddUpInOrder(Rows r) {
        int vocabulary = 7;
        int size = r.width();
        float[] w = random("w", vocabulary * size, 1);
        float[] dy = random("dy", r.count() * size, 1);
        int[] ids = ids(r.count(), vocabulary, r.none());
        float[] y = new float[dy.length];
        float[] dw = random("dw", w.length, 1);
        Tensor computedY = scope.allocate("y", r.steps(), r.batch(), size).fill(Float.NaN);
        Tensor computedDw = scope.allocate("dw", vocabulary, size).copyFrom(dw);
        for (int k = 0; k < dy.length; k++) {
            int id = ids[k / size];
            if (id < 0) {
                dy[k] = Float.NaN;
            } else {
                y[k] = w[id * size + k % size];
                dw[id * size + k % size] += dy[k];
            }
        }
        backend.embedding().forward(scope.allocate("w", vocabulary, size).copyFrom(w), ids, computedY);
        assertArrayEquals(y, computedY.toArray());
        backend.embedding()
                .backward(ids, scope.allocate("dy", r.steps(), r.batch(), size).copyFrom(dy), computedDw);
        assertArrayEquals(dw, computedDw.toArray());
    }

    /** One, less than a vector, parts of blocks, and more than one thread works on. */
    static IntStream sizes() {
        return IntStream.of(1, 7, 1023, 2550, 100_003);
    }

    private Tensor slab(String name, float... values) {
        return scope.allocate(name, values.length).copyFrom(values);
    }

    /** To the bit: every operation is one of floats. */
    @ParameterizedTest
    @MethodSource("sizes")
    void sgdIsItsFormula(int size) {
        float[] p = random("p", size, 1);
        float[] g = random("g", size, 1);
        float[] v = random("v", size, 1);
        Tensor computed = slab("p", p);
        Tensor velocity = slab("v", v);
        backend.optimizer().sgd(computed, slab("g", g), null, 0, false, 0.1, 0.01);
        for (int k = 0; k < size; k++) {
            p[k] -= 0.01f * (g[k] + 0.1f * p[k]);
        }
        assertArrayEquals(p, computed.toArray());
        backend.optimizer().sgd(computed, slab("g", g), velocity, 0.9, false, 0.1, 0.02);
        for (int k = 0; k < size; k++) {
            v[k] = 0.9f * v[k] + (g[k] + 0.1f * p[k]);
            p[k] -= 0.02f * v[k];
        }
        assertArrayEquals(p, computed.toArray());
        assertArrayEquals(v, velocity.toArray());
        backend.optimizer().sgd(computed, slab("g", g), velocity, 0.9, true, 0.1, 0.02);
        for (int k = 0; k < size; k++) {
            float gradient = g[k] + 0.1f * p[k];
            v[k] = 0.9f * v[k] + gradient;
            p[k] -= 0.02f * (gradient + 0.9f * v[k]);
        }
        assertArrayEquals(p, computed.toArray());
        assertArrayEquals(v, velocity.toArray());
    }

    /** To the bit, as above. */
    @ParameterizedTest
    @MethodSource("sizes")
    void rmsPropAndAdagradAreTheirFormulas(int size) {
        float[] p = random("p", size, 1);
        float[] g = random("g", size, 1);
        float[] v = new float[size];
        Tensor computed = slab("p", p);
        Tensor squares = slab("v", v);
        backend.optimizer().rmsProp(computed, slab("g", g), squares, 0.9, 1e-3, 0.1, 0.02);
        for (int k = 0; k < size; k++) {
            float gradient = g[k] + 0.1f * p[k];
            v[k] = 0.9f * v[k] + (float) (1 - 0.9) * gradient * gradient;
            p[k] -= 0.02f * gradient / ((float) Math.sqrt(v[k]) + 1e-3f);
        }
        assertArrayEquals(p, computed.toArray());
        assertArrayEquals(v, squares.toArray());
        backend.optimizer().adagrad(computed, slab("g", g), squares, 1e-3, 0.1, 0.02);
        for (int k = 0; k < size; k++) {
            float gradient = g[k] + 0.1f * p[k];
            v[k] += gradient * gradient;
            p[k] -= 0.02f * gradient / ((float) Math.sqrt(v[k]) + 1e-3f);
        }
        assertArrayEquals(p, computed.toArray());
        assertArrayEquals(v, squares.toArray());
    }

    /** To the bit, as above. */
    @ParameterizedTest
    @MethodSource("sizes")
    void adamIsItsFormula(int size) {
        float[] p = random("p", size, 1);
        float[] g = random("g", size, 1);
        float[] m = new float[size];
        float[] v = new float[size];
        Tensor computed = slab("p", p);
        Tensor firstMoment = slab("m", m);
        Tensor secondMoment = slab("v", v);
        for (int step = 1; step <= 3; step++) {
            backend.optimizer()
                    .adam(computed, slab("g", g), firstMoment, secondMoment, 0.9, 0.99, 1e-3, 0.1, 0.3, 0.02, step);
            float eta = (float) (0.02 / (1 - Math.pow(0.9, step)));
            float correction = (float) (1 / Math.sqrt(1 - Math.pow(0.99, step)));
            for (int k = 0; k < size; k++) {
                float gradient = g[k] + 0.1f * p[k];
                m[k] = 0.9f * m[k] + (float) (1 - 0.9) * gradient;
                v[k] = 0.99f * v[k] + (float) (1 - 0.99) * gradient * gradient;
                p[k] = p[k] - (float) (0.02 * 0.3) * p[k] - eta * m[k] / ((float) Math.sqrt(v[k]) * correction + 1e-3f);
            }
        }
        assertArrayEquals(p, computed.toArray());
        assertArrayEquals(m, firstMoment.toArray());
        assertArrayEquals(v, secondMoment.toArray());
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void normAndScale(int size) {
        float[] g = random("g", size, 1);
        Tensor slab = slab("g", g);
        double sum = 0;
        for (float value : g) {
            sum += (double) value * value;
        }
        // each addition rounds by half an ulp of at most the whole, in both orders
        assertEquals(sum, backend.optimizer().sumOfSquares(slab), size * Math.ulp(sum));
        backend.optimizer().scale(slab, 0.3f);
        for (int k = 0; k < size; k++) {
            g[k] *= 0.3f;
        }
        assertArrayEquals(g, slab.toArray());
        slab.write(size / 2, new float[] {Float.NEGATIVE_INFINITY}, 0, 1);
        assertEquals(Double.POSITIVE_INFINITY, backend.optimizer().sumOfSquares(slab));
        slab.write(size / 2, new float[] {Float.NaN}, 0, 1);
        assertEquals(Double.NaN, backend.optimizer().sumOfSquares(slab));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void clampAndNoise(int size) {
        float[] x = random("x", size, 1);
        Tensor computed = slab("x", x);
        backend.optimizer().clamp(computed, 0.25f);
        for (int k = 0; k < size; k++) {
            x[k] = Math.max(-0.25f, Math.min(0.25f, x[k]));
        }
        assertArrayEquals(x, computed.toArray());
        backend.optimizer().addNormal(computed, 42, 0.5);
        for (int k = 0; k < size; k++) {
            double expected = x[k] + 0.5 * CounterRandom.normal(42, k);
            // rounded to float, from doubles that may differ by a few of their own ε, which moves a tie at most
            assertEquals(expected, computed.get(k), 0.51 * Math.ulp((float) expected), "element " + k);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void dropoutIsZeroWhereTheGeneratorIsBelowTheRate(Rows r) {
        float[] x = random("x", r.count() * r.width(), 1);
        Tensor source = scope.allocate("x", r.steps(), r.batch(), r.width()).copyFrom(x);
        Tensor y = scope.allocate("y", r.steps(), r.batch(), r.width());
        for (double rate : new double[] {0, 0.3, 0.999}) {
            backend.dropout().apply(source, 7, rate, y.fill(Float.NaN));
            for (int k = 0; k < x.length; k++) {
                float expected = CounterRandom.uniform(7, k) < rate ? 0 : (float) (1 / (1 - rate)) * x[k];
                assertEquals(expected, y.get(k), "element " + k);
            }
        }
        assertArrayEquals(x, source.toArray());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void dropoutOfSomeRowsIsThatOfTheBatch(Rows r) {
        int batch = r.batch() + 3;
        Tensor ones = scope.allocate("x", r.steps(), batch, r.width()).fill(1);
        Tensor whole = scope.allocate("y", r.steps(), batch, r.width());
        backend.dropout().apply(ones, 7, 0.3, whole);
        Tensor part = scope.allocate("x", r.steps(), r.batch(), r.width()).fill(1);
        Tensor y = scope.allocate("y", r.steps(), r.batch(), r.width());
        for (int first = 0; first <= 3; first++) {
            backend.dropout().apply(part, first, batch, 7, 0.3, y.fill(Float.NaN));
            int width = r.batch() * r.width();
            for (int k = 0; k < y.size(); k++) {
                assertEquals(whole.get((k / width * batch + first) * r.width() + k % width), y.get(k), "element " + k);
            }
        }
        assertThrows(IllegalArgumentException.class, () -> backend.dropout().apply(part, 4, batch, 7, 0.3, y));
    }

    /** Everything that the kernels compute of one seed, on another number of threads. */
    private static float[] results(Backend on) {
        int steps = 32; // sizes for which three threads are used
        int batch = 65;
        int classes = 201;
        int size = 1600;
        int slab = 1_600_001;
        int rows = steps * batch;
        try (Scope own = new Scope(on)) {
            int[] ids = ids(rows, classes, 6);
            Tensor logits = own.allocate("logits", steps, batch, classes).copyFrom(random("logits", rows * classes, 8));
            Tensor dLogits = own.allocate("dLogits", steps, batch, classes);
            final double loss = on.crossEntropy().compute(logits, ids, dLogits);
            Tensor w = own.allocate("w", classes, size).copyFrom(random("w", classes * size, 1));
            Tensor y = own.allocate("y", steps, batch, size);
            on.embedding().forward(w, ids, y);
            on.embedding().backward(ids, y, w);
            Tensor p = own.allocate("p", slab).copyFrom(random("p", slab, 1));
            Tensor g = own.allocate("g", slab).copyFrom(random("g", slab, 1));
            Tensor m = own.allocate("m", slab);
            Tensor v = own.allocate("v", slab);
            final double norm = on.optimizer().sumOfSquares(g);
            on.optimizer().scale(g, 0.7f);
            on.optimizer().clamp(g, 0.5f);
            on.optimizer().addNormal(g, 42, 0.1);
            on.optimizer().sgd(p, g, m, 0.9, true, 0.1, 0.01);
            on.optimizer().adam(p, g, m, v, 0.9, 0.999, 1e-8, 0, 0.1, 0.01, 1);
            on.optimizer().rmsProp(p, g, v, 0.9, 1e-8, 0.1, 0.01);
            Tensor dropped = own.allocate("dropped", steps, batch, size);
            on.dropout().apply(y, 42, 0.3, dropped);
            float[] values = new float[4 + dLogits.size() + y.size() + dropped.size() + w.size() + p.size()];
            values[0] = Float.intBitsToFloat((int) Double.doubleToLongBits(loss));
            values[1] = (float) loss;
            values[2] = Float.intBitsToFloat((int) Double.doubleToLongBits(norm));
            values[3] = (float) norm;
            int from = 4;
            for (Tensor tensor : new Tensor[] {dLogits, y, dropped, w, p}) {
                tensor.read(0, values, from, tensor.size());
                from += tensor.size();
            }
            return values;
        }
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        float[] alone = results(withThreads.apply(1));
        for (int threads = 2; threads <= 3; threads++) {
            Backend several = withThreads.apply(threads);
            assertTrue(Arrays.equals(alone, results(several)), threads + " threads");
            assertTrue(Arrays.equals(alone, results(several)), threads + " threads, again");
        }
    }

    @Test
    void idsAndTargetsThatWouldReadElsewhereAreRefused() {
        Tensor y = scope.allocate("y", 1, 2, 3);
        Tensor w = scope.allocate("w", 4, 3);
        for (int id : new int[] {4, -2, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThrows(
                    IllegalArgumentException.class, () -> backend.embedding().forward(w, new int[] {0, id}, y));
            assertThrows(
                    IllegalArgumentException.class, () -> backend.embedding().backward(new int[] {0, id}, y, w));
            assertThrows(
                    IllegalArgumentException.class, () -> backend.crossEntropy().compute(y, new int[] {0, id}, null));
        }
    }
}
