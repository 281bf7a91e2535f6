package org.gru4j.tasks.sessions;

/** Says which item comes next. */
interface Recommender {
    /**
     * Scores every item as the one after click k of session s.
     *
     * @param k from 0; what the session has from click k + 1 on must not be looked at
     * @param scores receives [items], the higher the better
     */
    void score(ItemSessions sessions, int s, int k, float[] scores);
}
