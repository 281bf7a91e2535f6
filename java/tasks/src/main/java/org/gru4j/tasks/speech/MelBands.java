package org.gru4j.tasks.speech;

/**
 * Triangular filters, with equal width and spacing on the mel scale. Each filter's peak is where its neighbours end
 * (Young et al., The HTK Book, section 5.4):
 *
 * <pre>
 *     mel(f) = 2595·log10(1 + f/700)
 *     c_b = mel(low) + b·(mel(high) − mel(low))/(B + 1),  b = 0..B+1
 *     w_b(f) = max(0, min(mel(f) − c_b−1, c_b+1 − mel(f)))·(B + 1)/(mel(high) − mel(low)),  b = 1..B
 * </pre>
 */
final class MelBands {
    private final double[][] weights;
    private final int[] first;

    /**
     * @param bands B
     * @param low in Hz
     * @param high in Hz
     * @param fftSize N; filters weigh the frequencies k·sampleRate/N
     * @throws IllegalArgumentException if a filter contains none of the frequencies
     */
    MelBands(int bands, double low, double high, int sampleRate, int fftSize) {
        double width = (mel(high) - mel(low)) / (bands + 1);
        weights = new double[bands][];
        first = new int[bands];
        for (int b = 0; b < bands; b++) {
            double left = mel(low) + b * width;
            first[b] = (int) Math.floor(hertz(left) * fftSize / sampleRate) + 1;
            int end = Math.min((int) Math.ceil(hertz(left + 2 * width) * fftSize / sampleRate), fftSize / 2 + 1);
            if (end <= first[b]) {
                throw new IllegalArgumentException("mel bands: expected one of " + (fftSize / 2 + 1)
                        + " frequencies in each of " + bands + " bands but got none in number " + b);
            }
            weights[b] = new double[end - first[b]];
            for (int k = first[b]; k < end; k++) {
                double mel = mel((double) k * sampleRate / fftSize);
                weights[b][k - first[b]] = Math.max(0, Math.min(mel - left, left + 2 * width - mel)) / width;
            }
        }
    }

    static double mel(double hertz) {
        return 2595 * Math.log10(1 + hertz / 700);
    }

    static double hertz(double mel) {
        return 700 * (Math.pow(10, mel / 2595) - 1);
    }

    /** Returns B. */
    int count() {
        return weights.length;
    }

    /** Returns the sum of the powers [N/2 + 1], weighted by the filter of band b, from 0. */
    double energy(int b, double[] power) {
        double energy = 0;
        for (int k = 0; k < weights[b].length; k++) {
            energy += weights[b][k] * power[first[b] + k];
        }
        return energy;
    }
}
