package org.gru4j.tasks.sessions;

import java.util.Arrays;
import java.util.List;

/** Sessions as ids of items, one after the other in one array. Immutable. */
final class ItemSessions {
    private final int[] items;
    private final int[] starts; // of each session, and the end of the last

    private ItemSessions(int[] items, int[] starts) {
        this.items = items;
        this.starts = starts;
    }

    /** @throws IllegalArgumentException if one has fewer than 2 clicks */
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

    /** How many sessions. */
    int count() {
        return starts.length - 1;
    }

    /** How many clicks session s has. */
    int length(int s) {
        return starts[s + 1] - starts[s];
    }

    /** The item of session s that was clicked as number k, from 0. */
    int item(int s, int k) {
        return items[starts[s] + k];
    }

    /** How many clicks all sessions have. */
    int clicks() {
        return items.length;
    }

    /** How many clicks have one before them in their session: these are predicted. */
    int predictions() {
        return items.length - count();
    }
}
