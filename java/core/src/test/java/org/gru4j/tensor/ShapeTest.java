package org.gru4j.tensor;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ShapeTest {
    @Test
    void sizeIsTheProductOfTheDimensions() {
        assertEquals(120, Shape.of(5, 3, 8).size());
    }

    @Test
    void noDimensionsMeanOneElement() {
        assertEquals(1, Shape.of().size());
    }

    @Test
    void zeroIsNoDimension() {
        assertSays(ShapeException.class, "shape [5, 0, 8]: every dimension must be positive", () -> Shape.of(5, 0, 8));
    }

    @Test
    void negativeIsNoDimension() {
        assertSays(ShapeException.class, "shape [5, -1]: every dimension must be positive", () -> Shape.of(5, -1));
    }

    @Test
    void twoNegativesDoNotMakeAPositive() {
        assertSays(ShapeException.class, "shape [-5, -1]: every dimension must be positive", () -> Shape.of(-5, -1));
    }

    @Test
    void theLargestTensorIsAllowed() {
        assertEquals((1 << 29) - 1, Shape.of((1 << 29) - 1).size());
    }

    @Test
    void oneFloatMoreIsRefusedWithTheSizes() {
        assertSays(
                ShapeException.class,
                "shape [32768, 16384] has 536870912 floats, at most 536870911 (2^29-1) fit into one tensor",
                () -> Shape.of(1 << 15, 1 << 14));
    }

    @Test
    void aProductThatWrapsRoundToZeroIsRefused() {
        assertMentions(ShapeException.class, () -> Shape.of(1 << 16, 1 << 16, 1 << 16, 1 << 16), "more than 2^63");
    }

    @Test
    void aProductThatWrapsRoundToASmallNumberIsRefused() {
        int big = (1 << 30) + 1; // big · 4 = 4 in an int
        assertMentions(ShapeException.class, () -> Shape.of(big, 4), "4294967300 floats");
    }

    @Test
    void theProductOfTheLargestDimensionsIsRefused() {
        assertMentions(
                ShapeException.class,
                () -> Shape.of(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 1),
                "more than 2^63");
    }

    @Test
    void keepsItsDimensionsWhenTheArrayGivenChanges() {
        int[] dims = {2, 3};
        Shape shape = Shape.of(dims);
        dims[0] = 7;
        shape.toArray()[1] = 7;
        assertArrayEquals(new int[] {2, 3}, shape.toArray());
    }

    @Test
    void shapesOfTheSameDimensionsAreEqual() {
        assertEquals(Shape.of(2, 3), Shape.of(2, 3));
        assertEquals(Shape.of(2, 3).hashCode(), Shape.of(2, 3).hashCode());
        assertNotEquals(Shape.of(2, 3), Shape.of(3, 2));
        assertNotEquals(Shape.of(6), Shape.of(6, 1));
    }

    @Test
    void isComparesRankAndDimensions() {
        assertTrue(Shape.of(4).is(4));
        assertTrue(Shape.of(4, 5).is(4, 5));
        assertTrue(Shape.of(4, 5, 6).is(4, 5, 6));
        assertFalse(Shape.of(4, 1).is(4));
        assertFalse(Shape.of(4).is(4, 1));
        assertFalse(Shape.of(4, 5).is(4, 5, 1));
        assertFalse(Shape.of(4, 5, 6).is(4, 5, 7));
    }

    @Test
    void readsAsItsDimensions() {
        assertEquals("[5, 3, 8]", Shape.of(5, 3, 8).toString());
    }
}
