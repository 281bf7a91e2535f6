package org.gru4j.cli.sessions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.gru4j.random.CounterRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionParallelTest {
    /** Session s clicks 100s, 100s + 1, ... */
    private static ItemSessions sessions(int... lengths) {
        List<int[]> sessions = new ArrayList<>();
        for (int s = 0; s < lengths.length; s++) {
            sessions.add(IntStream.range(100 * s, 100 * s + lengths[s]).toArray());
        }
        return ItemSessions.of(sessions);
    }

    private static ItemSessions manySessions() {
        CounterRandom random = new CounterRandom(3, 0, 0);
        int[] lengths = new int[57];
        Arrays.setAll(lengths, s -> 2 + (int) (random.uniform(s) * 20));
        return sessions(lengths);
    }

    /** Each step as text: input>target a row, with | before what starts afresh, - for an idle row. */
    private static List<String> steps(SessionParallel.Epoch epoch, int rows) {
        int[] inputs = new int[rows];
        int[] targets = new int[rows];
        boolean[] restarts = new boolean[rows];
        List<String> steps = new ArrayList<>();
        while (epoch.hasNext()) {
            int busy = epoch.next(inputs, targets, restarts);
            StringBuilder step = new StringBuilder();
            int counted = 0;
            for (int n = 0; n < rows; n++) {
                boolean idle = targets[n] == SessionParallel.IDLE;
                counted += idle ? 0 : 1;
                step.append(restarts[n] ? " |" : " ").append(idle ? "-" : inputs[n] + ">" + targets[n]);
            }
            assertEquals(counted, busy);
            steps.add(step.toString().trim());
        }
        assertEquals(0, epoch.next(inputs, targets, restarts));
        assertEquals(steps.size(), epoch.steps());
        return steps;
    }

    @Test
    void theNextSessionTakesOverAFreeRow() {
        SessionParallel order = new SessionParallel(sessions(3, 2, 4, 2), 2);
        assertEquals(List.of(
                "|0>1 |100>101",
                "1>2 |200>201",
                "|300>301 201>202",
                "|- 202>203"), steps(order.inOrder(), 2));
    }

    @Test
    void moreRowsThanSessionsStayIdle() {
        assertEquals(List.of("|0>1 |100>101 |-", "1>2 |- |-"),
                steps(new SessionParallel(sessions(3, 2), 3).inOrder(), 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 56, 57, 100})
    void everyClickButTheFirstIsATargetOnce(int rows) {
        ItemSessions sessions = manySessions();
        SessionParallel order = new SessionParallel(sessions, rows);
        List<String> expected = new ArrayList<>();
        for (int s = 0; s < sessions.count(); s++) {
            for (int k = 0; k + 1 < sessions.length(s); k++) {
                expected.add((k == 0 ? "|" : "") + sessions.item(s, k) + ">" + sessions.item(s, k + 1));
            }
        }
        for (int epoch = 0; epoch < 3; epoch++) {
            List<String> steps = steps(order.epoch(5, epoch), rows);
            List<String> seen = steps.stream().flatMap(step -> Arrays.stream(step.split(" ")))
                    .filter(row -> !row.equals("|-")).sorted().toList();
            assertEquals(expected.stream().sorted().toList(), seen);
            assertTrue(steps.size() <= order.maximumSteps(), steps.size() + " of " + order.maximumSteps());
        }
    }

    @Test
    void noOrderNeedsMoreStepsThanTheBoundAndOneNeedsAsMany() {
        SessionParallel order = new SessionParallel(sessions(2, 2, 2, 2, 5), 2); // the longest last
        assertEquals(6, order.maximumSteps());
        assertEquals(6, steps(order.inOrder(), 2).size());
    }

    @Test
    void orderIsAFunctionOfSeedAndEpoch() {
        SessionParallel order = new SessionParallel(manySessions(), 4);
        List<String> first = steps(order.epoch(1, 0), 4);
        assertEquals(first, steps(new SessionParallel(manySessions(), 4).epoch(1, 0), 4));
        assertNotEquals(first, steps(order.epoch(1, 1), 4));
        assertNotEquals(first, steps(order.epoch(2, 0), 4));
    }

    @Test
    void skippingIsTakingStepsUnseen() {
        SessionParallel order = new SessionParallel(manySessions(), 4);
        List<String> all = steps(order.epoch(1, 0), 4);
        SessionParallel.Epoch epoch = order.epoch(1, 0);
        epoch.skip(30);
        assertEquals(30, epoch.steps());
        int[] inputs = new int[4];
        int[] targets = new int[4];
        boolean[] restarts = new boolean[4];
        epoch.next(inputs, targets, restarts);
        SessionParallel.Epoch same = order.epoch(1, 0);
        int[] expected = new int[4];
        for (int k = 0; k <= 30; k++) {
            same.next(expected, targets, restarts);
        }
        assertArrayEquals(expected, inputs);
        epoch.skip(Integer.MAX_VALUE);
        assertEquals(all.size(), epoch.steps());
        assertFalse(epoch.hasNext());
    }

    @Test
    void aBatchHasRows() {
        assertThrows(IllegalArgumentException.class, () -> new SessionParallel(manySessions(), 0));
        assertThrows(IllegalArgumentException.class, () -> sessions(2, 1));
    }
}
