package org.gru4j.backend.portable;

import org.gru4j.backend.Activation;

/** Activation functions and their derivatives, in doubles. */
final class Activations {
    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final double NORMAL_PEAK = 1 / Math.sqrt(2 * Math.PI);
    private static final double TWO_BY_SQRT_PI = 2 / Math.sqrt(Math.PI);
    /** From this |x| on, erf(x) is ±1 in doubles. */
    private static final double ERF_IS_ONE = 6;

    private Activations() {}

    /** Replaces the first {@code size} elements of x, the features of a step, by f(x). */
    static void forward(Activation f, double[] x, int size) {
        if (f.kind() == Activation.Kind.SOFTMAX) {
            softmax(x, size);
            return;
        }
        for (int i = 0; i < size; i++) {
            x[i] = value(f, x[i]);
        }
    }

    private static double value(Activation f, double x) {
        return switch (f.kind()) {
            case RELU -> x <= 0 ? 0 : x; // NaN stays NaN
            case LEAKY_RELU -> x > 0 ? x : f.slope() * x;
            case ELU -> x > 0 ? x : f.slope() * Math.expm1(x);
            case GELU -> x == Double.NEGATIVE_INFINITY ? 0 : x * normal(x);
            case SILU -> x == Double.NEGATIVE_INFINITY ? 0 : x * sigmoid(x);
            case TANH -> Math.tanh(x);
            case SIGMOID -> sigmoid(x);
            case SOFTMAX -> throw new AssertionError("softmax is no function of one feature");
        };
    }

    private static void softmax(double[] x, int size) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            max = Math.max(max, x[i]);
        }
        double sum = 0;
        for (int i = 0; i < size; i++) {
            x[i] = Math.exp(x[i] - max);
            sum += x[i];
        }
        for (int i = 0; i < size; i++) {
            x[i] /= sum;
        }
    }

    /** Replaces the first {@code size} elements of dy by the gradient of x. */
    static void backward(Activation f, double[] x, double[] y, double[] dy, int size) {
        if (f.kind() == Activation.Kind.SOFTMAX) {
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += y[i] * dy[i];
            }
            for (int i = 0; i < size; i++) {
                dy[i] = y[i] * (dy[i] - sum);
            }
            return;
        }
        for (int i = 0; i < size; i++) {
            dy[i] *= slope(f, x[i], y[i]);
        }
    }

    private static double slope(Activation f, double x, double y) {
        return switch (f.kind()) {
            case RELU -> x > 0 ? 1 : 0;
            case LEAKY_RELU -> x > 0 ? 1 : f.slope();
            case ELU -> x > 0 ? 1 : y + f.slope();
            case GELU -> normal(x) + x * NORMAL_PEAK * Math.exp(-x * x / 2);
            case SILU -> {
                double s = sigmoid(x);
                yield s * (1 + x * (1 - s));
            }
            case TANH -> 1 - y * y;
            case SIGMOID -> y * (1 - y);
            case SOFTMAX -> throw new AssertionError("softmax is no function of one feature");
        };
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** Returns Φ(x) = (1 + erf(x ÷ √2)) ÷ 2. */
    private static double normal(double x) {
        return (1 + erf(x * SQRT_HALF)) / 2;
    }

    /**
     * Returns erf(x) = 2 ÷ √π · exp(−x²) · Σ_n 2ⁿ·x²ⁿ⁺¹ ÷ (2n+1)!!. All terms have the same sign, so nothing cancels.
     */
    static double erf(double x) {
        if (Math.abs(x) >= ERF_IS_ONE) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return TWO_BY_SQRT_PI * Math.exp(-x * x) * sum;
    }
}
