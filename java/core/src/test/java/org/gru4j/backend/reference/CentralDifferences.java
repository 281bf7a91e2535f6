package org.gru4j.backend.reference;

import java.util.function.DoubleSupplier;

/** Gradients by differences of the loss, for want of knowing better. */
final class CentralDifferences {
    /** ε^(1/3) balances the truncation of a central difference, O(step²), with its rounding, O(ε ÷ step). */
    private static final double STEP = Math.cbrt(Math.ulp(1.0));

    private CentralDifferences() {}

    /** The gradient of {@code loss}, which reads the values, in every one of them. */
    static double[] of(double[] values, DoubleSupplier loss) {
        double[] differences = new double[values.length];
        for (int k = 0; k < values.length; k++) {
            double value = values[k];
            double step = STEP * Math.max(1, Math.abs(value));
            double above = value + step;
            double below = value - step;
            values[k] = above;
            double lossAbove = loss.getAsDouble();
            values[k] = below;
            double lossBelow = loss.getAsDouble();
            values[k] = value;
            differences[k] = (lossAbove - lossBelow) / (above - below);
        }
        return differences;
    }
}
