package org.gru4j.tasks.sessions;

import java.util.List;

/**
 * The sessions of a click log that have at least two clicks. There is nothing to learn from a single click.
 *
 * @param source the origin, for messages
 * @param sessions in the order of their first rows
 * @param singleClicks the number of dropped sessions with one click
 * @param reordered the number of sessions whose rows were not in order of time
 */
public record ClickLog(String source, List<ClickSession> sessions, int singleClicks, int reordered) {
    /**
     * Creates a log.
     *
     * @throws IllegalArgumentException if there is no session
     */
    public ClickLog {
        if (sessions.isEmpty()) {
            throw new IllegalArgumentException(source + ": expected sessions of at least 2 clicks but got none"
                    + (singleClicks == 0 ? ": there are no clicks" : ": all " + singleClicks + " have one click"));
        }
        sessions = List.copyOf(sessions);
    }

    /** Returns the number of clicks in all sessions. */
    public long clicks() {
        return sessions.stream().mapToLong(session -> session.items().size()).sum();
    }
}
