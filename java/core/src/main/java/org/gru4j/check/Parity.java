package org.gru4j.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gru4j.gru.GruSpec;

/**
 * How far an outcome in 32-bit floats may be from the expected one.
 *
 * <p>A sum of K products in floats is off by about ε·√K times the size of what is summed, ε = 2⁻²³ (rounding errors add up
 * like a random walk); a recurrence of T steps carries each step's error on, by a factor below 1 a step, so that √T covers
 * their sum. Hence for each tensor, with one constant for all of them:
 * <pre>
 *   tolerance = C · ε · √K · √T · scale
 * </pre>
 * K is I+H for outputs (y, hT, dx, dh0; the largest I of all layers) and T·N times the number of passes for the gradients
 * of parameters. The scale is the largest expected value of the tensor, but at least a hundredth of the largest among all
 * outputs, or among all gradients: a tensor that is small because its terms cancel still carries its terms' errors.
 */
public final class Parity {
    /** C, found once over thousands of random cases: the largest error is about a third of the tolerance. */
    public static final double C = 4;

    private static final double EPSILON = 0x1p-23;
    private static final double FLOOR = 0.01;

    /** How one tensor compares. {@code error} is the largest absolute difference; NaN on one side only is infinite. */
    public record Comparison(String tensor, double error, double tolerance) {
        public boolean passed() {
            return error <= tolerance;
        }

        /** The error in units of the tolerance. */
        public double ratio() {
            return error == 0 ? 0 : error / tolerance;
        }
    }

    private Parity() {}

    /** Compares every tensor of {@code actual}, which came of floats, with the expected one. */
    public static List<Comparison> compare(GruCase c, GruOutcome expected, GruOutcome actual) {
        List<Comparison> comparisons = new ArrayList<>();
        for (Map.Entry<String, double[]> tensor : actual.tensors().entrySet()) {
            double[] values = expected.tensors().get(tensor.getKey());
            if (values != null) {
                comparisons.add(compare(tensor.getKey(), values, tensor.getValue(),
                        tolerance(c, expected, tensor.getKey())));
            }
        }
        return comparisons;
    }

    /** Compares one tensor, to a tolerance that the caller knows. */
    public static Comparison compare(String tensor, double[] expected, double[] actual, double tolerance) {
        return new Comparison(tensor, largestDifference(expected, actual), tolerance);
    }

    /** The tolerance of one tensor of this case. */
    public static double tolerance(GruCase c, GruOutcome expected, String tensor) {
        boolean gradient = isParameterGradient(tensor);
        GruSpec spec = c.spec();
        double terms = gradient ? (double) c.passes() * c.steps() * c.batch()
                : spec.hiddenSize() + Math.max(spec.inputSizeOf(0), spec.inputSizeOf(spec.numLayers() - 1));
        double largest = 0;
        for (Map.Entry<String, double[]> other : expected.tensors().entrySet()) {
            if (isParameterGradient(other.getKey()) == gradient) {
                largest = Math.max(largest, largest(other.getValue()));
            }
        }
        double scale = Math.max(largest(expected.tensors().get(tensor)), FLOOR * largest);
        return C * EPSILON * Math.sqrt(terms) * Math.sqrt(c.steps()) * scale;
    }

    private static boolean isParameterGradient(String tensor) {
        return tensor.indexOf('.') >= 0;
    }

    /** The largest absolute value, those that are no numbers left out. */
    public static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return largest;
    }

    private static double largestDifference(double[] expected, double[] actual) {
        if (expected.length != actual.length) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        for (int k = 0; k < expected.length; k++) {
            if (Double.isNaN(expected[k]) != Double.isNaN(actual[k])) {
                return Double.POSITIVE_INFINITY;
            }
            if (!Double.isNaN(expected[k]) && expected[k] != actual[k]) {
                largest = Math.max(largest, Math.abs(expected[k] - actual[k]));
            }
        }
        return largest;
    }
}
