package org.gru4j.backend;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.RecordingBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the kernel of optimisers checks and promises, on the reference backend. */
class OptimizerKernelTest {
    private final ReferenceBackend backend = new ReferenceBackend();
    private final OptimizerKernel kernel = backend.optimizer();
    private final Scope scope = new Scope(backend);
    private final Tensor p = scope.allocate("p", 2).copyFrom(1, 2);
    private final Tensor g = scope.allocate("g", 2).copyFrom(4, -8);
    private final Tensor m = scope.allocate("m", 2).copyFrom(2, 2);
    private final Tensor v = scope.allocate("v", 2).copyFrom(0, 0);
    private final Tensor other = scope.allocate("other", 3);

    @AfterEach
    void close() {
        scope.close();
    }

    private void adam(Tensor values, Tensor gradients, Tensor first, Tensor second) {
        kernel.adam(values, gradients, first, second, 0.5, 0.75, 1, 0, 0, 0.5, 1);
    }

    @Test
    void sgdDescends() {
        kernel.sgd(p, g, null, 0, false, 0, 0.25);
        assertArrayEquals(new float[] {0, 4}, p.toArray());
        kernel.sgd(p, g, m, 0.5, false, 0, 0.25);
        assertArrayEquals(new float[] {5, -7}, m.toArray());
        assertArrayEquals(new float[] {-1.25f, 5.75f}, p.toArray());
        assertArrayEquals(new float[] {4, -8}, g.toArray());
    }

    /** m = 3, −3 and v = 4, 16, hence m̂ = 6, −6 and √v̂ = 4, 8. */
    @Test
    void adamsFirstStep() {
        adam(p, g, m, v);
        assertArrayEquals(new float[] {3, -3}, m.toArray());
        assertArrayEquals(new float[] {4, 16}, v.toArray());
        assertArrayEquals(new float[] {1 - 3f / 5, 2 + 3f / 9}, p.toArray());
    }

    /** v = 1 + 4, 1 − 8, hence g + v ÷ 2 = 6.5, −11.5. */
    @Test
    void nesterovLooksAhead() {
        kernel.sgd(p, g, m, 0.5, true, 0, 0.5);
        assertArrayEquals(new float[] {5, -7}, m.toArray());
        assertArrayEquals(new float[] {1 - 3.25f, 2 + 5.75f}, p.toArray());
    }

    /** g + 2·p = 6, −4. */
    @Test
    void l2AddsToTheGradient() {
        kernel.sgd(p, g, null, 0, false, 2, 0.5);
        assertArrayEquals(new float[] {-2, 4}, p.toArray());
        assertArrayEquals(new float[] {4, -8}, g.toArray());
    }

    /** v is a quarter of g². */
    @Test
    void rmsPropDividesByTheRootOfTheMeanSquare() {
        kernel.rmsProp(p, g, v, 0.75, 1, 0, 0.5);
        assertArrayEquals(new float[] {4, 16}, v.toArray());
        assertArrayEquals(new float[] {1 - 2f / 3, 2 + 4f / 5}, p.toArray());
        kernel.rmsProp(p.copyFrom(1, 2), g, v.fill(0), 0.75, 1, 4, 0.5); // g + 4·p = 8, 0
        assertArrayEquals(new float[] {16, 0}, v.toArray());
        assertArrayEquals(new float[] {1 - 4f / 5, 2}, p.toArray());
    }

    @Test
    void adagradDividesByTheRootOfTheSumOfSquares() {
        v.copyFrom(9, 36);
        kernel.adagrad(p, g, v, 1, 0, 0.5);
        assertArrayEquals(new float[] {25, 100}, v.toArray());
        assertArrayEquals(new float[] {1 - 2f / 6, 2 + 4f / 11}, p.toArray());
        kernel.adagrad(p.copyFrom(1, 2), g, v.fill(0), 1, 4, 0.5); // g + 4·p = 8, 0
        assertArrayEquals(new float[] {64, 0}, v.toArray());
        assertArrayEquals(new float[] {1 - 4f / 9, 2}, p.toArray());
    }

    /** As {@link #adamsFirstStep}, and half of a quarter of p goes. */
    @Test
    void decoupledDecayStaysOutOfTheMoments() {
        kernel.adam(p, g, m, v, 0.5, 0.75, 1, 0, 0.25, 0.5, 1);
        assertArrayEquals(new float[] {3, -3}, m.toArray());
        assertArrayEquals(new float[] {4, 16}, v.toArray());
        assertArrayEquals(new float[] {1 - 0.125f - 3f / 5, 2 - 0.25f + 3f / 9}, p.toArray());
    }

    /** g + 4·p = 8, 0, so that m = 5, 1 and v = 16, 0, hence m̂ = 10, 2 and √v̂ = 8, 0. */
    @Test
    void adamsL2EntersTheMoments() {
        kernel.adam(p, g, m, v, 0.5, 0.75, 1, 4, 0, 0.5, 1);
        assertArrayEquals(new float[] {5, 1}, m.toArray());
        assertArrayEquals(new float[] {16, 0}, v.toArray());
        assertArrayEquals(new float[] {1 - 5f / 9, 1}, p.toArray());
    }

