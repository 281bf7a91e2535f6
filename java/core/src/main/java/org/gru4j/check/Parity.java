package org.gru4j.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How far an outcome in 32-bit floats may be from the expected one.
 *
 * <p>A sum of K products in floats is off by about ε·√K times the size of what is summed, ε = 2⁻²³ (rounding errors add up
 * like a random walk). A value passes through at most T+L−1 cells on its way through T steps and L layers; each carries
 * the errors before it on, by a factor below 1, and adds its own. Hence for each tensor, with one constant for all of
 * them:
 * <pre>
 *   tolerance = C · ε · √K · √(T+L−1) · scale
 * </pre>
 * K is I+H for outputs (y, sT, dx, ds0; the largest I of all layers), and T·N times the number of passes for the
 * gradients of parameters, plus I+H, since what they add up are such sums already. The scale is the largest expected
 * value of the tensor, but at least a tenth of the largest in its group, which are the states (y, sT), the gradients of
 * inputs (dx, ds0), and those of parameters: what is small because its terms cancel still carries its terms' errors. In
 * a layer of a unit or two a whole group can be small for that reason (x·W near 0; h − o and dy + dh in the gradient of
 * a gate): the scale is therefore also at least a tenth of the largest single term. Of states that is an initial state,
 * or an input times a weight, at most 1; of the gradients of inputs an upstream gradient times a weight, of those of
 * weights one times an input or a state, and of those of biases one times 1, which is what a bias is a weight of.
 *
 * <p>Where sums are so short that √K · √(T+L−1) makes less than one term of that tenth, what a single term is off by
 * counts: u⊙h and (1−u)⊙o of one unit, say, or a step's only terms of a gradient, through the three gates, may cancel
 * to anything. Each is a product with activations, of which every one is off by ε, having been rounded, and by what
 * the sum is off that it is the σ or tanh of, which enlarge nothing: ε·√(I+H) times the largest term in there, a =
 * weight times input. So the whole is
 * <pre>
 *   tolerance = C · ε · max(√K · √(T+L−1) · scale, √(1 + (I+H)·a²) · term)
 * </pre>
 *
 * <p>Thread-safe: it has no state.
 */
public final class Parity {
    /**
     * C, found once: over a thousand random cases the largest error is a little over a third of the tolerance, over
     * 400,000 of one or two units seven tenths.
     */
    public static final double C = 4;

    private static final double EPSILON = 0x1p-23;
    private static final double FLOOR = 0.1;
    private static final int MOVES = 3;

    /** What a tensor is, and so what its sums are made of. */
    public enum Kind {
        STATE,
        INPUT_GRADIENT,
        WEIGHT_GRADIENT,
        BIAS_GRADIENT;

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
     * @param state the largest initial state
     */
    public record Factors(double upstream, double weight, double input, double state) {
        /** The largest term of what goes into an activation: a. */
        private double intoActivation() {
            return input * weight;
        }

        /** The largest single term. */
        private double term(Kind kind) {
            return switch (kind) {
                case STATE -> Math.max(state, Math.min(1, intoActivation()));
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

        /** Whether the tolerance is finite: else nothing can be told. */
        public boolean decides() {
            return tolerance < Double.POSITIVE_INFINITY;
        }

        /** The error in units of the tolerance. */
        public double ratio() {
            return error == 0 || !decides() ? 0 : error / tolerance;
        }
    }

    private Parity() {}

    /** Compares every tensor of {@code actual}, which came of floats, with the expected one. */
    public static List<Comparison> compare(RecurrentCase c, RecurrentOutcome expected, RecurrentOutcome actual) {
        return compare(c, expected.tensors(), actual.tensors());
    }

    /** Compares every tensor of {@code actual}, which came of floats, with the expected one. */
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
     * The same for weights that saturate gates, or are large enough for errors to grow from step to step. An operation
     * that rounds its result has computed the exact result of operands that are off by ε of themselves, to first
     * order; so how much errors grow shows in what becomes of the numbers that go in. The doubles are computed again,
     * {@value #MOVES} times, with each of these numbers one float further up or down; μ is the most that a tensor
     * moves by. What does not show in there is the rounding of saturated activations, which stay where they are: an
     * update gate that is 1 but for a few ε keeps all errors, and is rounded in the same direction at every step, so
     * that the errors of terms add up one by one. The tolerance is the largest of {@link #compare}'s and
     * <pre>
     *   C · √K · √(T+L−1) · μ
     *   C · ε · (T+L−1) · √(1 + (I+H)·a²) · term
     * </pre>
     * Where that reaches the scale, the tensor is not determined by what goes in as far as floats can tell: the
     * tolerance is infinite. If y is not determined, no tensor is: the gradients are those of other states, which may
     * be of another size altogether. All this is computed only of cases that are not within compare's tolerance.
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

    /** Compares one tensor, to a tolerance that the caller knows. */
    public static Comparison compare(String tensor, double[] expected, double[] actual, double tolerance) {
        return new Comparison(tensor, largestDifference(expected, actual), tolerance);
    }

    /** The tolerance of one tensor of this case. */
    public static double tolerance(RecurrentCase c, RecurrentOutcome expected, String tensor) {
        return tolerance(c, expected.tensors(), tensor);
    }

    /** The tolerance of one tensor of this case. */
    public static double tolerance(RecurrentCase c, Map<String, double[]> expected, String tensor) {
        Factors factors = factors(c, expected);
        double sums = tolerance(terms(c, tensor), cells(c), scale(expected, Parity::kind, tensor, factors));
        return Math.max(sums, toleranceOfTerm(factors, kind(tensor), c.spec().hiddenSize() + c.widestInput()));
    }

    /** How far each tensor moves at most if the numbers that go in move by one float: μ. */
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

    /** The terms of the longest sums in a tensor: K. */
    private static double terms(RecurrentCase c, String tensor) {
        double terms = c.spec().hiddenSize() + c.widestInput();
        return kind(tensor).isParameter() ? terms + (double) c.passes() * c.steps() * c.batch() : terms;
    }

    /** T+L−1. */
    private static int cells(RecurrentCase c) {
        return c.steps() + c.spec().numLayers() - 1;
    }

    private static Factors factors(RecurrentCase c, Map<String, double[]> expected) {
        double state = largestOf(c.s0());
        double input = Math.max(largest(named(expected, RecurrentOutcome.Y)), Math.max(largest(c.x()), state));
        return new Factors(Math.max(largestOf(c.dy()), largestOf(c.dsT())), c.largestWeight(), input, state);
    }

    /**
     * The scale of one tensor among all that are expected.
     *
     * @param kind what each of them is
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
     * The tolerance of sums, as above.
     *
     * @param terms K
     * @param cells T+L−1
     */
    public static double tolerance(double terms, int cells, double scale) {
        return C * EPSILON * Math.sqrt(terms) * Math.sqrt(cells) * scale;
    }

    /**
     * The tolerance of a single term, as above.
     *
     * @param terms I+H, of what goes into an activation
     */
    public static double toleranceOfTerm(Factors factors, Kind kind, double terms) {
        double a = factors.intoActivation();
        return C * EPSILON * Math.sqrt(1 + terms * a * a) * factors.term(kind);
    }

    private static double largestOf(double @Nullable [] valuesOrNull) {
        return valuesOrNull == null ? 0 : largest(valuesOrNull);
    }

    /**
     * What an outcome has of that name.
     *
     * @throws IllegalArgumentException if there is nothing
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
