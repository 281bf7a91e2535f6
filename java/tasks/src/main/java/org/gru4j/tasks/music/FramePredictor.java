package org.gru4j.tasks.music;

/** Predicts the next frame of a piece. */
@FunctionalInterface
public interface FramePredictor {
    /**
     * Predicts frame {@code t} using only the frames before it.
     *
     * @param t 0 for the first frame, which nothing precedes
     * @param probabilities [88] receives the probability that each key sounds
     */
    void predict(PianoRoll piece, int t, double[] probabilities);
}
