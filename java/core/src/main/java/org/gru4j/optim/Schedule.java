package org.gru4j.optim;

/** The learning rate as a function of how much of the training is done. */
@FunctionalInterface
public interface Schedule {
    /** @param progress 0 at the start of training, 1 at its end */
    double rate(double progress);

    /** Always the same. */
    static Schedule constant(double rate) {
        return progress -> rate;
    }

    /**
     * From nothing up to {@code peak} in a straight line over the first {@code warmUp} of the training, then down along half
     * a cosine to a hundredth of it (Loshchilov and Hutter, arXiv 1608.03983, without restarts).
     *
     * @param warmUp a fraction in [0, 1)
     */
    static Schedule cosine(double peak, double warmUp) {
        if (!(warmUp >= 0 && warmUp < 1)) {
            throw new IllegalArgumentException("warmUp must be in [0, 1), got " + warmUp);
        }
        double floor = peak / 100;
        return progress -> {
            if (progress < warmUp) {
                return Math.max(floor, peak * progress / warmUp);
            }
            double done = Math.min(1, (progress - warmUp) / (1 - warmUp));
            return floor + (peak - floor) * (1 + Math.cos(Math.PI * done)) / 2;
        };
    }
}
