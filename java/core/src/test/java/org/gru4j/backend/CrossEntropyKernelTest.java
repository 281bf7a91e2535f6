package org.gru4j.backend;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.RecordingBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the loss of classifiers checks and promises, on the reference backend. */
class CrossEntropyKernelTest {
    private final ReferenceBackend backend = new ReferenceBackend();
    private final CrossEntropyKernel kernel = backend.crossEntropy();
    private final Scope scope = new Scope(backend);
    private final Tensor logits = scope.allocate("z", 2, 1, 2).copyFrom(0, (float) Math.log(3), 5, Float.NaN);
    private final Tensor dLogits = scope.allocate("dz", 2, 1, 2).fill(7);
    private final int[] targets = {1, CrossEntropyKernel.NO_TARGET};

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void theMeanOverTheRowsThatHaveATarget() {
        assertEquals(Math.log(4.0 / 3), kernel.compute(logits, targets, dLogits), Math.ulp(1f)); // log 3 is rounded
        assertArrayEquals(new float[] {0.25f, -0.25f, 0, 0}, dLogits.toArray(), Math.ulp(1f));
    }

    @Test
    void whatIsBehindTheTargetsIsNotLookedAt() {
        double expected = kernel.compute(logits, targets, dLogits);
        assertEquals(expected, kernel.compute(logits, new int[] {1, -1, 99}, dLogits));
    }

    @Test
    void fewerClassesAfterMoreAreComputedRight() {
        double expected = kernel.compute(logits, targets, null);
        kernel.compute(scope.allocate("wide", 1, 1, 50), new int[] {49}, null);
        assertEquals(expected, kernel.compute(logits, targets, null));
    }

    @Test
    void wrongShapesAreNamed() {
        assertSays(
                ShapeException.class,
                "logits [T,N,V]: expected 3 dimensions but got [3]",
                () -> kernel.compute(scope.allocate("flat", 3), targets, null));
        assertSays(
                ShapeException.class,
                "dLogits [T,N,V]: expected [2, 1, 2] but got [1, 2, 2]",
                () -> kernel.compute(logits, targets, scope.allocate("other", 1, 2, 2)));
        assertSays(
                ShapeException.class,
                "targets [T,N]: expected 2 targets but got 1",
                () -> kernel.compute(logits, new int[1], null));
    }

    @Test
    void aTargetOutOfRangeIsNamedWithItsPlace() {
        assertSays(
                IllegalArgumentException.class,
                "targets[t=1, n=0]: expected 0 to 1, or -1 for none, but got 2",
                () -> kernel.compute(logits, new int[] {0, 2}, null));
        assertSays(
                IllegalArgumentException.class,
                "targets[t=0, n=0]: expected 0 to 1, or -1 for none, but got -2",
                () -> kernel.compute(logits, new int[] {-2, 0}, null));
    }

    @Test
    void tensorsOfAnotherBackendAreRefused() {
        try (Scope other = new Scope(new RecordingBackend())) {
            Tensor foreign = other.allocate("foreign", 2, 1, 2);
            assertMentions(
                    IllegalArgumentException.class,
                    () -> kernel.compute(foreign, targets, null),
                    "logits [T,N,V]: expected a tensor of backend");
            assertMentions(
                    IllegalArgumentException.class,
                    () -> kernel.compute(logits, targets, foreign),
                    "dLogits [T,N,V]: expected a tensor of backend");
        }
    }

    @Test
    void closedAndReadOnlyTensorsAreRefused() {
        assertMentions(
                IllegalStateException.class,
                () -> kernel.compute(logits, targets, dLogits.readOnlyView()),
                "dz [2, 1, 2] is read-only");
        scope.close();
        assertMentions(IllegalStateException.class, () -> kernel.compute(logits, targets, null), "z [2, 1, 2] is used");
    }

    @Test
    void theGradientGetsANewVersionAndTheLogitsNone() {
        long before = dLogits.version();
        long logitsBefore = logits.version();
        kernel.compute(logits, targets, dLogits);
        assertNotEquals(before, dLogits.version());
        assertEquals(logitsBefore, logits.version());
    }
}
