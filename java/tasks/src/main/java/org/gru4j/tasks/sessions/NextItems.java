package org.gru4j.tasks.sessions;

import org.gru4j.model.SequenceStream;
import org.gru4j.model.Sequential;

/** The items that a model scores highest after all clicks of a session, read one after the other from a fresh state. */
final class NextItems implements AutoCloseable {
    private final SequenceStream stream;
    private final float[] scores;
    private final int[] best;

    /**
     * @param model stays the caller's
     * @param count how many items to find; fewer if the model knows fewer
     */
    NextItems(Sequential model, int count) {
        stream = model.newStream();
        scores = new float[model.spec().outputFeatures()];
        best = new int[Math.min(count, scores.length)];
    }

    /**
     * Reads a session.
     *
     * @return the ids of the items, the highest score first, of equal scores the lower ids; valid until the next call
     */
    int[] after(int... clicks) {
        stream.reset();
        for (int item : clicks) {
            stream.step(item, scores);
        }
        int found = 0;
        for (int item = 0; item < scores.length; item++) {
            int at = found;
            while (at > 0 && scores[item] > scores[best[at - 1]]) {
                at--;
            }
            if (at < best.length) {
                found = Math.min(found + 1, best.length);
                System.arraycopy(best, at, best, at + 1, found - at - 1);
                best[at] = item;
            }
        }
        return best;
    }

    /** The score of an item after the session read last. */
    float score(int item) {
        return scores[item];
    }

    @Override
    public void close() {
        stream.close();
    }
}
