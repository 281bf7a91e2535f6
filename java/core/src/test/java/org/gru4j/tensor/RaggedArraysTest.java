package org.gru4j.tensor;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.gru4j.backend.reference.ReferenceBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RaggedArraysTest {
    private static final float[][][] ROWS = {{{1, 2}, {3, 4}, {5, 6}}, {}, {{7, 8}}};

    private final Scope scope = new Scope(new ReferenceBackend());
    private final Tensor x = scope.allocate("x", 3, 3, 2).fill(9);

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void rowsArePaddedWithZerosAndCutAgain() {
        RaggedArrays.pad(ROWS, x);
        assertArrayEquals(new float[] {1, 2, 0, 0, 7, 8, 3, 4, 0, 0, 0, 0, 5, 6, 0, 0, 0, 0}, x.toArray());
        int[] lengths = RaggedArrays.lengths(ROWS);
        assertArrayEquals(new int[] {3, 0, 1}, lengths);
        assertArrayEquals(ROWS, RaggedArrays.cut(x, lengths));
    }

    @Test
    void tokenIdsArePaddedWithZeros() {
        int[][] rows = {{1, 2, 3}, {}, {4}};
        int[] padded = new int[4 * 3];
        Arrays.fill(padded, 9);
        RaggedArrays.pad(rows, padded);
        assertArrayEquals(new int[] {1, 0, 4, 2, 0, 0, 3, 0, 0, 0, 0, 0}, padded);
        assertArrayEquals(new int[] {3, 0, 1}, RaggedArrays.lengths(rows));
    }

    @Test
    void aTensorOfNoStepsIsNotToBeHad() {
        assertEquals(3, RaggedArrays.steps(new int[] {1, 3, 0}));
        assertEquals(1, RaggedArrays.steps(new int[] {0, 0}));
    }

    @Test
    void errorsNameThePlace() {
        assertSays(
                ShapeException.class,
                "x: expected 3 sequences but got 2",
                () -> RaggedArrays.pad(new float[2][3][2], x));
        assertSays(
                ShapeException.class,
                "x[2]: expected at most 3 steps but got 4",
                () -> RaggedArrays.pad(new float[][][] {{}, {}, new float[4][2]}, x));
        assertSays(
                ShapeException.class,
                "x[2][0]: expected 2 features but got 3",
                () -> RaggedArrays.pad(new float[][][] {{}, {}, {{1, 2, 3}}}, x));
        assertSays(
                ShapeException.class,
                "x[1]: expected a sequence but got null",
                () -> RaggedArrays.lengths(new float[][][] {{}, null}));
        assertSays(
                ShapeException.class,
                "ids[0]: expected a sequence but got null",
                () -> RaggedArrays.lengths(new int[][] {null}));
        assertSays(
                ShapeException.class,
                "ids[1]: expected at most 1 steps but got 2",
                () -> RaggedArrays.pad(new int[][] {{}, {1, 2}}, new int[2]));
        assertSays(
                ShapeException.class,
                "ids [T,N]: expected a multiple of N = 2 but got 3",
                () -> RaggedArrays.pad(new int[][] {{}, {1, 2}}, new int[3]));
        assertSays(
                ShapeException.class,
                "lengths of x: expected 3 rows but got 1",
                () -> RaggedArrays.cut(x, new int[] {1}));
        assertSays(
                ShapeException.class,
                "lengths[1]: expected 0 to T = 3 but got 4",
                () -> RaggedArrays.cut(x, new int[] {3, 4, 0}));
        assertArrayEquals(scope.allocate("nines", 18).fill(9).toArray(), x.toArray(), "nothing was written");
    }
}
