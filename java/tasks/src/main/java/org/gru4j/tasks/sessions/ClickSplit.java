package org.gru4j.tasks.sessions;

import java.util.Comparator;
import java.util.List;

/**
 * Splits a log by time into three parts: the sessions that end last are the test part, those before them the validation
 * part, and all others the training part. (In the papers the last day is the test part.) Sessions that end at the same
 * time stay together, in the later part. Each part is ordered by the sessions' ends.
 */
record ClickSplit(List<ClickSession> training, List<ClickSession> validation, List<ClickSession> test) {
    /**
     * Splits a log.
     *
     * @param heldOut the share of the sessions in the validation part, and also the share in the test part
     * @throws IllegalArgumentException if a part would be empty
     */
    static ClickSplit of(ClickLog log, double heldOut) {
        if (!(heldOut > 0 && heldOut < 0.5)) {
            throw new IllegalArgumentException(
                    "share held out: expected more than 0 and less than 0.5 but got " + heldOut);
        }
        List<ClickSession> sorted = log.sessions().stream()
                .sorted(Comparator.comparingDouble(ClickSession::end))
                .toList();
        int size = (int) Math.max(1, Math.round(heldOut * sorted.size()));
        int test = firstOfItsTime(sorted, sorted.size() - size);
        int validation = firstOfItsTime(sorted, test - size);
        if (validation <= 0) {
            throw new IllegalArgumentException(log.source() + ": expected sessions that end at different times, so that"
                    + " the last " + heldOut + " of them can be held out for the test and those before for validation,"
                    + " but of " + sorted.size() + " sessions none is left to train on");
        }
        return new ClickSplit(
                sorted.subList(0, validation), sorted.subList(validation, test), sorted.subList(test, sorted.size()));
    }

    private static int firstOfItsTime(List<ClickSession> sorted, int index) {
        int first = index;
        while (first > 0 && sorted.get(first - 1).end() == sorted.get(first).end()) {
            first--;
        }
        return first;
    }
}
