package org.gru4j.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
 * gradients of inputs an upstream gradient times a weight, of those of weights one times an input or a state, and of those
 * of biases one times 1, which is what a bias is a weight of.
 *
 * <p>Thread-safe: it has no state.
 */
public final class Parity {
    /** C, found once over a thousand random cases: the largest error is a little over a third of the tolerance. */
    public static final double C = 4;

    private static final double EPSILON = 0x1p-23;
    private static final double FLOOR = 0.1;

    /** What a tensor is, and so what its sums are made of. */
    public enum Kind {
        STATE, INPUT_GRADIENT, WEIGHT_GRADIENT, BIAS_GRADIENT;

        /** Whether two belong to one group: the gradients of weights and biases do. */
        private boolean isBeside(Kind other) {
            return this == other || isParameter() && other.isParameter();
        }

        private boolean isParameter() {
            return this == WEIGHT_GRADIENT || this == BIAS_GRADIENT;
        }
    }

    /**
     * The sizes of what sums are made of, before anything cancels.
     *
     * @param upstream the largest upstream gradient
     * @param weight the largest weight
     * @param input the largest input or state
     */
    public record Factors(double upstream, double weight, double input) {
        /** The largest single term. */
        private double term(Kind kind) {
            return switch (kind) {
                case STATE -> Math.min(1, input * weight);
                case INPUT_GRADIENT -> upstream * weight;
                case WEIGHT_GRADIENT -> upstream * input;
                case BIAS_GRADIENT -> upstream * Math.max(1, input);
            };
        }
    }

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
        GruSpec spec = c.spec();
        double terms = spec.hiddenSize() + Math.max(spec.inputSizeOf(0), spec.inputSizeOf(spec.numLayers() - 1));
        if (kind(tensor).isParameter()) {
            terms += (double) c.passes() * c.steps() * c.batch();
        }
        double upstream = Math.max(largestOf(c.dy()), largestOf(c.dhT()));
        double weight = c.weights().stream().mapToDouble(w -> Math.max(largest(w.w()), largest(w.u()))).max().orElse(0);
        double input = Math.max(largest(expected.tensors().get(GruOutcome.Y)),
                Math.max(largest(c.x()), largestOf(c.h0())));
        return tolerance(terms, c.steps() + spec.numLayers() - 1,
                scale(expected.tensors(), Parity::kind, tensor, new Factors(upstream, weight, input)));
    }

    /**
     * The scale of one tensor among all that are expected.
     *
     * @param kind what each of them is
     */
    public static double scale(Map<String, double[]> expected, Function<String, Kind> kind, String tensor,
            Factors factors) {
        double floor = factors.term(kind.apply(tensor));
        for (Map.Entry<String, double[]> other : expected.entrySet()) {
            if (kind.apply(other.getKey()).isBeside(kind.apply(tensor))) {
                floor = Math.max(floor, largest(other.getValue()));
            }
        }
        return Math.max(largest(expected.get(tensor)), FLOOR * floor);
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

    private static double largestOf(double[] valuesOrNull) {
        return valuesOrNull == null ? 0 : largest(valuesOrNull);
    }

    private static Kind kind(String tensor) {
        return switch (tensor) {
            case GruOutcome.Y, GruOutcome.HT -> Kind.STATE;
            case GruOutcome.DX, GruOutcome.DH0 -> Kind.INPUT_GRADIENT;
            default -> tensor.endsWith(".b") ? Kind.BIAS_GRADIENT : Kind.WEIGHT_GRADIENT;
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
