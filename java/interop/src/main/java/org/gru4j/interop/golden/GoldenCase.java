package org.gru4j.interop.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.gru4j.check.Parity;
import org.gru4j.check.RecurrentCase;
import org.gru4j.check.RecurrentOutcome;
import org.gru4j.interop.pytorch.PyTorchWeights;
import org.gru4j.recurrent.RecurrentSpec;

/**
 * A golden case: the inputs of one model and the results that another system computed from them. {@link GoldenFile}
 * reads it.
 *
 * <p>Immutable as long as nobody writes into its arrays.
 *
 * @param framework the system that computed the results, as free text
 * @param doublePrecision whether the results were computed in float64
 * @param input the model and its inputs, in gru4j's layout
 * @param expected the results of the other system, in its layout: {@code output}, {@code h_n}, {@code c_n}, {@code
 *     grad_x}, {@code grad_h0}, {@code grad weight_ih_l0}, …
 * @param tolerance the tolerance that the file itself contains, if any: absolute for outputs and final states; for
 *     gradients it is multiplied by the larger of 1 and the largest expected value
 */
public record GoldenCase(
        String framework,
        boolean doublePrecision,
        RecurrentCase input,
        Map<String, double[]> expected,
        OptionalDouble tolerance) {
    static final String OUTPUT = "output";
    static final String GRAD_X = "grad_x";
    /** The final h, and the final c of LSTMs. */
    static final List<String> FINAL_STATES = List.of("h_n", "c_n");
    /** The gradient of the initial h, and of the initial c of LSTMs. */
    static final List<String> GRAD_INITIAL_STATES = List.of("grad_h0", "grad_c0");

    static final String GRADIENT = "grad ";

    /**
     * The tolerance between two results in doubles, relative to the largest value. Each value is a sum of some thousand
     * terms.
     */
    private static final double DOUBLE_TOLERANCE = 1e-12;

    /**
     * Compares the outcome that a backend computed in floats with the expected results. The tolerance is the file's
     * own, or else the one that {@link Parity} derives from the case.
     *
     * @param actual the outcome of a training pass; its gradients are compared too
     * @throws IllegalArgumentException if it is not the outcome of a training pass
     */
    public List<Parity.Comparison> compare(RecurrentOutcome actual) {
        RecurrentOutcome inDoubles = RecurrentOutcome.inDoubles(input);
        List<Parity.Comparison> comparisons = new ArrayList<>();
        toPyTorch(actual).forEach((name, tensor) -> {
            double[] wanted = expected.get(name);
            if (wanted != null) {
                double allowed = tolerance.isPresent()
                        ? statedTolerance(name, wanted)
                        : Parity.tolerance(input, inDoubles, tensor.ours());
                comparisons.add(Parity.compare(name, wanted, tensor.values(), allowed));
            }
        });
        return comparisons;
    }

    /**
     * Compares the doubles that the reference computes with the expected results. The tolerance is 1e-12, multiplied by
     * the larger of 1 and the largest expected value.
     *
     * @throws IllegalStateException if the expected results are in float32
     */
    public List<Parity.Comparison> compareDoubles() {
        if (!doublePrecision) {
            throw new IllegalStateException(input + ": expected results in float64 but they are in float32");
        }
        List<Parity.Comparison> comparisons = new ArrayList<>();
        toPyTorch(RecurrentOutcome.inDoubles(input)).forEach((name, tensor) -> {
            double[] wanted = expected.get(name);
            if (wanted != null) {
                comparisons.add(Parity.compare(
                        name, wanted, tensor.values(), DOUBLE_TOLERANCE * Math.max(1, Parity.largest(wanted))));
            }
        });
        return comparisons;
    }

    private double statedTolerance(String name, double[] wanted) {
        boolean output = name.equals(OUTPUT) || FINAL_STATES.contains(name);
        return tolerance.getAsDouble() * (output ? 1 : Math.max(1, Parity.largest(wanted)));
    }

    /**
     * A tensor in the other system's layout.
     *
     * @param ours the name of gru4j's tensor that it was made from
     */
    private record Mapped(String ours, double[] values) {}

    private Map<String, Mapped> toPyTorch(RecurrentOutcome outcome) {
        Map<String, Mapped> theirs = new LinkedHashMap<>();
        Map<String, double[]> ours = outcome.tensors();
        theirs.put(OUTPUT, mapped(ours, RecurrentOutcome.Y));
        theirs.put(GRAD_X, mapped(ours, RecurrentOutcome.DX));
        RecurrentSpec spec = input.spec();
        for (int s = 0; s < spec.cell().states(); s++) {
            theirs.put(FINAL_STATES.get(s), state(RecurrentOutcome.ST, ours, s));
            theirs.put(GRAD_INITIAL_STATES.get(s), state(RecurrentOutcome.DS0, ours, s));
        }
        for (int k = 0; k < spec.kernelCount(); k++) {
            String prefix = RecurrentOutcome.gradientPrefix(spec, k);
            String suffix = "_" + PyTorchWeights.suffix(spec, k);
            PyTorchWeights.gradientsToPyTorch(
                            spec, named(ours, prefix + ".W"), named(ours, prefix + ".U"), ours.get(prefix + ".b"))
                    .forEach((name, values) -> theirs.put(
                            GRADIENT + name + suffix,
                            new Mapped(
                                    prefix + (name.startsWith("bias") ? ".b" : name.equals("weight_ih") ? ".W" : ".U"),
                                    values)));
        }
        return theirs;
    }

    /** Returns PyTorch's h ({@code s} = 0) or c (1) [L·D,N,H] from gru4j's states [L·D·S,N,H]. */
    private Mapped state(String name, Map<String, double[]> ours, int s) {
        double[] states = named(ours, name);
        int perUnit = input.spec().cell().states();
        int size = input.batch() * input.spec().hiddenSize();
        double[] one = new double[states.length / perUnit];
        for (int k = 0; k * size < one.length; k++) {
            System.arraycopy(states, (k * perUnit + s) * size, one, k * size, size);
        }
        return new Mapped(name, one);
    }

    private static Mapped mapped(Map<String, double[]> ours, String name) {
        return new Mapped(name, named(ours, name));
    }

    private static double[] named(Map<String, double[]> ours, String name) {
        double[] values = ours.get(name);
        if (values == null) {
            throw new IllegalArgumentException(
                    "outcome: expected the outcome of a training pass, with '" + name + "', but got " + ours.keySet());
        }
        return values;
    }

    @Override
    public String toString() {
        return input.name();
    }
}
