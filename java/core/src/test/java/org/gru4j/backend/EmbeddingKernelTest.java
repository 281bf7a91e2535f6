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

/** What the rows of embeddings check and promise, on the reference backend. */
class EmbeddingKernelTest {
    private final ReferenceBackend backend = new ReferenceBackend();
    private final EmbeddingKernel kernel = backend.embedding();
    private final Scope scope = new Scope(backend);
    private final Tensor w = scope.allocate("w", 3, 2).copyFrom(1, 2, 3, 4, 5, 6);
    private final Tensor y = scope.allocate("y", 2, 2, 2).fill(7);
    private final Tensor dy = scope.allocate("dy", 2, 2, 2).copyFrom(1, 2, Float.NaN, Float.NaN, 3, 4, 10, 20);
    private final Tensor dw = scope.allocate("dw", 3, 2).fill(100);
    private final int[] ids = {2, EmbeddingKernel.NO_ID, 0, 2};

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void forwardIsRowsOfWAndZerosWithoutAnId() {
        kernel.forward(w, ids, y);
        assertArrayEquals(new float[] {5, 6, 0, 0, 1, 2, 5, 6}, y.toArray());
    }

    @Test
    void backwardAddsAndLeavesOutWhatHasNoId() {
        kernel.backward(ids, dy, dw);
        assertArrayEquals(new float[] {103, 104, 100, 100, 111, 122}, dw.toArray());
    }

    @Test
    void whatIsBehindTheIdsIsNotLookedAt() {
        kernel.forward(w, new int[] {2, -1, 0, 2, 99}, y);
        assertArrayEquals(new float[] {5, 6, 0, 0, 1, 2, 5, 6}, y.toArray());
    }

    @Test
    void wrongShapesAreNamed() {
        assertSays(
                ShapeException.class,
                "w [V,E]: expected 2 dimensions but got [2, 2, 2]",
                () -> kernel.forward(y, ids, y));
        assertSays(
                ShapeException.class,
                "y [T,N,E]: expected 3 dimensions but got [3, 2]",
                () -> kernel.forward(w, ids, w));
        assertSays(
                ShapeException.class,
                "dy [T,N,E]: expected [2, 2, 3] but got [2, 2, 2]",
                () -> kernel.backward(ids, dy, scope.allocate("wide", 3, 3)));
        assertSays(ShapeException.class, "ids [T,N]: expected 4 ids but got 3", () -> kernel.forward(w, new int[3], y));
    }

    @Test
    void anIdOutOfRangeIsNamedWithItsPlace() {
        assertSays(
                IllegalArgumentException.class,
                "ids[t=1, n=0]: expected 0 to 2, or -1 for none, but got 3",
                () -> kernel.forward(w, new int[] {0, 0, 3, 0}, y));
        assertSays(
                IllegalArgumentException.class,
                "ids[t=0, n=1]: expected 0 to 2, or -1 for none, but got -2",
                () -> kernel.backward(new int[] {0, -2, 0, 0}, dy, dw));
    }

    @Test
    void tensorsOfAnotherBackendAreRefused() {
        try (Scope other = new Scope(new RecordingBackend())) {
            Tensor table = other.allocate("foreign", 3, 2);
            Tensor values = other.allocate("foreign", 2, 2, 2);
            assertMentions(
                    IllegalArgumentException.class,
                    () -> kernel.forward(table, ids, y),
                    "w [V,E]: expected a tensor of backend");
            assertMentions(
                    IllegalArgumentException.class,
                    () -> kernel.forward(w, ids, values),
                    "y [T,N,E]: expected a tensor of backend");
            assertMentions(
                    IllegalArgumentException.class,
                    () -> kernel.backward(ids, values, dw),
                    "dy [T,N,E]: expected a tensor of backend");
            assertMentions(
                    IllegalArgumentException.class,
                    () -> kernel.backward(ids, dy, table),
                    "dw [V,E]: expected a tensor of backend");
        }
    }

    @Test
    void closedAndReadOnlyTensorsAreRefused() {
        assertMentions(IllegalStateException.class, () -> kernel.forward(w, ids, y.readOnlyView()), "is read-only");
        assertMentions(IllegalStateException.class, () -> kernel.backward(ids, dy, dw.readOnlyView()), "is read-only");
        scope.close();
        assertMentions(IllegalStateException.class, () -> kernel.forward(w, ids, y), "tensor w [3, 2] is used after");
    }

    @Test
    void writtenTensorsGetNewVersions() {
        long[] versions = {w.version(), y.version(), dw.version()};
        kernel.forward(w, ids, y);
        kernel.backward(ids, dy, dw);
        assertEquals(versions[0], w.version());
        assertNotEquals(versions[1], y.version());
        assertNotEquals(versions[2], dw.version());
    }
}
