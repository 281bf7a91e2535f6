package org.gru4j.tensor;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.gru4j.backend.reference.ReferenceBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SequenceLayoutTest {
    private static final int T = 3;
    private static final int N = 2;
    private static final int I = 4;
    private static final int BEFORE = 5;

    private final Scope scope = new Scope(new ReferenceBackend());
    /** A view that begins within its memory, so that its offset counts. */
    private final Tensor x = scope.allocate("slab", BEFORE + T * N * I + 1).view("x", BEFORE, Shape.of(T, N, I));

    @AfterEach
    void close() {
        scope.close();
    }

    /** Says by itself which one it is. */
    private static float element(int t, int n, int i) {
        return 100 * t + 10 * n + i;
    }

    private static float[][][] arrays(SequenceLayout layout) {
        boolean batchFirst = layout == SequenceLayout.BATCH_FIRST;
        float[][][] arrays = new float[batchFirst ? N : T][batchFirst ? T : N][I];
        for (int t = 0; t < T; t++) {
            for (int n = 0; n < N; n++) {
                for (int i = 0; i < I; i++) {
                    arrays[batchFirst ? n : t][batchFirst ? t : n][i] = element(t, n, i);
                }
            }
        }
        return arrays;
    }

    private static float[] flat(float[][][] arrays) {
        FloatBuffer flat = FloatBuffer.allocate(T * N * I);
        for (float[][] inner : arrays) {
            for (float[] row : inner) {
                flat.put(row);
            }
        }
        return flat.array();
    }

    private void assertHoldsTheElements() {
        for (int t = 0; t < T; t++) {
            for (int n = 0; n < N; n++) {
                for (int i = 0; i < I; i++) {
                    assertEquals(element(t, n, i), x.get((t * N + n) * I + i), "t=" + t + ", n=" + n + ", i=" + i);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void nestedArraysGoInAndOut(SequenceLayout layout) {
        long version = x.version();
        layout.copy(arrays(layout), x);
        assertHoldsTheElements();
        assertTrue(x.version() != version, "a kept copy of the tensor's values would be stale");
        assertArrayEquals(arrays(layout), layout.toArrays(x));
    }

    @ParameterizedTest
    @EnumSource
    void aFlatArrayGoesIn(SequenceLayout layout) {
        layout.copy(flat(arrays(layout)), x);
        assertHoldsTheElements();
        assertSays(
                ShapeException.class,
                "x [3, 2, 4]: expected 24 floats but got 25",
                () -> layout.copy(new float[25], x));
    }

    static Stream<Arguments> buffers() {
        IntFunction<FloatBuffer> heap = FloatBuffer::allocate;
        IntFunction<FloatBuffer> direct = size -> ByteBuffer.allocateDirect(4 * size)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        IntFunction<FloatBuffer> swapped = size -> ByteBuffer.allocateDirect(4 * size)
                .order(
                        ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                                ? ByteOrder.BIG_ENDIAN
                                : ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        IntFunction<FloatBuffer> bytes = size -> ByteBuffer.allocate(4 * size).asFloatBuffer();
        return Stream.of(SequenceLayout.values())
                .flatMap(layout -> Stream.of(heap, direct, swapped, bytes)
                        .map(create -> Arguments.of(layout, create.apply(T * N * I + 5))));
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void buffersAreReadAndWrittenFromTheirPositionOn(SequenceLayout layout, FloatBuffer buffer) {
        buffer.position(2);
        buffer.put(flat(arrays(layout))).position(2);
        layout.copy(buffer, x);
        assertHoldsTheElements();
        assertEquals(2 + T * N * I, buffer.position());

        buffer.clear().put(new float[buffer.capacity()]).position(3);
        layout.copy(x, buffer);
        assertEquals(3 + T * N * I, buffer.position());
        float[] written = new float[buffer.capacity()];
        buffer.rewind().get(written);
        float[] expected = new float[buffer.capacity()];
        System.arraycopy(flat(arrays(layout)), 0, expected, 3, T * N * I);
        assertArrayEquals(expected, written);
    }

    @ParameterizedTest
    @EnumSource
    void aShortBufferStaysWhereItIs(SequenceLayout layout) {
        FloatBuffer buffer = FloatBuffer.allocate(T * N * I).position(1);
        String says = "x [3, 2, 4]: expected 24 floats but the buffer has 23 remaining";
        assertSays(ShapeException.class, says, () -> layout.copy(buffer, x));
        assertSays(ShapeException.class, says, () -> layout.copy(x, buffer));
        assertEquals(1, buffer.position());
        assertThrows(
                ReadOnlyBufferException.class,
                () -> layout.copy(x, buffer.rewind().asReadOnlyBuffer()));
    }

    @Test
    void oneSequenceIsAnArrayOfItsSteps() {
        float[][] sequence = {{1, 2}, {3, 4}, {5, 6}};
        Tensor one = scope.allocate("x", 3, 1, 2);
        SequenceLayout.copySequence(sequence, one);
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, one.toArray());
        assertArrayEquals(sequence, SequenceLayout.toSequence(one));
        assertSays(
                ShapeException.class,
                "x [T,1,I]: expected [3, 1, 4] but got [3, 2, 4]",
                () -> SequenceLayout.toSequence(x));
        assertSays(
                ShapeException.class,
                "x[0][2]: expected 2 features but got 1",
                () -> SequenceLayout.copySequence(new float[][] {{1, 2}, {3, 4}, {5}}, one));
    }

    @Test
    void errorsNameThePlaceAndLeaveTheTensorAlone() {
        float[][][] batchFirst = arrays(SequenceLayout.BATCH_FIRST);
        assertSays(
                ShapeException.class,
                "x: expected 3 steps but got 2",
                () -> SequenceLayout.TIME_MAJOR.copy(batchFirst, x));
        batchFirst[1][2] = new float[I - 1];
        assertSays(
                ShapeException.class,
                "x[1][2]: expected 4 features but got 3",
                () -> SequenceLayout.BATCH_FIRST.copy(batchFirst, x));
        batchFirst[1] = new float[T + 1][I];
        assertSays(
                ShapeException.class,
                "x[1]: expected 3 steps but got 4",
                () -> SequenceLayout.BATCH_FIRST.copy(batchFirst, x));
        batchFirst[1] = null;
        assertSays(
                ShapeException.class,
                "x[1]: expected 3 steps but got null",
                () -> SequenceLayout.BATCH_FIRST.copy(batchFirst, x));
        assertSays(
                ShapeException.class,
                "x: expected 2 sequences but got null",
                () -> SequenceLayout.BATCH_FIRST.copy((float[][][]) null, x));
        assertArrayEquals(new float[T * N * I], x.toArray());
        Tensor plane = scope.allocate("plane", 2, 3);
        assertSays(
                ShapeException.class,
                "plane [T,N,I]: expected 3 dimensions but got [2, 3]",
                () -> SequenceLayout.BATCH_FIRST.toArrays(plane));
    }
}
