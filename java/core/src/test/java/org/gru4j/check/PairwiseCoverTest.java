package org.gru4j.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PairwiseCoverTest {
    static Stream<List<Integer>> counts() {
        return Stream.of(
                List.of(2, 2),
                List.of(2, 3, 3, 6, 6, 4, 4, 3, 2, 2, 2, 3),
                List.of(1, 5, 1),
                List.of(7, 7, 7),
                List.of(2, 2, 2, 2, 2, 2, 2, 2, 2, 2));
    }

    @ParameterizedTest
    @MethodSource("counts")
    void everyPairOfChoicesOfAnyTwoFactorsOccurs(List<Integer> counts) {
        List<int[]> rows = PairwiseCover.of(counts);
        for (int f = 0; f < counts.size(); f++) {
            for (int g = 0; g < f; g++) {
                Set<List<Integer>> pairs = new HashSet<>();
                for (int[] row : rows) {
                    pairs.add(List.of(row[f], row[g]));
                }
                assertEquals(counts.get(f) * counts.get(g), pairs.size(), "factors " + f + " and " + g);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("counts")
    void everyChoiceIsOneOfItsFactor(List<Integer> counts) {
        for (int[] row : PairwiseCover.of(counts)) {
            for (int f = 0; f < row.length; f++) {
                assertTrue(row[f] >= 0 && row[f] < counts.get(f), Arrays.toString(row));
            }
        }
    }

    @Test
    void rowsAreFew() {
        int rows = PairwiseCover.of(List.of(2, 3, 3, 6, 6, 4, 4, 3, 2, 2, 2, 3)).size();
        assertTrue(rows >= 36 && rows <= 72, rows + " rows, where the two largest factors alone need 36");
    }

    @Test
    void theCoverIsTheSameEveryTime() {
        List<int[]> first = PairwiseCover.of(List.of(3, 4, 5));
        List<int[]> second = PairwiseCover.of(List.of(3, 4, 5));
        assertEquals(first.size(), second.size());
        for (int k = 0; k < first.size(); k++) {
            assertArrayEquals(first.get(k), second.get(k));
        }
    }
}
