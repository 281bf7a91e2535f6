package org.gru4j.tasks.music;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.gru4j.random.CounterRandom;
import org.junit.jupiter.api.Test;

class SyntheticChoralesTest {
    @Test
    void isAFunctionOfTheSeed() {
        MusicData data = SyntheticChorales.data(3, 20);
        assertEquals(data.checksum(), SyntheticChorales.data(3, 20).checksum());
        assertNotEquals(data.checksum(), SyntheticChorales.data(4, 20).checksum());
        assertEquals(
                data.train(),
                SyntheticChorales.data(3, 30).train().subList(0, data.train().size()));
        assertTrue(data.description().startsWith("synthetic "));
    }

    @Test
    void fourVoicesEndOnTheTonic() {
        Set<Integer> keys = new HashSet<>();
        for (PianoRoll piece : SyntheticChorales.data(0, 60).train()) {
            assertEquals(0, piece.frames() % 16, "phrases of eight beats");
            for (int t = 0; t < piece.frames(); t++) {
                assertTrue(piece.count(t) >= 2 && piece.count(t) <= 4, "voices may meet");
            }
            int[] last = piece.pitches(piece.frames() - 1);
            int tonic = last[0] % 12;
            int[] intervals = Arrays.stream(last)
                    .map(pitch -> (pitch - tonic) % 12)
                    .distinct()
                    .sorted()
                    .toArray();
            assertEquals(3, intervals.length);
            assertEquals(7, intervals[2]);
            assertFalse(intervals[1] < 3 || intervals[1] > 4, "a minor third or a major one");
            keys.add(tonic);
        }
        assertEquals(12, keys.size());
    }

    @Test
    void everyTriadCanFollowEveryOther() {
        Voicing voicing = new Voicing();
        CounterRandom random = new CounterRandom(5, 0, 0);
        int[][] shapes = {{0, 4, 7}, {0, 3, 7}, {0, 3, 6}, {0, 4, 8}};
        for (int k = 0; k < 2000; k++) {
            int root = (int) (random.uniform(2 * k) * 12);
            int[] shape = shapes[(int) (random.uniform(2 * k + 1) * 4)];
            int[] classes =
                    Arrays.stream(shape).map(interval -> (root + interval) % 12).toArray();
            int[] chord = voicing.next(classes, bound -> bound / 2);
            assertEquals(root, chord[0] % 12);
            for (int voice = 1; voice < 4; voice++) {
                assertTrue(chord[voice] >= chord[voice - 1]);
            }
            assertEquals(
                    Arrays.stream(classes).boxed().collect(Collectors.toSet()),
                    Arrays.stream(chord).map(pitch -> pitch % 12).boxed().collect(Collectors.toSet()));
        }
    }
}
