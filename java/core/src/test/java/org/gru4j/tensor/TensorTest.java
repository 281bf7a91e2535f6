package org.gru4j.tensor;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.testing.RecordingBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TensorTest {
    private final ReferenceBackend backend = new ReferenceBackend();
    private final Scope scope = new Scope(backend);
    private final Tensor x = scope.allocate("x", 2, 3).copyFrom(1, 2, 3, 4, 5, 6);

    @AfterEach
    void closeScope() {
        scope.close();
    }

    static Stream<Named<Consumer<Tensor>>> writes() {
        return Stream.of(
                Named.of("copyFrom floats", t -> t.copyFrom(new float[t.size()])),
                Named.of("copyFrom tensor", t -> t.copyFrom(t)),
                Named.of("write floats", t -> t.write(0, new float[1], 0, 1)),
                Named.of("write tensor", t -> t.write(0, t, 1, 1)),
                Named.of("fill", t -> t.fill(7)),
                Named.of("zero", t -> t.zero(0, 1)),
                Named.of("add", t -> t.add(0, t, 0, 1)));
    }

    static Stream<Named<Consumer<Tensor>>> uses() {
        return Stream.concat(
                writes(),
                Stream.of(
                        Named.of("get", t -> t.get(0)),
                        Named.of("read", t -> t.read(0, new float[1], 0, 1)),
                        Named.of("toArray", Tensor::toArray),
                        Named.of("toDoubles", Tensor::toDoubles),
                        Named.of("view as buffer", Tensor::view),
                        Named.of("view", t -> t.view("part", 0, Shape.of(1))),
                        Named.of("readOnlyView", Tensor::readOnlyView),
                        Named.of("storage", Tensor::storage),
                        Named.of("requireAllocator", t -> t.requireAllocator("x", t.allocator()))));
    }

    @Test
    void returnsWhatWasCopiedIn() {
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, x.toArray());
        assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, x.toDoubles());
    }

    @Test
    void getCountsRowMajor() {
        assertEquals(5, x.get(4));
    }

    @Test
    void toArrayIsIndependent() {
        x.toArray()[0] = 9;
        assertEquals(1, x.get(0));
    }

    @Test
    void writeAndReadWorkOnRanges() {
        x.write(4, new float[] {0, 50, 60}, 1, 2);
        float[] read = new float[4];
        x.read(3, read, 1, 3);
        assertArrayEquals(new float[] {0, 4, 50, 60}, read);
    }

    @Test
    void writeCopiesARangeOfAnotherTensor() {
        Tensor other = scope.allocate("other", 4).copyFrom(10, 20, 30, 40);
        x.write(1, other, 2, 2);
        assertArrayEquals(new float[] {1, 30, 40, 4, 5, 6}, x.toArray());
    }

    @Test
    void zeroLeavesTheRestAlone() {
        x.zero(1, 2);
        assertArrayEquals(new float[] {1, 0, 0, 4, 5, 6}, x.toArray());
    }

    @Test
    void addAddsARangeToARange() {
        Tensor other = scope.allocate("other", 4).copyFrom(10, 20, 30, 40);
        x.add(3, other, 1, 2);
        assertArrayEquals(new float[] {1, 2, 3, 24, 35, 6}, x.toArray());
    }

    @Test
    void addAndWriteCountFromTheStartOfAView() {
        Tensor other = scope.allocate("other", 6).copyFrom(0, 0, 0, 10, 20, 30);
        x.view("to", 1, Shape.of(4)).add(1, other.view("from", 2, Shape.of(4)), 1, 2);
        x.view("to", 1, Shape.of(5)).write(3, other.view("from", 2, Shape.of(4)), 3, 1);
        assertArrayEquals(new float[] {1, 2, 13, 24, 30, 6}, x.toArray());
    }

    @Test
    void aViewSharesTheMemoryBothWays() {
        Tensor row = x.view("row", 3, Shape.of(3));
        row.fill(9);
        x.write(5, new float[] {8}, 0, 1);
        assertArrayEquals(new float[] {1, 2, 3, 9, 9, 8}, x.toArray());
        assertArrayEquals(new float[] {9, 9, 8}, row.toArray());
    }

    @Test
    void aViewOfAViewCountsFromItsStart() {
        assertEquals(
                5, x.view("row", 3, Shape.of(3)).view("element", 1, Shape.of(1)).get(0));
    }

    @Test
    void aViewPastTheEndIsRefused() {
        assertSays(
                ShapeException.class,
                "view row [3] from element 4 on does not fit into x [2, 3]",
                () -> x.view("row", 4, Shape.of(3)));
        assertThrows(ShapeException.class, () -> x.view("row", -1, Shape.of(3)));
        assertThrows(ShapeException.class, () -> x.view("row", Integer.MAX_VALUE, Shape.of(3)));
    }

    @Test
    void aBufferViewSeesJustTheTensor() {
        FloatBuffer buffer = x.view("row", 3, Shape.of(3)).view();
        assertEquals(3, buffer.capacity());
        assertEquals(4, buffer.get(0));
        assertEquals(ByteOrder.nativeOrder(), buffer.order());
        assertTrue(buffer.isDirect());
    }

    @ParameterizedTest
    @MethodSource("writes")
    void aReadOnlyViewCannotBeWritten(Consumer<Tensor> write) {
        assertMentions(
                IllegalStateException.class, () -> write.accept(x.readOnlyView()), "tensor x [2, 3] is read-only");
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, x.toArray());
    }

    @Test
    void aViewOfAReadOnlyViewIsReadOnly() {
        Tensor part = x.readOnlyView().view("part", 0, Shape.of(2));
        assertThrows(IllegalStateException.class, () -> part.fill(0));
    }

    @Test
    void theBufferOfAReadOnlyViewIsReadOnly() {
        assertThrows(
                ReadOnlyBufferException.class, () -> x.readOnlyView().view().put(0, 1));
    }

    @Test
    void aRangePastTheEndIsRefused() {
        assertSays(IndexOutOfBoundsException.class, "elements 4 to 7 of x [2, 3]", () -> x.read(4, new float[3], 0, 3));
        assertSays(IndexOutOfBoundsException.class, "elements 6 to 7 of x [2, 3]", () -> x.get(6));
        assertThrows(IndexOutOfBoundsException.class, () -> x.get(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> x.zero(0, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> x.write(0, new float[7], 0, 7));
        assertThrows(IndexOutOfBoundsException.class, () -> x.add(1, x, 0, Integer.MAX_VALUE));
    }

    @Test
    void aViewsRangeEndsWithTheView() {
        Tensor row = x.view("row", 0, Shape.of(3));
        assertSays(IndexOutOfBoundsException.class, "elements 3 to 4 of row [3]", () -> row.get(3));
    }

    @Test
    void aRangeOfTheSourcePastItsEndIsRefused() {
        Tensor other = scope.allocate("other", 2);
        assertSays(IndexOutOfBoundsException.class, "elements 1 to 3 of other [2]", () -> x.write(0, other, 1, 2));
    }

    @Test
    void copyFromWantsAsManyFloats() {
        assertSays(ShapeException.class, "x [2, 3]: expected 6 floats but got 5", () -> x.copyFrom(1, 2, 3, 4, 5));
    }

    @Test
    void copyFromTakesDoubles() {
        x.copyFrom(new double[] {1, 2, 3, 4, 5, 6.5});
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6.5f}, x.toArray());
        assertSays(
                ShapeException.class,
                "x [2, 3]: expected 6 doubles but got 5",
                () -> x.copyFrom(new double[] {1, 2, 3, 4, 5}));
    }

    @Test
    void copyFromWantsTheSameShape() {
        Tensor other = scope.allocate("other", 3, 2);
        assertSays(ShapeException.class, "other into x: expected [2, 3] but got [3, 2]", () -> x.copyFrom(other));
    }

    @Test
    void requireShapeNamesTheTensorTheExpectedAndTheActual() {
        Tensor input = scope.allocate("anything", 5, 3, 4);
        assertSays(
                ShapeException.class,
                "x [T,N,I]: expected [5, 3, 8] but got [5, 3, 4]",
                () -> input.requireShape("x [T,N,I]", 5, 3, 8));
        assertSays(
                ShapeException.class,
                "h0 [N,H]: expected [3, 8] but got [5, 3, 4]",
                () -> input.requireShape("h0 [N,H]", 3, 8));
        assertSays(
                ShapeException.class, "b [O]: expected [60] but got [5, 3, 4]", () -> input.requireShape("b [O]", 60));
        input.requireShape("x [T,N,I]", 5, 3, 4);
    }

    @Test
    void requireAllocatorNamesBothBackends() {
        assertSays(
                IllegalArgumentException.class,
                "h0: expected a tensor of backend 'recording' but got x [2, 3] of backend 'reference'",
                () -> x.requireAllocator("h0", new RecordingBackend()));
        x.requireAllocator("h0", backend);
    }

    @ParameterizedTest
    @MethodSource("uses")
    void useAfterCloseNamesTheTensor(Consumer<Tensor> use) {
        scope.close();
        assertFalse(x.isOpen());
        assertSays(
                IllegalStateException.class, "tensor x [2, 3] is used after its scope was closed", () -> use.accept(x));
    }

    @Test
    void aViewClosesWithTheTensorThatItViews() {
        Tensor view = x.view("row", 0, Shape.of(3)).readOnlyView();
        scope.close();
        assertSays(IllegalStateException.class, "tensor row [3] is used after its scope was closed", () -> view.get(0));
    }

    @Test
    void aClosedTensorCannotBeASource() {
        Tensor open = new Scope(backend).allocate("open", 2, 3);
        scope.close();
        assertMentions(IllegalStateException.class, () -> open.copyFrom(x), "tensor x [2, 3]");
    }

    @ParameterizedTest
    @MethodSource("writes")
    void everyWriteThroughAViewChangesTheVersionOfAll(Consumer<Tensor> write) {
        long before = x.version();
        write.accept(x.view("part", 0, Shape.of(4)));
        assertNotEquals(before, x.version());
    }

    @Test
    void readingLeavesTheVersion() {
        long before = x.version();
        x.toArray();
        x.get(0);
        x.readOnlyView().view().get(0);
        x.view("part", 0, Shape.of(2)).toArray();
        assertEquals(before, x.version());
    }

    @Test
    void handingOutAWritableBufferChangesTheVersion() {
        long before = x.version();
        x.view();
        assertNotEquals(before, x.version());
    }

    @Test
    void noTwoStatesOfAnyMemoryShareAVersion() {
        Tensor other = scope.allocate("other", 1);
        assertNotEquals(x.version(), other.version());
        other.fill(1);
        assertNotEquals(x.version(), other.version());
    }

    @Test
    void readsAsNameAndShape() {
        assertEquals("x [2, 3]", x.toString());
    }
}
