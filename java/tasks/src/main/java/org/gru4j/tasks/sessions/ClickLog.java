package org.gru4j.tasks.sessions;

import java.util.List;

/**
 * A click log's sessions: those of two clicks or more, for of one click there is nothing to learn.
 *
 * @param source where it is from, for messages
 * @param sessions in the order of their first rows
 * @param singleClicks how many sessions of one click were dropped
 * @param reordered in how many sessions the rows were not in order of time
 */
public record ClickLog(String source, List<ClickSession> sessions, int singleClicks, int reordered) {
    /** A log without a session to learn from is refused. */
    public ClickLog {
        if (sessions.isEmpty()) {
            throw new IllegalArgumentException(source + ": expected sessions of at least 2 clicks but got none"
                    + (singleClicks == 0 ? ": there are no clicks" : ": all " + singleClicks + " have one click"));
        }
        sessions = List.copyOf(sessions);
    }

    /** How many clicks the sessions have. */
    public long clicks() {
        return sessions.stream().mapToLong(session -> session.items().size()).sum();
    }
}
