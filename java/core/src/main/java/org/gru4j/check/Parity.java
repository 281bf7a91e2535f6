package org.gru4j.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gru4j.gru.GruSpec;

/**
 * How far an outcome in 32-bit floats may be from the expected one.
 *
 * <p>A sum of K products in floats is off by about ε·√K times the size of what is summed, ε = 2⁻²³ (rounding errors add up
 * like a random walk). A value passes through at most T+L−1 cells on its way through T steps and L layers; each carries
 * the errors before it on, by a factor below 1, and adds its own. Hence for each tensor, with one constant for all of them:
 * <pre>
 *   tolerance = C · ε · √K · √(T+L−1) · scale
 * </pre>
 * K is I+H for outputs (y, hT, dx, dh0; the largest I of all layers), and T·N times the number of passes for the gradients
 * of parameters, plus I+H, since what they add up are such sums already. The scale is the largest expected value of the
 * tensor, but at least a tenth of the largest in its group, which are the states (y, hT), the gradients of inputs (dx, dh0),
 * and those of parameters: what is small because its terms cancel still carries its terms' errors. In a layer of a unit or
 * two a whole group can be small for that reason (x·W near 0; h − o and dy + dh in the gradient of a gate): the scale is
 * therefore also at least a tenth of the largest single term. Of states that is an input times a weight, at most 1; of the
 * gradients of inputs an upstream gradient times a weight, of those of parameters one times an input or a state.
 */
public final class Parity {
    /** C, found once over a thousand random cases: the largest error is a little over a third of the tolerance. */
    public static final double C = 4;

    private static final double EPSILON = 0x1p-23;
    private static final double FLOOR = 0.1;

    private enum Group { STATE, INPUT_GRADIENT, PARAMETER_GRADIENT }

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
        Group group = group(tensor);
        GruSpec spec = c.spec();
        double terms = spec.hiddenSize() + Math.max(spec.inputSizeOf(0), spec.inputSizeOf(spec.numLayers() - 1));
        if (group == Group.PARAMETER_GRADIENT) {
            terms += (double) c.passes() * c.steps() * c.batch();
        }
        double largest = 0;
        for (Map.Entry<String, double[]> other : expected.tensors().entrySet()) {
            if (group(other.getKey()) == group) {
                largest = Math.max(largest, largest(other.getValue()));
            }
        }
        double scale = Math.max(largest(expected.tensors().get(tensor)), FLOOR * Math.max(largest, term(c, expected, group)));
        return tolerance(terms, c.steps() + spec.numLayers() - 1, scale);
    }

    /**
     * The tolerance of sums, as above.
     *
     * @param terms K
     * @param cells T+L−1
     */
    public static double tolerance(double terms, int cells, double scale) {
        return C * EPSILON * Math.sqrt(terms) * Math.sqrt(cells) * scale;
    }

    /** The size of one term of a group's sums, before anything cancels. */
    private static double term(GruCase c, GruOutcome expected, Group group) {
        double upstream = Math.max(largestOf(c.dy()), largestOf(c.dhT()));
        double weight = c.weights().stream().mapToDouble(w -> Math.max(largest(w.w()), largest(w.u()))).max().orElse(0);
        double input = Math.max(largest(expected.tensors().get(GruOutcome.Y)),
                Math.max(largest(c.x()), largestOf(c.h0())));
        return switch (group) {
            case STATE -> Math.min(1, input * weight);
            case INPUT_GRADIENT -> upstream * weight;
            case PARAMETER_GRADIENT -> upstream * input;
        };
    }

    private static double largestOf(double[] valuesOrNull) {
        return valuesOrNull == null ? 0 : largest(valuesOrNull);
    }

    private static Group group(String tensor) {
        return switch (tensor) {
            case GruOutcome.Y, GruOutcome.HT -> Group.STATE;
            case GruOutcome.DX, GruOutcome.DH0 -> Group.INPUT_GRADIENT;
            default -> Group.PARAMETER_GRADIENT;
        };
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
