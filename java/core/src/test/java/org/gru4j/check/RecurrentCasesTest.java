package org.gru4j.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.junit.jupiter.api.Test;

class RecurrentCasesTest {
    private final List<RecurrentCase> cases = GruCases.pairwise();

    private void assertAllMeet(int count, Function<RecurrentCase, ?> first, Function<RecurrentCase, ?> second) {
        Set<List<?>> pairs = new HashSet<>();
        cases.forEach(c -> pairs.add(List.of(first.apply(c), second.apply(c))));
        assertEquals(count, pairs.size(), pairs.toString());
    }

    @Test
    void everyTwoPropertiesMeet() {
        assertAllMeet(2 * 3, c -> c.spec().cell(), c -> c.spec().direction());
        assertAllMeet(3 * 3, c -> c.spec().numLayers(), c -> c.spec().direction());
        assertAllMeet(6 * 6, c -> c.spec().inputSize(), c -> c.spec().hiddenSize());
        assertAllMeet(4 * 4, RecurrentCase::steps, RecurrentCase::batch);
        assertAllMeet(2 * 2, c -> c.spec().cell(), c -> c.spec().bias());
        assertAllMeet(2 * 2, c -> c.lengths() == null, c -> c.s0() == null);
        assertAllMeet(2 * 2, c -> c.lengths() == null, c -> c.spec().cell());
        assertAllMeet(4 * 2, RecurrentCasesTest::masks, c -> c.spec().cell());
        assertAllMeet(4 * 3, RecurrentCasesTest::masks, c -> c.spec().direction());
        assertAllMeet(4 * 2, RecurrentCasesTest::masks, c -> c.lengths() == null);
        assertAllMeet(2 * 2, RecurrentCase::passes, c -> c.spec().bias());
        assertAllMeet(3 * 2, c -> (c.dy() == null ? 1 : 0) + (c.dsT() == null ? 2 : 0), c -> c.s0() == null);
    }

    /** Which masks there are: the state's counts 1, the update's 2. */
    private static int masks(RecurrentCase c) {
        if (c.masks() == null) {
            return 0;
        }
        return (c.masks().get(0).state() == null ? 0 : 1) + (c.masks().get(0).update() == null ? 0 : 2);
    }

    @Test
    void everyLayerAndDirectionHasItsOwnMasks() {
        GruSpec spec = GruSpec.builder(2, 9)
                .numLayers(2)
                .direction(Direction.BIDIRECTIONAL)
                .build();
        RecurrentCase c = RecurrentCases.of(spec, 5, 4, true, RecurrentCases.Masks.BOTH, 1);
        assertEquals(4, c.masks().size());
        assertFalse(Arrays.equals(c.masks().get(0).state(), c.masks().get(1).state()));
        assertFalse(Arrays.equals(c.masks().get(2).update(), c.masks().get(3).update()));
    }

    @Test
    void withoutMasksTheRestIsTheSame() {
        RecurrentCase masked = RecurrentCases.of(GruSpec.of(2, 3), 5, 4, true, RecurrentCases.Masks.BOTH, 1);
        RecurrentCase without = RecurrentCases.of(GruSpec.of(2, 3), 5, 4, true, 1);
        assertNull(masked.withoutMasks().masks());
        assertArrayEquals(without.x(), masked.withoutMasks().x());
        assertArrayEquals(without.s0(), masked.s0());
        assertArrayEquals(without.dsT(), masked.dsT());
        assertSame(without, without.withoutMasks());
        assertEquals(
                without.name() + ", masks: both (left out)",
                masked.withoutMasks().name());
    }

    @Test
    void someUpstreamGradientIsAlwaysThere() {
        cases.forEach(c -> assertTrue(c.dy() != null || c.dsT() != null, c.toString()));
    }

    @Test
    void raggedCasesHaveRowsOfLengthZeroAndFullRows() {
        RecurrentCase c = RecurrentCases.of(GruSpec.of(2, 3), 5, 4, true, 1);
        assertEquals(5, c.lengths()[0]);
        assertEquals(0, c.lengths()[1]);
    }

    @Test
    void whatLiesPastALengthIsNoNumber() {
        RecurrentCase c = RecurrentCases.of(GruSpec.of(2, 3), 5, 4, true, RecurrentCases.Masks.BOTH, 1);
        for (int row = 0; row < 5 * 4; row++) {
            boolean padded = row / 4 >= c.lengths()[row % 4];
            assertEquals(padded, Double.isNaN(c.x()[row * 2]));
            assertEquals(padded, Double.isNaN(c.dy()[row * 3]));
            assertEquals(padded, Double.isNaN(c.masks().get(0).update()[row * 3]));
        }
    }

    @Test
    void allNumbersAreExactInFloat() {
        RecurrentCase c = RecurrentCases.of(GruSpec.of(2, 3), 5, 4, false, RecurrentCases.Masks.BOTH, 1);
        ReferenceStack.Weights weights = c.weights().get(0);
        ReferenceStack.Masks masks = c.masks().get(0);
        for (double[] values : List.of(
                c.x(), c.s0(), c.dy(), c.dsT(), weights.w(), weights.u(), weights.b(), masks.state(), masks.update())) {
            for (double value : values) {
                assertEquals((float) value, value);
            }
        }
    }

    @Test
    void aSeedGivesTheSameCaseAgain() {
        assertEquals(GruCases.random(5).name(), GruCases.random(5).name());
        assertArrayEquals(GruCases.random(5).x(), GruCases.random(5).x());
        assertFalse(Arrays.equals(GruCases.random(5).x(), GruCases.random(6).x()));
    }

    @Test
    void theNameTellsTheSeedAndTheShape() {
        RecurrentCase c = RecurrentCases.of(GruSpec.of(2, 3), 5, 4, true, 17);
        assertEquals("seed 17: gru, reset after T=5 N=4 I=2 H=3 L=1 forward ragged h0", c.name());
    }
}
