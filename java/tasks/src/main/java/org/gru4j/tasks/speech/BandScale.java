package org.gru4j.tasks.speech;

import java.util.Arrays;
import java.util.List;

/**
 * Scales each band to mean 0 and standard deviation 1 over all frames of the utterances that it was fitted to.
 *
 * @param mean of each band
 * @param deviation of each band; 1 where a band does not vary
 */
record BandScale(double[] mean, double[] deviation) {
    /**
     * A band with a smaller deviation counts as constant: so small a variation is rounding error of the features, which
     * are logarithms in floats.
     */
    private static final double CONSTANT = 1e-5;

    /** @throws IllegalArgumentException if there is not a mean and a positive deviation for each band */
    BandScale {
        if (mean == null
                || deviation == null
                || mean.length != LogMel.BANDS
                || deviation.length != LogMel.BANDS
                || !Arrays.stream(mean).allMatch(Double::isFinite)
                || !Arrays.stream(deviation).allMatch(value -> value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException("band scale: expected " + LogMel.BANDS + " means and as many positive"
                    + " deviations but got " + Arrays.toString(mean) + " and " + Arrays.toString(deviation));
        }
    }

    /** Fits a scale to the training part. */
    static BandScale of(List<Utterance> training) {
        double[] mean = new double[LogMel.BANDS];
        double[] deviation = new double[LogMel.BANDS];
        long frames = training.stream().mapToLong(Utterance::frames).sum();
        if (frames == 0) {
            throw new IllegalArgumentException("utterances to scale by: expected at least one but got none");
        }
        for (Utterance utterance : training) {
            for (int e = 0; e < utterance.features().length; e++) {
                mean[e % LogMel.BANDS] += utterance.features()[e] / frames;
            }
        }
        for (Utterance utterance : training) {
            for (int e = 0; e < utterance.features().length; e++) {
                double difference = utterance.features()[e] - mean[e % LogMel.BANDS];
                deviation[e % LogMel.BANDS] += difference * difference / frames;
            }
        }
        for (int b = 0; b < LogMel.BANDS; b++) {
            deviation[b] = Math.sqrt(deviation[b]) < CONSTANT ? 1 : Math.sqrt(deviation[b]);
        }
        return new BandScale(mean, deviation);
    }

    /** Returns the utterance with scaled features. */
    Utterance apply(Utterance utterance) {
        float[] scaled = new float[utterance.features().length];
        for (int e = 0; e < scaled.length; e++) {
            int b = e % LogMel.BANDS;
            scaled[e] = (float) ((utterance.features()[e] - mean[b]) / deviation[b]);
        }
        return new Utterance(utterance.name(), utterance.word(), scaled);
    }
}
