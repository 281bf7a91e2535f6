package org.gru4j.tasks.sessions;

/** Predicts the next item of a session. */
interface Recommender {
    /**
     * Scores every item as the next one after click k of session s.
     *
     * @param k from 0; clicks from k + 1 on must not be used
     * @param scores receives [items], where higher is better
     */
    void score(ItemSessions sessions, int s, int k, float[] scores);
}
