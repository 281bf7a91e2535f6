package org.gru4j.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tolerances of recurrent layers: how far results in 32-bit floats may be from the expected ones.
 *
 * <p>A sum of K products in floats has an error of about ε·√K times the size of its terms, with ε = 2⁻²³ (rounding
 * errors add up like a random walk). On its way through T steps and L layers, a value passes through at most T+L−1
 * cells. Each cell passes on earlier errors, multiplied by a factor below 1, and adds its own. Hence for each tensor,
 * with one constant for all of them:
 * <pre>
 *   tolerance = C · ε · √K · √(T+L−1) · scale
 * </pre>
 * K is I+H for outputs (y, sT, dx, ds0), where I is the largest of all layers. For the gradients of parameters, K is
 * T·N times the number of passes, plus I+H, because they sum values that are such sums already.
 *
 * <p>The scale is the largest expected value of the tensor, but at least a tenth of the largest value in its group: a
 * tensor that is small because its terms cancel still has its terms' errors. The groups are the states (y, sT), the
 * gradients of inputs (dx, ds0), and the gradients of parameters. In a layer of one or two units, a whole group can be
 * small for that reason (x·W near 0; h − o and dy + dh in the gradient of a gate). The scale is therefore also at least
 * a tenth of the largest single term. That term is
 * <ul>
 * <li>for states, an initial state, or an input times a weight, at most 1;
 * <li>for the gradients of inputs, an upstream gradient times a weight;
 * <li>for the gradients of weights, an upstream gradient times an input or a state;
 * <li>for the gradients of biases, an upstream gradient times 1, which is the factor of a bias.
 * </ul>
 *
 * <p>If sums are so short that √K · √(T+L−1) times that tenth is less than one term, the error of a single term
 * matters. For example, u⊙h and (1−u)⊙o of one unit may cancel to any value, and so may the only terms of a gradient at
 * a step, through the three gates. Each such term is a product with activations. Every activation has been rounded, and
 * so has an error of ε. It also has the error of its argument, the sum inside σ or tanh, which neither function
 * enlarges: ε·√(I+H) times the largest term in that sum, a = weight times input. So the complete formula is
 * <pre>
 *   tolerance = C · ε · max(√K · √(T+L−1) · scale, √(1 + (I+H)·a²) · term)
 * </pre>
 *
 * <p>Thread-safe: it has no state.
 */
public final class Parity {
    /**
     * C, found empirically. Over a thousand random cases, the largest error is a little over a third of the tolerance;
     * over 400,000 cases of one or two units, it is seven tenths.
     */
    public static final double C = 4;

    private static final double EPSILON = 0x1p-23;
    private static final double FLOOR = 0.1;
    private static final int MOVES = 3;

    /** The kind of a tensor, which determines the terms of its sums. */
    public enum Kind {
        STATE,
        INPUT_GRADIENT,
        WEIGHT_GRADIENT,
        BIAS_GRADIENT;

        /** Returns whether two kinds belong to the same group: the gradients of weights and biases do. */
        private boolean isBeside(Kind other) {
            return this == other || isParameter() && other.isParameter();
        }

        private boolean isParameter() {
            return this == WEIGHT_GRADIENT || this == BIAS_GRADIENT;
        }
    }

    /**
     * The sizes of the factors in sums, before anything cancels.
     *
     * @param upstream the largest upstream gradient
     * @param weight the largest weight
     * @param input the largest input or state
     * @param state the largest initial state
     */
    public record Factors(double upstream, double weight, double input, double state) {
        /** Returns a, the largest term of the sum in an activation's argument. */
        private double intoActivation() {
            return input * weight;
        }

        /** Returns the largest single term. */
        private double term(Kind kind) {
            return switch (kind) {
                case STATE -> Math.max(state, Math.min(1, intoActivation()));
                case INPUT_GRADIENT -> upstream * weight;
                case WEIGHT_GRADIENT -> upstream * input;
                case BIAS_GRADIENT -> upstream * Math.max(1, input);
            };
        }
    }

    /**
     * The comparison of one tensor. {@code error} is the largest absolute difference; it is infinite if one side is NaN
     * and the other is not.
     */
    public record Comparison(String tensor, double error, double tolerance) {
        public boolean passed() {
            return error <= tolerance;
        }

