package org.gru4j.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
    /** Steps that take as long as they say. */
    private static Contestant of(String name, double seconds, List<String> turns) {
        return count -> {
            turns.add(name + count);
            double[] times = new double[count];
            Arrays.fill(times, seconds);
            return times;
        };
    }

    @Test
    void everyRoundBeginsWithTheNext() {
        List<String> turns = new ArrayList<>();
        List<Samples> samples =
                Rounds.play(List.of(of("a", 1, turns), of("b", 2, turns), of("c", 3, turns)), 4, () -> turns.add("|"));
        List<String> rounds = turns.subList(turns.indexOf("|"), turns.size());
        assertEquals("| a1 b1 c1 | b1 c1 a1 | c1 a1 b1 | a1 b1 c1", String.join(" ", rounds));
        assertEquals(
                List.of(1.0, 2.0, 3.0), samples.stream().map(Samples::median).toList());
        assertEquals(List.of(4, 4, 4), samples.stream().map(Samples::count).toList());
    }

    @Test
    void shortStepsAreTakenSeveralATurn() {
        List<String> turns = new ArrayList<>();
        List<Samples> samples = Rounds.play(List.of(of("a", 1e-3, turns)), 2, () -> {});
        assertEquals("a5", turns.get(turns.size() - 1));
        assertEquals(10, samples.get(0).count());
    }

    @Test
    void theFirstStepOfATurnDoesNotCount() {
        int[] steps = {0};
        assertEquals(3, Contestant.of(() -> steps[0]++).run(3).length);
        assertEquals(4, steps[0]);
    }
}
