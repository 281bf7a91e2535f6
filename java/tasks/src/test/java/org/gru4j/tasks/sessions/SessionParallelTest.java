package org.gru4j.tasks.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
                row.append(t == 0 ? "" : ",")
                        .append(batch.ids()[at])
                        .append('>')
                        .append(batch.targets()[at]);
            }
        }
        return batch.lengths()[n] == 0 ? row + "-" : row.toString();
    }

    private static List<String> batches(SessionParallel order, int epoch) {
        List<String> batches = new ArrayList<>();
        for (int index = 0; index < order.batchesPerEpoch(); index++) {
            Batch batch = order.batch(epoch, index);
            batches.add(String.join(
                    " ",
                    IntStream.range(0, batch.size())
                            .mapToObj(n -> text(batch, n))
                            .toList()));
        }
        return batches;
    }

    @Test
    void theNextSessionTakesOverAFreeRow() {
        assertEquals(
                List.of("|0>1 |100>101", "1>2 |200>201", "|300>301 201>202", "|- 202>203"),
                batches(SessionParallel.inOrder(sessions(3, 2, 4, 2), 2, 1), 0));
    }

    @Test
    void rowsChangeHandsBetweenBatchesAlone() {
        assertEquals(
                List.of("|0>1,1>2 |100>101", "2>3,3>4 |200>201,201>202", "4>5 |300>301", "|400>401,401>402 |-"),
                batches(SessionParallel.inOrder(sessions(6, 2, 3, 2, 3), 2, 2), 0));
    }

    @Test
    void moreRowsThanSessionsStayIdle() {
        assertEquals(
                List.of("|0>1 |100>101 |-", "1>2 |- |-"), batches(SessionParallel.inOrder(sessions(3, 2), 3, 1), 0));
    }

    /** The sessions that come to their end, each a row's clicks from one fresh start to the next. */
    private static List<List<Integer>> finished(ItemSessions sessions, SessionParallel order, int epochs) {
        List<List<Integer>> finished = new ArrayList<>();
        List<List<Integer>> rows = new ArrayList<>();
        for (int k = 0; k < epochs * order.batchesPerEpoch(); k++) {
            Batch batch = order.batch(k / order.batchesPerEpoch(), k % order.batchesPerEpoch());
            for (int n = 0; n < batch.size(); n++) {
                if (k == 0) {
                    rows.add(null);
                }
                for (int t = 0; t < batch.lengths()[n]; t++) {
                    int at = t * batch.size() + n;
                    if (t == 0 && !batch.isContinued(n)) {
                        rows.set(n, new ArrayList<>(List.of(batch.ids()[at])));
                    }
                    List<Integer> row = rows.get(n);
                    assertEquals(row.get(row.size() - 1), batch.ids()[at]);
                    row.add(batch.targets()[at]);
                    if (row.size() == sessions.length(row.get(0) / 100)) {
                        finished.add(row);
                    }
                }
            }
        }
        return finished;
    }

    private static List<List<Integer>> each(ItemSessions sessions) {
        return IntStream.range(0, sessions.count())
                .mapToObj(s -> IntStream.range(0, sessions.length(s))
                        .mapToObj(k -> sessions.item(s, k))
                        .toList())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "7,3", "7,30", "56,4", "57,1", "100,4", "1,7"})
    void everyClickButTheFirstIsScoredOnceAfterAllBeforeIt(int rows, int steps) {
        ItemSessions sessions = manySessions();
        List<List<Integer>> seen = finished(sessions, SessionParallel.inOrder(sessions, rows, steps), 1);
        seen.sort((a, b) -> Integer.compare(a.get(0), b.get(0)));
        assertEquals(each(sessions), seen);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "7,3", "7,30", "56,4", "100,4"})
    void noSessionIsLearnedFromMuchMoreOftenThanAnother(int rows, int steps) {
        ItemSessions sessions = manySessions();
        SessionParallel order = SessionParallel.endless(sessions, rows, steps, 5);
        List<List<Integer>> seen = finished(sessions, order, 20);
        long[] counts = each(sessions).stream()
                .mapToLong(s -> seen.stream().filter(s::equals).count())
                .toArray();
        long most = Arrays.stream(counts).max().orElseThrow();
        assertTrue(most >= 19);
        // one pass is begun, and while the longest session is open, of at most 21 clicks, others may begin and end
        int longest = 19 / steps + 1;
        assertEquals(most, Arrays.stream(counts).min().orElseThrow(), 2 + longest / order.batchesPerEpoch());
    }

    @Test
    void noRowIsIdleInTraining() {
        SessionParallel order = SessionParallel.endless(manySessions(), 7, 3, 1);
        for (int epoch = 0; epoch < 3; epoch++) {
            assertFalse(batches(order, epoch).stream().anyMatch(batch -> batch.contains("-")));
        }
        Batch first = order.batch(1, 0);
        assertTrue(IntStream.range(0, 7).anyMatch(first::isContinued), "an epoch begins where the one before ended");
    }

    @Test
    void orderIsAFunctionOfSeedAndEpoch() {
        SessionParallel order = SessionParallel.endless(manySessions(), 4, 3, 1);
        List<String> first = batches(order, 0);
        assertNotEquals(first, batches(order, 1));
        assertEquals(first, batches(order, 0));
        assertEquals(first, batches(SessionParallel.endless(manySessions(), 4, 3, 1), 0));
        assertNotEquals(first, batches(SessionParallel.endless(manySessions(), 4, 3, 2), 0));
    }

    @Test
    void aBatchIsTheSameWhateverWasAskedForBefore() {
        SessionParallel order = SessionParallel.endless(manySessions(), 4, 3, 1);
        List<String> all = batches(order, 2);
        for (int index : new int[] {0, 17, 18, 5, 30, 5}) {
            Batch batch = order.batch(2, index);
            List<String> rows =
                    IntStream.range(0, 4).mapToObj(n -> text(batch, n)).toList();
            assertEquals(all.get(index), String.join(" ", rows));
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
