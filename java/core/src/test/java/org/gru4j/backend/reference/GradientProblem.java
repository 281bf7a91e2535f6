package org.gru4j.backend.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.testing.Numbers;

/**
 * Recurrent layers, an input and the loss Σ y·dy + Σ sT·dsT for fixed random dy and dsT: its gradients by {@link ReferenceStack},
 * and by central differences.
 */
final class GradientProblem {
    static final int STEPS = 4;

    final RecurrentSpec spec;
    final int batch;
    final int[] lengths;
    final boolean initialStates;
    final List<ReferenceStack.Weights> weights = new ArrayList<>();
    final double[] x;
    final double[] s0;
    final double[] dy;
    final double[] dsT;
    /** Null for none. */
    final List<ReferenceStack.Masks> masks;

    private final ReferenceStack stack;

    /**
     * @param lengths [N]; null for two full rows
     * @param initialStates whether s0 is random; otherwise it is not given, and its gradient is the one at zero
     */
    GradientProblem(RecurrentSpec spec, int[] lengths, boolean initialStates) {
        this(spec, lengths, initialStates, false, false);
    }

    /**
     * @param stateMasks whether each layer and direction has a state's mask
     * @param updateMasks whether each has an update's
     */
    GradientProblem(RecurrentSpec spec, int[] lengths, boolean initialStates, boolean stateMasks, boolean updateMasks) {
        this.spec = spec;
        this.lengths = lengths;
        this.initialStates = initialStates;
        batch = lengths == null ? 2 : lengths.length;
        double bound = 1.5 / Math.sqrt(spec.hiddenSize()); // gates well away from ½, none of them saturated
        for (int k = 0; k < spec.kernelCount(); k++) {
            ReferenceStack.Weights zeros =
                    ReferenceStack.Weights.zeros(spec, k / spec.direction().count());
            weights.add(new ReferenceStack.Weights(
                    Numbers.uniform(10 * k, zeros.w().length, bound),
                    Numbers.uniform(10 * k + 1, zeros.u().length, bound),
                    zeros.b() == null ? null : Numbers.uniform(10 * k + 2, zeros.b().length, bound)));
        }
        int states = spec.stateCount() * batch * spec.hiddenSize();
        x = Numbers.uniform(101, STEPS * batch * spec.inputSize(), 1);
        s0 = initialStates ? Numbers.uniform(102, states, 1) : new double[states];
        dy = Numbers.uniform(103, STEPS * batch * spec.outputSize(), 1);
        dsT = Numbers.uniform(104, states, 1);
        masks = stateMasks || updateMasks ? new ArrayList<>() : null;
        for (int k = 0; masks != null && k < spec.kernelCount(); k++) {
            masks.add(new ReferenceStack.Masks(
                    stateMasks ? Numbers.uniform(200 + k, batch * spec.hiddenSize(), 2) : null,
                    updateMasks ? updateMask(300 + k) : null));
        }
        stack = new ReferenceStack(spec, STEPS, batch);
    }

    /** Numbers from −½ to 1½, not only between those of zoneout; NaN past a row's length, where they are not read. */
    private double[] updateMask(long seed) {
        int size = spec.hiddenSize();
        double[] mask = Arrays.stream(Numbers.uniform(seed, STEPS * batch * size, 1))
                .map(v -> v + 0.5)
                .toArray();
        for (int row = 0; lengths != null && row < STEPS * batch; row++) {
            if (row / batch >= lengths[row % batch]) {
                Arrays.fill(mask, row * size, (row + 1) * size, Double.NaN);
            }
        }
        return mask;
    }

    private double loss() {
        stack.forward(weights, x, s0, lengths, masks);
        return dot(stack.y(), dy) + dot(stack.sT(), dsT);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    /** The gradients by backward, named {@code x}, {@code s0}, {@code 0.W}, {@code 0.U}, {@code 0.b}, {@code 1.W}, … */
    Map<String, double[]> analytic() {
        return analytic(lengths, dy, dsT);
    }

    /** The gradients by backward, for other masks. */
    Map<String, double[]> analytic(List<ReferenceStack.Masks> otherMasks) {
        return analytic(lengths, dy, dsT, otherMasks);
    }

    /** The gradients by backward, for other lengths or upstream gradients. */
    Map<String, double[]> analytic(int[] otherLengths, double[] otherDy, double[] otherDsT) {
        return analytic(otherLengths, otherDy, otherDsT, masks);
    }

    private Map<String, double[]> analytic(
            int[] otherLengths, double[] otherDy, double[] otherDsT, List<ReferenceStack.Masks> otherMasks) {
        List<ReferenceStack.Weights> gradients = new ArrayList<>();
        for (int k = 0; k < spec.kernelCount(); k++) {
            gradients.add(
                    ReferenceStack.Weights.zeros(spec, k / spec.direction().count()));
        }
        double[] dx = new double[x.length];
        double[] ds0 = new double[s0.length];
        stack.forward(weights, x, initialStates ? s0 : null, otherLengths, otherMasks);
        stack.backward(otherLengths, otherDy, otherDsT, gradients, dx, ds0);
        return named(dx, ds0, gradients);
    }

    /** The gradients by central differences, one element after the other. */
    Map<String, double[]> numeric() {
        Map<String, double[]> numeric = new LinkedHashMap<>();
        named(x, s0, weights).forEach((name, values) -> numeric.put(name, CentralDifferences.of(values, this::loss)));
        return numeric;
    }

    private static Map<String, double[]> named(double[] x, double[] s0, List<ReferenceStack.Weights> weights) {
        Map<String, double[]> named = new LinkedHashMap<>();
        named.put("x", x);
        named.put("s0", s0);
        for (int k = 0; k < weights.size(); k++) {
            named.put(k + ".W", weights.get(k).w());
            named.put(k + ".U", weights.get(k).u());
            if (weights.get(k).b() != null) {
                named.put(k + ".b", weights.get(k).b());
            }
        }
        return named;
    }

    /** Each tensor's ‖analytic − numeric‖∞ ÷ max(‖analytic‖∞, 10⁻³ · the largest gradient). */
    static Map<String, Double> errors(Map<String, double[]> analytic, Map<String, double[]> numeric) {
        double largest = analytic.values().stream()
                .mapToDouble(GradientProblem::norm)
                .max()
                .orElseThrow();
        Map<String, Double> errors = new LinkedHashMap<>();
        analytic.forEach((name, values) -> {
            double[] differences = values.clone();
            for (int k = 0; k < differences.length; k++) {
                differences[k] -= numeric.get(name)[k];
            }
            errors.put(name, norm(differences) / Math.max(norm(values), 1e-3 * largest));
        });
        return errors;
    }

    private static double norm(double[] values) {
        double norm = 0;
        for (double value : values) {
            norm = Math.max(norm, Math.abs(value)); // NaN stays NaN
        }
        return norm;
    }
}
