package org.gru4j.backend.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.testing.Numbers;

/**
 * A GRU, an input and the loss Σ y·dy + Σ hT·dhT for fixed random dy and dhT: its gradients by {@link ReferenceStack},
 * and by central differences.
 */
final class GradientProblem {
    static final int STEPS = 4;

    final GruSpec spec;
    final int batch;
    final int[] lengths;
    final boolean initialState;
    final List<ReferenceStack.Weights> weights = new ArrayList<>();
    final double[] x;
    final double[] h0;
    final double[] dy;
    final double[] dhT;
    /** Null for none. */
    final List<ReferenceStack.Masks> masks;

    private final ReferenceStack gru;

    /**
     * @param lengths [N]; null for two full rows
     * @param initialState whether h0 is random; otherwise it is not given, and its gradient is the one at zero
     */
    GradientProblem(GruSpec spec, int[] lengths, boolean initialState) {
        this(spec, lengths, initialState, false, false);
    }

    /**
     * @param stateMasks whether each layer and direction has a state's mask
     * @param updateMasks whether each has an update's
     */
    GradientProblem(GruSpec spec, int[] lengths, boolean initialState, boolean stateMasks, boolean updateMasks) {
        this.spec = spec;
        this.lengths = lengths;
        this.initialState = initialState;
        batch = lengths == null ? 2 : lengths.length;
        double bound = 1.5 / Math.sqrt(spec.hiddenSize()); // gates well away from ½, none of them saturated
        for (int k = 0; k < spec.stateCount(); k++) {
            ReferenceStack.Weights zeros =
                    ReferenceStack.Weights.zeros(spec, k / spec.direction().count());
            weights.add(new ReferenceStack.Weights(
                    Numbers.uniform(10 * k, zeros.w().length, bound),
                    Numbers.uniform(10 * k + 1, zeros.u().length, bound),
                    zeros.b() == null ? null : Numbers.uniform(10 * k + 2, zeros.b().length, bound)));
        }
        int states = spec.stateCount() * batch * spec.hiddenSize();
        x = Numbers.uniform(101, STEPS * batch * spec.inputSize(), 1);
        h0 = initialState ? Numbers.uniform(102, states, 1) : new double[states];
        dy = Numbers.uniform(103, STEPS * batch * spec.outputSize(), 1);
        dhT = Numbers.uniform(104, states, 1);
        masks = stateMasks || updateMasks ? new ArrayList<>() : null;
        for (int k = 0; masks != null && k < spec.stateCount(); k++) {
            masks.add(new ReferenceStack.Masks(
                    stateMasks ? Numbers.uniform(200 + k, batch * spec.hiddenSize(), 2) : null,
                    updateMasks ? updateMask(300 + k) : null));
        }
        gru = new ReferenceStack(spec, STEPS, batch);
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
        gru.forward(weights, x, h0, lengths, masks);
        return dot(gru.y(), dy) + dot(gru.sT(), dhT);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    /** The gradients by backward, named {@code x}, {@code h0}, {@code 0.W}, {@code 0.U}, {@code 0.b}, {@code 1.W}, … */
    Map<String, double[]> analytic() {
        return analytic(lengths, dy, dhT);
    }

    /** The gradients by backward, for other masks. */
    Map<String, double[]> analytic(List<ReferenceStack.Masks> otherMasks) {
        return analytic(lengths, dy, dhT, otherMasks);
    }

    /** The gradients by backward, for other lengths or upstream gradients. */
    Map<String, double[]> analytic(int[] otherLengths, double[] otherDy, double[] otherDhT) {
        return analytic(otherLengths, otherDy, otherDhT, masks);
    }

    private Map<String, double[]> analytic(
            int[] otherLengths, double[] otherDy, double[] otherDhT, List<ReferenceStack.Masks> otherMasks) {
        List<ReferenceStack.Weights> gradients = new ArrayList<>();
        for (int k = 0; k < spec.stateCount(); k++) {
            gradients.add(
                    ReferenceStack.Weights.zeros(spec, k / spec.direction().count()));
        }
        double[] dx = new double[x.length];
        double[] dh0 = new double[h0.length];
        gru.forward(weights, x, initialState ? h0 : null, otherLengths, otherMasks);
        gru.backward(otherLengths, otherDy, otherDhT, gradients, dx, dh0);
        return named(dx, dh0, gradients);
    }

    /** The gradients by central differences, one element after the other. */
    Map<String, double[]> numeric() {
        Map<String, double[]> numeric = new LinkedHashMap<>();
        named(x, h0, weights).forEach((name, values) -> numeric.put(name, CentralDifferences.of(values, this::loss)));
        return numeric;
    }

    private static Map<String, double[]> named(double[] x, double[] h0, List<ReferenceStack.Weights> weights) {
        Map<String, double[]> named = new LinkedHashMap<>();
        named.put("x", x);
        named.put("h0", h0);
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