        /** Returns whether the tolerance is finite; otherwise the comparison decides nothing. */
        public boolean decides() {
            return tolerance < Double.POSITIVE_INFINITY;
        }

        /** Returns the error in units of the tolerance. */
        public double ratio() {
            return error == 0 || !decides() ? 0 : error / tolerance;
        }
    }

    private Parity() {}

    /** Compares every tensor of {@code actual}, which was computed in floats, with the expected one. */
    public static List<Comparison> compare(RecurrentCase c, RecurrentOutcome expected, RecurrentOutcome actual) {
        return compare(c, expected.tensors(), actual.tensors());
    }

    /** Compares every tensor of {@code actual}, which was computed in floats, with the expected one. */
    public static List<Comparison> compare(
            RecurrentCase c, Map<String, double[]> expected, Map<String, double[]> actual) {
        List<Comparison> comparisons = new ArrayList<>();
        actual.forEach((tensor, values) -> {
            double[] exact = expected.get(tensor);
            if (exact != null) {
                comparisons.add(compare(tensor, exact, values, tolerance(c, expected, tensor)));
            }
        });
        return comparisons;
    }

    /**
     * Compares with a larger tolerance, for weights that saturate gates or are large enough for errors to grow from
     * step to step.
     *
     * <p>An operation that rounds its result has, to first order, computed the exact result of operands whose relative
     * error is ε. How errors grow therefore shows in how the results react to small changes of the inputs. The doubles
     * are computed again, {@value #MOVES} times, with each input number moved one float up or down; μ is the largest
     * change of a tensor.
     *
     * <p>This does not cover the rounding of saturated activations, which do not react to such changes. An update gate
     * that is 1 except for a few ε keeps all errors, and is rounded in the same direction at every step, so that the
     * errors of terms add up linearly. The tolerance is the largest of {@link #compare}'s and
     * <pre>
     *   C · √K · √(T+L−1) · μ
     *   C · ε · (T+L−1) · √(1 + (I+H)·a²) · term
     * </pre>
     * Where the tolerance reaches the scale, the inputs do not determine the tensor in float precision, and the
     * tolerance is infinite. If y is not determined, no tensor is: the gradients then belong to other states, and may
     * differ in magnitude. All this is computed only for cases that exceed the tolerance of {@link #compare}.
     */
    public static List<Comparison> compareGrown(
            RecurrentCase c, Map<String, double[]> expected, Map<String, double[]> actual) {
        List<Comparison> comparisons = compare(c, expected, actual);
        if (comparisons.stream().allMatch(Comparison::passed)) {
            return comparisons;
        }
        Map<String, Double> moves = moves(c, expected);
        boolean isUndetermined =
                grown(c, expected, RecurrentOutcome.Y, named(moves, RecurrentOutcome.Y)) == Double.POSITIVE_INFINITY;
        return comparisons.stream()
                .map(comparison -> {
                    String tensor = comparison.tensor();
                    return comparison.passed()
                            ? comparison
                            : new Comparison(
                                    tensor,
                                    comparison.error(),
                                    isUndetermined
                                            ? Double.POSITIVE_INFINITY
                                            : grown(c, expected, tensor, named(moves, tensor)));
                })
                .toList();
    }

    /** Compares one tensor with a given tolerance. */
    public static Comparison compare(String tensor, double[] expected, double[] actual, double tolerance) {
        return new Comparison(tensor, largestDifference(expected, actual), tolerance);
    }

    /** Returns the tolerance of one tensor of this case. */
    public static double tolerance(RecurrentCase c, RecurrentOutcome expected, String tensor) {
        return tolerance(c, expected.tensors(), tensor);
    }

    /** Returns the tolerance of one tensor of this case. */
    public static double tolerance(RecurrentCase c, Map<String, double[]> expected, String tensor) {
        Factors factors = factors(c, expected);
        double sums = tolerance(terms(c, tensor), cells(c), scale(expected, Parity::kind, tensor, factors));
        return Math.max(sums, toleranceOfTerm(factors, kind(tensor), c.spec().hiddenSize() + c.widestInput()));
    }

