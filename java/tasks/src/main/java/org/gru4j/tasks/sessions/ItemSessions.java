package org.gru4j.tasks.sessions;

import java.util.Arrays;
import java.util.List;

/** Sessions as item ids, concatenated in one array. Immutable. */
final class ItemSessions {
    private final int[] items;
    private final int[] starts; // the start of each session, and the end of the last

    private ItemSessions(int[] items, int[] starts) {
        this.items = items;
        this.starts = starts;
    }

    /**
     * Concatenates sessions.
     *
     * @throws IllegalArgumentException if a session has fewer than 2 clicks
     */
    static ItemSessions of(List<int[]> sessions) {
        int[] starts = new int[sessions.size() + 1];
        for (int s = 0; s < sessions.size(); s++) {
            if (sessions.get(s).length < 2) {
                throw new IllegalArgumentException(
                        "session " + s + ": expected at least 2 clicks but got " + sessions.get(s).length);
            }
            starts[s + 1] = Math.addExact(starts[s], sessions.get(s).length);
        }
        return new ItemSessions(sessions.stream().flatMapToInt(Arrays::stream).toArray(), starts);
    }

    /** Returns the number of sessions. */
    int count() {
        return starts.length - 1;
    }

    /** Returns the number of clicks in session s. */
    int length(int s) {
        return starts[s + 1] - starts[s];
    }

    /** Returns the item of click k, from 0, in session s. */
    int item(int s, int k) {
        return items[starts[s] + k];
    }

    /** Returns the number of clicks in all sessions. */
    int clicks() {
        return items.length;
    }

    /** Returns the number of clicks to predict: all except the first of each session. */
    int predictions() {
        return items.length - count();
    }
}
