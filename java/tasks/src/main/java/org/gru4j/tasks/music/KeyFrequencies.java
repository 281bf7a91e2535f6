package org.gru4j.tasks.music;

import java.util.List;

/**
 * The baseline that knows no time: each key sounds with the frequency it had in training, independently of all others.
 * <pre>
 *   p_k = (frames with k + ½) ÷ (frames + 1)
 * </pre>
 * (the estimator of Krichevsky and Trofimov 1981, never 0 or 1).
 */
public final class KeyFrequencies implements FramePredictor {
    private final double[] probabilities = new double[PianoRoll.KEYS];

    /** @param pieces to count in */
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

    /** The probability of what happened {@code count} times of {@code total}. */
    static double smoothed(long count, long total) {
        return (count + 0.5) / (total + 1);
    }
}
