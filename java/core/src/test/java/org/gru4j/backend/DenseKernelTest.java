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

/** What the products of dense layers check and promise, on the reference backend. */
class DenseKernelTest {
    private final ReferenceBackend backend = new ReferenceBackend();
    private final DenseKernel dense = backend.dense();
    private final Scope scope = new Scope(backend);
    private final Tensor x = scope.allocate("x", 2, 1, 3).copyFrom(1, 2, 3, 4, 5, 6);
    private final Tensor w = scope.allocate("w", 3, 2).copyFrom(1, 10, 2, 20, 3, 30);
    private final Tensor b = scope.allocate("b", 2).copyFrom(0.5f, 0.25f);
    private final Tensor y = scope.allocate("y", 2, 1, 2);
    private final Tensor dy = scope.allocate("dy", 2, 1, 2).copyFrom(1, 0, 2, 1);
    private final Tensor dx = scope.allocate("dx", 2, 1, 3);
    private final Tensor dw = scope.allocate("dw", 3, 2);
    private final Tensor db = scope.allocate("db", 2);

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void forwardIsTheProductPlusTheBias() {
        dense.forward(x, w, b, y);
        assertArrayEquals(new float[] {14.5f, 140.25f, 32.5f, 320.25f}, y.toArray());
    }

    @Test
    void forwardWithoutABiasIsTheProduct() {
        dense.forward(x, w, null, y);
        assertArrayEquals(new float[] {14, 140, 32, 320}, y.toArray());
    }

    @Test
    void backwardIsTheProductsWithTheTransposes() {
        dense.backward(x, w, dy, dx, dw, db);
        assertArrayEquals(new float[] {1, 2, 3, 12, 24, 36}, dx.toArray());
        assertArrayEquals(new float[] {9, 4, 12, 5, 15, 6}, dw.toArray());
        assertArrayEquals(new float[] {3, 1}, db.toArray());
    }

    @Test
    void backwardAddsToTheGradientsAndOverwritesDx() {
        dx.fill(7);
        dw.fill(100);
        db.fill(100);
        dense.backward(x, w, dy, dx, dw, db);
        assertArrayEquals(new float[] {1, 2, 3, 12, 24, 36}, dx.toArray());
        assertArrayEquals(new float[] {109, 104, 112, 105, 115, 106}, dw.toArray());
        assertArrayEquals(new float[] {103, 101}, db.toArray());
    }

    @Test
    void whatNobodyNeedsIsLeftOut() {
        dense.backward(x, w, dy, null, dw, null);
        assertArrayEquals(new float[] {9, 4, 12, 5, 15, 6}, dw.toArray());
    }

    @Test
    void aSmallLayerAfterALargeOneIsComputedRight() {
        dense.forward(
                scope.allocate("large", 1, 1, 50),
                scope.allocate("large w", 50, 40),
                null,
                scope.allocate("large y", 1, 1, 40));
        dense.forward(x, w, b, y);
        assertArrayEquals(new float[] {14.5f, 140.25f, 32.5f, 320.25f}, y.toArray());
    }

    @Test
    void aNanInOneRowReachesNoOther() {
        x.write(1, new float[] {Float.NaN}, 0, 1);
        dense.forward(x, w, b, y);
        assertArrayEquals(new float[] {Float.NaN, Float.NaN, 32.5f, 320.25f}, y.toArray());
    }

    @Test
    void wrongShapesAreNamed() {
        assertSays(
                ShapeException.class,
                "x [T,N,I]: expected [2, 1, 3] but got [2, 1, 2]",
                () -> dense.forward(y, w, b, y));
        assertSays(
                ShapeException.class, "x [T,N,I]: expected 3 dimensions but got [2]", () -> dense.forward(b, w, b, y));
        assertSays(ShapeException.class, "w [I,O]: expected 2 dimensions but got [2]", () -> dense.forward(x, b, b, y));
        assertSays(ShapeException.class, "b [O]: expected [2] but got [3, 2]", () -> dense.forward(x, w, w, y));
        assertSays(
                ShapeException.class,
                "y [T,N,O]: expected [2, 1, 2] but got [2, 1, 3]",
                () -> dense.forward(x, w, b, x));
        assertSays(
                ShapeException.class,
                "dy [T,N,O]: expected [2, 1, 2] but got [2, 1, 3]",
                () -> dense.backward(x, w, x, dx, dw, db));
        assertSays(
                ShapeException.class,
                "dx [T,N,I]: expected [2, 1, 3] but got [2, 1, 2]",
                () -> dense.backward(x, w, dy, y, dw, db));
        assertSays(
                ShapeException.class,
                "dw [I,O]: expected [3, 2] but got [2]",
                () -> dense.backward(x, w, dy, dx, db, db));
    }

    @Test
    void aTensorOfAnotherBackendIsRefused() {
        try (Scope other = new Scope(new RecordingBackend())) {
            Tensor foreign = other.allocate("foreign", 2, 1, 3);
            assertMentions(
                    IllegalArgumentException.class,
                    () -> dense.forward(foreign, w, b, y),
                    "x [T,N,I]: expected a tensor of backend 'reference' but got foreign [2, 1, 3]");
        }
    }

    @Test
    void aClosedTensorIsNamed() {
        scope.close();
        assertSays(
                IllegalStateException.class,
                "tensor x [2, 1, 3] is used after its scope was closed",
                () -> dense.forward(x, w, b, y));
    }

    @Test
    void outputsMustBeWritable() {
        assertMentions(
                IllegalStateException.class,
                () -> dense.forward(x, w, b, y.readOnlyView()),
                "y [2, 1, 2] is read-only");
        assertMentions(
                IllegalStateException.class, () -> dense.backward(x, w, dy, dx.readOnlyView(), dw, db), "read-only");
        assertMentions(
                IllegalStateException.class, () -> dense.backward(x, w, dy, dx, dw.readOnlyView(), db), "read-only");
        assertMentions(
                IllegalStateException.class, () -> dense.backward(x, w, dy, dx, dw, db.readOnlyView()), "read-only");
        assertEquals(0, dw.get(0));
    }

    @Test
    void writtenTensorsGetNewVersions() {
        long before = y.version();
        dense.forward(x, w, b, y);
        assertNotEquals(before, y.version());
        long[] versions = {dx.version(), dw.version(), db.version()};
        dense.backward(x, w, dy, dx, dw, db);
        assertNotEquals(versions[0], dx.version());
        assertNotEquals(versions[1], dw.version());
        assertNotEquals(versions[2], db.version());
    }
}
