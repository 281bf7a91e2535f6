package org.gru4j.tasks.music;

import java.util.List;

/**
 * The baseline without context: each key sounds with its frequency in the training part, independently of all others.
 * <pre>
 *   p_k = (frames with k + ½) ÷ (frames + 1)
 * </pre>
 * (the estimator of Krichevsky and Trofimov 1981, which is never 0 or 1).
 */
public final class KeyFrequencies implements FramePredictor {
    private final double[] probabilities = new double[PianoRoll.KEYS];

    /**
     * Counts the keys' frequencies.
     *
     * @param pieces the training part
     */
    public KeyFrequencies(List<PianoRoll> pieces) {
        long[] on = new long[PianoRoll.KEYS];
        long frames = 0;
        for (PianoRoll piece : pieces) {
            frames += piece.frames();
            for (int t = 0; t < piece.frames(); t++) {
                for (int pitch : piece.pitches(t)) {
                    on[pitch - PianoRoll.LOWEST]++;
                }
            }
        }
        for (int key = 0; key < PianoRoll.KEYS; key++) {
            probabilities[key] = smoothed(on[key], frames);
        }
    }

    @Override
    public void predict(PianoRoll piece, int t, double[] to) {
        System.arraycopy(probabilities, 0, to, 0, to.length);
    }

    /** Returns the smoothed probability of an event that happened {@code count} times out of {@code total}. */
    static double smoothed(long count, long total) {
        return (count + 0.5) / (total + 1);
    }
}
