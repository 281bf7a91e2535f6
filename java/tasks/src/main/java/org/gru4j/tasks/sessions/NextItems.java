package org.gru4j.tasks.sessions;

import org.gru4j.model.SequenceStream;
import org.gru4j.model.Sequential;

/** Finds the items that a model scores highest after the clicks of a session, starting with a fresh state. */
final class NextItems implements AutoCloseable {
    private final SequenceStream stream;
    private final float[] scores;
    private final int[] best;

    /**
     * Creates an instance.
     *
     * @param model not closed here
     * @param count the number of items to find; fewer if the model knows fewer
     */
    NextItems(Sequential model, int count) {
        stream = model.newStream();
        scores = new float[model.spec().outputFeatures()];
        best = new int[Math.min(count, scores.length)];
    }

    /**
     * Reads a session.
     *
     * @return the ids of the items, ordered by descending score, ties by ascending id; valid until the next call
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

    /** Returns the score of an item after the last session. */
    float score(int item) {
        return scores[item];
    }

    @Override
    public void close() {
        stream.close();
    }
}
