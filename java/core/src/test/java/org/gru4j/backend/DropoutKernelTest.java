package org.gru4j.backend;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel of dropout checks and promises, on the reference backend. */
class DropoutKernelTest {
    private final ReferenceBackend backend = new ReferenceBackend();
    private final DropoutKernel kernel = backend.dropout();
    private final Scope scope = new Scope(backend);
    private final Tensor x = scope.allocate("x", 2, 1, 3).copyFrom(1, 2, 3, 4, 5, 6);
    private final Tensor y = scope.allocate("y", 2, 1, 3);

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void anElementIsZeroWhereItsNumberIsBelowTheRate() {
        double third = CounterRandom.uniform(9, 2);
        kernel.apply(x, 9, third, y);
        assertEquals((float) (1 / (1 - third)) * 3, y.get(2), "at the rate");
        kernel.apply(x, 9, Math.nextUp(third), y);
        assertEquals(0, y.get(2), "just below the rate");
    }

    @Test
    void yGetsANewVersionAndXDoesNot() {
        long[] versions = {x.version(), y.version()};
        kernel.apply(x.readOnlyView(), 1, 0.5, y);
        assertEquals(versions[0], x.version());
        assertNotEquals(versions[1], y.version());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void ratesAreProbabilitiesBelowOne(double rate) {
        assertSays(
                IllegalArgumentException.class,
                "dropout rate: expected a number from 0 to below 1 but got " + rate,
                () -> kernel.apply(x, 1, rate, y));
    }

    @Test
    void wrongTensorsAreNamed() {
        Tensor wide = scope.allocate("wide", 2, 1, 4);
        assertSays(
                ShapeException.class,
                "y [T,N,I]: expected [2, 1, 3] but got [2, 1, 4]",
                () -> kernel.apply(x, 1, 0.5, wide));
        assertSays(
                ShapeException.class,
                "x [T,N,I]: expected 3 dimensions but got [6]",
                () -> kernel.apply(scope.allocate("flat", 6), 1, 0.5, y));
        assertMentions(IllegalStateException.class, () -> kernel.apply(x, 1, 0.5, y.readOnlyView()), "is read-only");
        try (Scope foreignScope = new Scope(new RecordingBackend())) {
            Tensor foreign = foreignScope.allocate("foreign", 2, 1, 3);
            assertMentions(
                    IllegalArgumentException.class,
                    () -> kernel.apply(foreign, 1, 0.5, y),
                    "x [T,N,I]: expected a tensor of backend");
            assertMentions(
                    IllegalArgumentException.class,
                    () -> kernel.apply(x, 1, 0.5, foreign),
                    "y [T,N,I]: expected a tensor of backend");
        }
    }
}
