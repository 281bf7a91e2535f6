package org.gru4j.tasks.music;

import java.util.List;

/**
 * The frame-level negative log-likelihood, in nats per frame, of T frames x_1 … x_T of each piece: the binary
 * cross-entropy summed over the keys and over all predicted frames of all pieces, divided by their number.
 * <pre>
 *   NLL = −Σ_pieces Σ_t Σ_k [x_tk·ln p_tk + (1−x_tk)·ln(1−p_tk)] ÷ Σ_pieces (number of t)
 * </pre>
 * With t from 2 to T this is what the code of Bai, Kolter and Koltun (arXiv 1803.01271) computes; long pieces have more
 * weight than short ones. Chung et al. (arXiv 1412.3555) specify neither how they treat the first frame nor how they
 * average.
 *
 * @param next t from 2 to T, divided by the sum of T−1
 * @param all t from 1 to T, including the first frame, which nothing precedes, divided by the sum of T
 */
public record FrameNll(double next, double all) {
    /** Scores a predictor on pieces. */
    public static FrameNll of(FramePredictor predictor, List<PianoRoll> pieces) {
        Sum sum = new Sum();
        double[] probabilities = new double[PianoRoll.KEYS];
        for (PianoRoll piece : pieces) {
            for (int t = 0; t < piece.frames(); t++) {
                predictor.predict(piece, t, probabilities);
                sum.add(piece, t, probabilities);
            }
        }
        return sum.result();
    }

    /** Sums the likelihoods of frames, in any order. */
    public static final class Sum {
        private double first;
        private double next;
        private long firstFrames;
        private long nextFrames;

        /**
         * Adds −ln of the likelihood of frame {@code t}, where 0 is the first; {@code probabilities} [88] are those of
         * the keys.
         */
        public void add(PianoRoll piece, int t, double[] probabilities) {
            double nll = 0;
            for (int key = 0; key < PianoRoll.KEYS; key++) {
                nll -= Math.log(piece.isOn(t, key) ? probabilities[key] : 1 - probabilities[key]);
            }
            if (t == 0) {
                first += nll;
                firstFrames++;
            } else {
                next += nll;
                nextFrames++;
            }
        }

        /** Returns the mean, NaN if there was no frame. */
        public FrameNll result() {
            return new FrameNll(next / nextFrames, (first + next) / (firstFrames + nextFrames));
        }
    }
}
