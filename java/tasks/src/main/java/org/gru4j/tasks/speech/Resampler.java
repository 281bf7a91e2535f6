package org.gru4j.tasks.speech;

/**
 * Changes the sample rate by band-limited interpolation (Smith, Gossett 1984, A flexible sampling-rate conversion
 * method): each new sample is the sum of the old ones, weighted by a sinc whose cut-off is half of the lower rate, in a
 * Hann window of {@value #ZEROS} zeros to either side. The weights are scaled to sum to 1, also at the ends.
 */
final class Resampler {
    private static final int ZEROS = 16;

    private Resampler() {}

    /** @return as many samples as fit into the same time, rounded down */
    static float[] resample(float[] samples, int from, int to) {
        if (from == to) {
            return samples;
        }
        float[] result = new float[(int) ((long) samples.length * to / from)];
        double cutoff = Math.min(1, (double) to / from); // as a share of the old samples' bandwidth
        double reach = ZEROS / cutoff;
        for (int k = 0; k < result.length; k++) {
            double centre = (double) k * from / to;
            double sum = 0;
            double weights = 0;
            int end = (int) Math.min(samples.length - 1, Math.floor(centre + reach));
            for (int n = (int) Math.max(0, Math.ceil(centre - reach)); n <= end; n++) {
                double distance = n - centre;
                double weight = sinc(distance * cutoff) * (0.5 + 0.5 * Math.cos(Math.PI * distance / reach));
                sum += weight * samples[n];
                weights += weight;
            }
            result[k] = (float) (sum / weights);
        }
        return result;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }
}
