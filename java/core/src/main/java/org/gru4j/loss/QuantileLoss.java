package org.gru4j.loss;

/**
 * The pinball loss, which is smallest when an output is the τ-quantile of the target (Koenker and Bassett, Econometrica
 * 46, 1978). With e = output − target,
 * <pre>
 *   τ·(−e)      if e &lt; 0             gradient −τ
 *   (1 − τ)·e   otherwise             gradient 1 − τ, 0 at 0
 * </pre>
 * For Q quantiles of each of K values the output is [S,N,K·Q], with the quantiles of a value next to each other. The
 * loss is summed over the quantiles and averaged over the target values that are present.
 *
 * <p>Not thread-safe: use one for each thread that computes with it.
 */
public final class QuantileLoss extends ErrorLoss {
    private final double[] quantiles;

    /** @param quantiles τ of each quantile, in (0, 1), ascending */
    public QuantileLoss(double... quantiles) {
        if (quantiles.length == 0) {
            throw new IllegalArgumentException("quantiles: expected at least one but got none");
        }
        double before = 0;
        for (double quantile : quantiles) {
            if (!(quantile > before && quantile < 1)) {
                throw new IllegalArgumentException(
                        "quantiles: expected numbers in (0, 1), ascending, but got " + quantile + " after " + before);
            }
            before = quantile;
        }
        this.quantiles = quantiles.clone();
    }

    @Override
    int outputsPerValue() {
        return quantiles.length;
    }

    @Override
    double term(double error, int q) {
        return error < 0 ? -quantiles[q] * error : (1 - quantiles[q]) * error;
    }

    @Override
    double slope(double error, int q) {
        if (error == 0) {
            return 0;
        }
        return error < 0 ? -quantiles[q] : 1 - quantiles[q];
    }
}