    @Test
    void clampLimitsBothSigns() {
        kernel.clamp(g, 5);
        assertArrayEquals(new float[] {4, -5}, g.toArray());
        kernel.clamp(g.copyFrom(Float.NaN, Float.POSITIVE_INFINITY), 5);
        assertArrayEquals(new float[] {Float.NaN, 5}, g.toArray());
    }

    @Test
    void normalsAreThoseOfTheGenerator() {
        kernel.addNormal(g, 42, 0.5);
        assertArrayEquals(
                new float[] {
                    (float) (4 + 0.5 * CounterRandom.normal(42, 0)), (float) (-8 + 0.5 * CounterRandom.normal(42, 1))
                },
                g.toArray());
    }

    @Test
    void normAndScale() {
        assertEquals(80, kernel.sumOfSquares(g));
        kernel.scale(g, 0.5f);
        assertArrayEquals(new float[] {2, -4}, g.toArray());
    }

    @Test
    void wrongShapesAreNamed() {
        assertSays(
                ShapeException.class, "g: expected [2] but got [3]", () -> kernel.sgd(p, other, null, 0, false, 0, 1));
        assertSays(
                ShapeException.class, "v: expected [2] but got [3]", () -> kernel.sgd(p, g, other, 0.5, false, 0, 1));
        assertSays(ShapeException.class, "m: expected [2] but got [3]", () -> adam(p, g, other, v));
        assertSays(ShapeException.class, "v: expected [2] but got [3]", () -> adam(p, g, m, other));
        Tensor table = scope.allocate("table", 2, 1);
        assertSays(ShapeException.class, "p: expected [2] but got [2, 1]", () -> adam(table, g, m, v));
        assertSays(ShapeException.class, "x: expected [2] but got [2, 1]", () -> kernel.sumOfSquares(table));
        assertSays(ShapeException.class, "x: expected [2] but got [2, 1]", () -> kernel.scale(table, 1));
        assertSays(ShapeException.class, "x: expected [2] but got [2, 1]", () -> kernel.clamp(table, 1));
        assertSays(ShapeException.class, "x: expected [2] but got [2, 1]", () -> kernel.addNormal(table, 1, 1));
        assertSays(
                ShapeException.class, "v: expected [2] but got [3]", () -> kernel.rmsProp(p, g, other, 0.5, 1, 0, 1));
        assertSays(ShapeException.class, "g: expected [2] but got [3]", () -> kernel.adagrad(p, other, v, 1, 0, 1));
        assertArrayEquals(new float[] {1, 2}, p.toArray());
    }

    @Test
    void tensorsOfAnotherBackendAreRefused() {
        try (Scope foreignScope = new Scope(new RecordingBackend())) {
            Tensor foreign = foreignScope.allocate("foreign", 2);
            for (Tensor[] slabs :
                    new Tensor[][] {{foreign, g, m, v}, {p, foreign, m, v}, {p, g, foreign, v}, {p, g, m, foreign}}) {
                assertMentions(
                        IllegalArgumentException.class,
                        () -> adam(slabs[0], slabs[1], slabs[2], slabs[3]),
                        "expected a tensor of backend 'reference' but got foreign [2]");
            }
            assertMentions(
                    IllegalArgumentException.class,
                    () -> kernel.sumOfSquares(foreign),
                    "x: expected a tensor of backend");
        }
    }

    @Test
    void closedAndReadOnlyTensorsAreRefused() {
        assertMentions(IllegalStateException.class, () -> adam(p.readOnlyView(), g, m, v), "p [2] is read-only");
        assertMentions(IllegalStateException.class, () -> adam(p, g, m.readOnlyView(), v), "m [2] is read-only");
        assertMentions(IllegalStateException.class, () -> adam(p, g, m, v.readOnlyView()), "v [2] is read-only");
        assertMentions(
                IllegalStateException.class,
                () -> kernel.sgd(p, g, v.readOnlyView(), 0, false, 0, 1),
                "v [2] is read-only");
        assertMentions(IllegalStateException.class, () -> kernel.scale(g.readOnlyView(), 1), "g [2] is read-only");
        assertArrayEquals(new float[] {1, 2}, p.toArray());
        scope.close();
        assertMentions(IllegalStateException.class, () -> adam(p, g, m, v), "is used after");
    }

    @Test
    void whatIsUpdatedGetsANewVersion() {
        long[] versions = {p.version(), g.version(), m.version(), v.version()};
        adam(p, g.readOnlyView(), m, v);
        assertNotEquals(versions[0], p.version());
        assertEquals(versions[1], g.version());
        assertNotEquals(versions[2], m.version());
        assertNotEquals(versions[3], v.version());
    }
}