    /** Returns μ: how far each tensor moves at most if the input numbers move by one float. */
    private static Map<String, Double> moves(RecurrentCase c, Map<String, double[]> expected) {
        Map<String, Double> moves = new LinkedHashMap<>();
        for (int k = 0; k < MOVES; k++) {
            RecurrentOutcome.inDoubles(c.moved(k))
                    .tensors()
                    .forEach((name, values) ->
                            moves.merge(name, largestDifference(named(expected, name), values), Math::max));
        }
        return moves;
    }

    private static double grown(RecurrentCase c, Map<String, double[]> expected, String tensor, double move) {
        Factors factors = factors(c, expected);
        double terms =
                cells(c) * toleranceOfTerm(factors, kind(tensor), c.spec().hiddenSize() + c.widestInput());
        double moved = tolerance(terms(c, tensor), cells(c), move / EPSILON);
        double tolerance = Math.max(tolerance(c, expected, tensor), Math.max(terms, moved));
        return tolerance < scale(expected, Parity::kind, tensor, factors) ? tolerance : Double.POSITIVE_INFINITY;
    }

    /** Returns K, the number of terms of the longest sums in a tensor. */
    private static double terms(RecurrentCase c, String tensor) {
        double terms = c.spec().hiddenSize() + c.widestInput();
        return kind(tensor).isParameter() ? terms + (double) c.passes() * c.steps() * c.batch() : terms;
    }

    /** Returns T+L−1. */
    private static int cells(RecurrentCase c) {
        return c.steps() + c.spec().numLayers() - 1;
    }

    private static Factors factors(RecurrentCase c, Map<String, double[]> expected) {
        double state = largestOf(c.s0());
        double input = Math.max(largest(named(expected, RecurrentOutcome.Y)), Math.max(largest(c.x()), state));
        return new Factors(Math.max(largestOf(c.dy()), largestOf(c.dsT())), c.largestWeight(), input, state);
    }

    /**
     * Returns the scale of one tensor among all expected tensors.
     *
     * @param kind returns the kind of each tensor
     */
    public static double scale(
            Map<String, double[]> expected, Function<String, Kind> kind, String tensor, Factors factors) {
        double floor = factors.term(kind.apply(tensor));
        for (Map.Entry<String, double[]> other : expected.entrySet()) {
            if (kind.apply(other.getKey()).isBeside(kind.apply(tensor))) {
                floor = Math.max(floor, largest(other.getValue()));
            }
        }
        return Math.max(largest(named(expected, tensor)), FLOOR * floor);
    }

    /**
     * Returns the tolerance of sums, as above.
     *
     * @param terms K
     * @param cells T+L−1
     */
    public static double tolerance(double terms, int cells, double scale) {
        return C * EPSILON * Math.sqrt(terms) * Math.sqrt(cells) * scale;
    }

    /**
     * Returns the tolerance of a single term, as above.
     *
     * @param terms I+H, the number of terms in an activation's argument
     */
    public static double toleranceOfTerm(Factors factors, Kind kind, double terms) {
        double a = factors.intoActivation();
        return C * EPSILON * Math.sqrt(1 + terms * a * a) * factors.term(kind);
    }

    private static double largestOf(double @Nullable [] valuesOrNull) {
        return valuesOrNull == null ? 0 : largest(valuesOrNull);
    }

    /**
     * Returns an outcome's tensor of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static <V> V named(Map<String, V> outcome, String tensor) {
        V found = outcome.get(tensor);
        if (found == null) {
            throw new IllegalArgumentException(
                    "outcome: expected a tensor '" + tensor + "' but got " + outcome.keySet());
        }
        return found;
    }

    private static Kind kind(String tensor) {
        return switch (tensor) {
            case RecurrentOutcome.Y, RecurrentOutcome.ST -> Kind.STATE;
            case RecurrentOutcome.DX, RecurrentOutcome.DS0 -> Kind.INPUT_GRADIENT;
            default -> tensor.endsWith(".b") ? Kind.BIAS_GRADIENT : Kind.WEIGHT_GRADIENT;
        };
    }

    /** Returns the largest absolute value, ignoring NaN. */
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
