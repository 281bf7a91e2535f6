package org.gru4j.tasks.music;

import java.util.List;

/**
 * The baseline that repeats the last frame, smoothed: each key continues or begins to sound as often as it did in
 * training, independently of all others.
 * <pre>
 *   p_k = (frames with k after ones with s + ½) ÷ (frames after ones with s + 1)      s: k sounds, or k doesn't
 * </pre>
 * The first frame is predicted by {@link KeyFrequencies}.
 */
public final class LastFrame implements FramePredictor {
    private final KeyFrequencies first;
    private final double[] afterOn = new double[PianoRoll.KEYS];
    private final double[] afterOff = new double[PianoRoll.KEYS];

    /**
     * Counts the transitions of keys.
     *
     * @param pieces the training part
     */
    public LastFrame(List<PianoRoll> pieces) {
        first = new KeyFrequencies(pieces);
        for (int key = 0; key < PianoRoll.KEYS; key++) {
            long[][] counts = new long[2][2];
            for (PianoRoll piece : pieces) {
                for (int t = 1; t < piece.frames(); t++) {
                    counts[piece.isOn(t - 1, key) ? 1 : 0][piece.isOn(t, key) ? 1 : 0]++;
                }
            }
            afterOff[key] = KeyFrequencies.smoothed(counts[0][1], counts[0][0] + counts[0][1]);
            afterOn[key] = KeyFrequencies.smoothed(counts[1][1], counts[1][0] + counts[1][1]);
        }
    }

    @Override
    public void predict(PianoRoll piece, int t, double[] probabilities) {
        if (t == 0) {
            first.predict(piece, t, probabilities);
            return;
        }
        for (int key = 0; key < PianoRoll.KEYS; key++) {
            probabilities[key] = piece.isOn(t - 1, key) ? afterOn[key] : afterOff[key];
        }
    }
}
