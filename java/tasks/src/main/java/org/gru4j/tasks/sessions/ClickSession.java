package org.gru4j.tasks.sessions;

import java.util.List;

/**
 * The clicks of one session, in order of time.
 *
 * @param items the names of the items
 * @param end the time of the last click, in the log's unit
 */
public record ClickSession(String id, List<String> items, double end) {
    /** Returns the number of clicks to predict: all except the first. */
    public int predictions() {
        return Math.max(0, items.size() - 1);
    }
}
