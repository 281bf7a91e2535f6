package org.gru4j.cli.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.gru4j.data.Batch;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.ShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** A row as text: input>target for each step, | before a row that starts afresh; - for an idle row. */
    private static String text(Batch batch, int n) {
        StringBuilder row = new StringBuilder(batch.isContinued(n) ? "" : "|");
        for (int t = 0; t < batch.steps(); t++) {
            int at = t * batch.size() + n;
            boolean valid = t < batch.lengths()[n];
            assertEquals(valid, batch.isScored(t, n));
            assertEquals(valid, batch.targets()[at] != Batch.IGNORE);
            if (valid) {
                row.append(t == 0 ? "" : ",").append(batch.ids()[at]).append('>').append(batch.targets()[at]);
            }
        }
        return batch.lengths()[n] == 0 ? row + "-" : row.toString();
    }

    private static List<String> batches(SessionParallel order, int epoch) {
        List<String> batches = new ArrayList<>();
        for (int index = 0; index < order.batchesPerEpoch(); index++) {
            Batch batch = order.batch(epoch, index);
            batches.add(String.join(" ", IntStream.range(0, batch.size()).mapToObj(n -> text(batch, n)).toList()));
        }
        return batches;
    }

    @Test
    void theNextSessionTakesOverAFreeRow() {
        assertEquals(List.of(
                "|0>1 |100>101",
                "1>2 |200>201",
                "|300>301 201>202",
                "|- 202>203"), batches(SessionParallel.inOrder(sessions(3, 2, 4, 2), 2, 1), 0));
    }

    @Test
    void rowsChangeHandsBetweenBatchesAlone() {
        assertEquals(List.of(
                "|0>1,1>2 |100>101",
                "2>3,3>4 |200>201,201>202",
                "4>5 |300>301",
                "|- |400>401,401>402"), batches(SessionParallel.inOrder(sessions(6, 2, 3, 2, 3), 2, 2), 0));
    }

    @Test
    void moreRowsThanSessionsStayIdle() {
        assertEquals(List.of("|0>1 |100>101 |-", "1>2 |- |-"),
                batches(SessionParallel.inOrder(sessions(3, 2), 3, 1), 0));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "7,3", "7,30", "56,4", "57,1", "100,4", "1,7"})
    void everyClickButTheFirstIsATargetOnceAfterAllBeforeIt(int rows, int steps) {
        ItemSessions sessions = manySessions();
        SessionParallel shuffled = SessionParallel.shuffled(sessions, rows, steps, 5);
        assertEachOnce(sessions, SessionParallel.inOrder(sessions, rows, steps), 0);
        for (int epoch = 0; epoch < 3; epoch++) {
            assertEachOnce(sessions, shuffled, epoch);
        }
    }

    /** A row's clicks from one fresh start to the next are one whole session. */
    private static void assertEachOnce(ItemSessions sessions, SessionParallel order, int epoch) {
        List<List<Integer>> seen = new ArrayList<>();
        List<List<Integer>> open = new ArrayList<>();
        for (int index = 0; index < order.batchesPerEpoch(); index++) {
            Batch batch = order.batch(epoch, index);
            for (int n = 0; n < batch.size(); n++) {
                if (index == 0) {
                    open.add(null);
                }
                for (int t = 0; t < batch.lengths()[n]; t++) {
                    int at = t * batch.size() + n;
                    if (t == 0 && !batch.isContinued(n)) {
                        open.set(n, new ArrayList<>(List.of(batch.ids()[at])));
                        seen.add(open.get(n));
                    }
                    assertEquals(open.get(n).get(open.get(n).size() - 1), batch.ids()[at]);
                    open.get(n).add(batch.targets()[at]);
                }
            }
        }
        List<List<Integer>> expected = new ArrayList<>();
        for (int s = 0; s < sessions.count(); s++) {
            int session = s;
            expected.add(IntStream.range(0, sessions.length(s)).mapToObj(k -> sessions.item(session, k)).toList());
        }
        seen.sort((a, b) -> Integer.compare(a.get(0), b.get(0)));
        assertEquals(expected, seen);
    }

    @Test
    void noOrderNeedsMoreBatchesThanAnEpochHasAndOneNeedsAsMany() {
        ItemSessions longestLast = sessions(2, 2, 2, 2, 5);
        assertEquals(6, SessionParallel.inOrder(longestLast, 2, 1).batchesPerEpoch());
        assertEquals(6, SessionParallel.shuffled(longestLast, 2, 1, 0).batchesPerEpoch());
    }

    @Test
    void orderIsAFunctionOfSeedAndEpoch() {
        SessionParallel order = SessionParallel.shuffled(manySessions(), 4, 3, 1);
        List<String> first = batches(order, 0);
        assertNotEquals(first, batches(order, 1));
        assertEquals(first, batches(order, 0));
        assertEquals(first, batches(SessionParallel.shuffled(manySessions(), 4, 3, 1), 0));
        assertNotEquals(first, batches(SessionParallel.shuffled(manySessions(), 4, 3, 2), 0));
    }

    @Test
    void aBatchIsTheSameWhateverWasAskedForBefore() {
        SessionParallel order = SessionParallel.shuffled(manySessions(), 4, 3, 1);
        List<String> all = batches(order, 2);
        for (int index : new int[] {0, 17, 18, 5, 30, 5}) {
            Batch batch = order.batch(2, index);
            assertEquals(all.get(index), String.join(" ", IntStream.range(0, 4).mapToObj(n -> text(batch, n)).toList()));
        }
        assertTrue(all.size() > 30);
    }

    @Test
    void aBatchHasRowsAndSteps() {
        assertThrows(ShapeException.class, () -> SessionParallel.inOrder(manySessions(), 0, 1));
        assertThrows(ShapeException.class, () -> SessionParallel.inOrder(manySessions(), 1, 0));
        assertThrows(IllegalArgumentException.class, () -> sessions(2, 1));
    }
}
