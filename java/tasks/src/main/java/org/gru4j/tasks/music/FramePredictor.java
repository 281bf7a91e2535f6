package org.gru4j.tasks.music;

/** Says what comes next in a piece. */
@FunctionalInterface
public interface FramePredictor {
    /**
     * Predicts frame {@code t} from the frames before it, and from no other.
     *
     * @param t 0 for the first frame, which nothing precedes
     * @param probabilities [88] takes the probability of each key to sound
     */
    void predict(PianoRoll piece, int t, double[] probabilities);
}
