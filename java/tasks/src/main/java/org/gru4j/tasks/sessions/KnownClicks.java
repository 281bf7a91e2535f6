package org.gru4j.tasks.sessions;

import java.util.ArrayList;
import java.util.List;

/**
 * Sessions reduced to the items that a model knows. Clicks on unknown items are dropped, and then sessions with fewer
 * than two remaining clicks.
 */
record KnownClicks(ItemSessions sessions, int droppedClicks, int droppedSessions) {
    /**
     * Encodes sessions.
     *
     * @param what names the sessions in messages
     * @throws IllegalArgumentException if no session remains
     */
    static KnownClicks of(String what, List<ClickSession> sessions, ItemVocabulary vocabulary) {
        List<int[]> known = new ArrayList<>();
        int droppedClicks = 0;
        for (ClickSession session : sessions) {
            int[] items = vocabulary.encode(session.items());
            droppedClicks += session.items().size() - items.length;
            if (items.length >= 2) {
                known.add(items);
            }
        }
        if (known.isEmpty()) {
            throw new IllegalArgumentException(what + ": expected sessions of at least 2 clicks on the "
                    + vocabulary.size() + " items of the training part but got none: " + sessions.size()
                    + " sessions, " + droppedClicks + " clicks on other items");
        }
        return new KnownClicks(ItemSessions.of(known), droppedClicks, sessions.size() - known.size());
    }
}
