package org.gru4j.backend.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gru4j.recurrent.GruGates;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.recurrent.RecurrentWeights;
import org.jspecify.annotations.Nullable;

/**
 * All layers of a {@link RecurrentSpec} in doubles: stacked, with the outputs of both directions concatenated.
 * Gradients are checked against it, and golden cases in float64 run on it.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class ReferenceStack {
    /** Parameters of one layer and direction, or their gradients: W [I,G,H], U [H,G,H], b [B,H] or null. */
    public record Weights(double[] w, double[] u, double @Nullable [] b) {
        /** Returns zeros in the layout of layer {@code l} of {@code spec}. */
        public static Weights zeros(RecurrentSpec spec, int l) {
            int size = spec.hiddenSize();
            int columns = spec.cell().gates() * size;
            return new Weights(
                    new double[spec.inputSizeOf(l) * columns],
                    new double[size * columns],
                    spec.bias() ? new double[spec.cell().biasRows() * size] : null);
        }

        /** Copies parameters into doubles. */
        public static Weights of(RecurrentWeights weights) {
            return new Weights(
                    weights.w().toDoubles(),
                    weights.u().toDoubles(),
                    weights.b() == null ? null : weights.b().toDoubles());
        }
    }

    /** Masks of one layer and direction: m [N,H] and z [T,N,H], each null for ones; see {@link GruMasks}. */
    public record Masks(double @Nullable [] state, double @Nullable [] update) {
        private static final Masks NONE = new Masks(null, null);
    }

    private final RecurrentSpec spec;
    private final int steps;
    private final int batch;
    private final List<ReferenceLayer> layers = new ArrayList<>();
    private final double[] y;
    private final double[] sT;

    public ReferenceStack(RecurrentSpec spec, int steps, int batch) {
        this.spec = spec;
        this.steps = steps;
        this.batch = batch;
        for (int k = 0; k < spec.kernelCount(); k++) {
            layers.add(ReferenceLayer.of(
                    spec.cell(),
                    steps,
                    batch,
                    spec.inputSizeOf(spec.layerOf(k)),
                    spec.hiddenSize(),
                    spec.isReverse(k)));
        }
        y = new double[steps * batch * spec.outputSize()];
        sT = new double[spec.stateCount() * batch * spec.hiddenSize()];
    }

    /**
     * Runs all layers.
     *
     * @param weights L·D elements, in the order l0 forward, l0 reverse, l1 forward, …
     * @param x [T,N,I]
     * @param s0 [L·D·S,N,H]; null for zeros
     * @param lengths [N]; null if every row has T steps
     * @param masks L·D elements, in the order of the weights; null for none
     */
    public void forward(
            List<Weights> weights,
            double[] x,
            double @Nullable [] s0,
            int @Nullable [] lengths,
            @Nullable List<Masks> masks) {
        int directions = spec.direction().count();
        int size = spec.hiddenSize();
        double[] input = x;
        for (int l = 0; l < spec.numLayers(); l++) {
            double[] output = new double[y.length];
            for (int d = 0; d < directions; d++) {
                int k = l * directions + d;
                double[] yd = new double[steps * batch * size];
                double[] sTd = new double[stateSize()];
                Masks mask = masks == null ? Masks.NONE : masks.get(k);
                layers.get(k)
                        .forward(
                                weights.get(k).w(),
                                weights.get(k).u(),
                                weights.get(k).b(),
                                input,
                                slice(s0, k),
                                lengths,
                                mask.state(),
                                mask.update(),
                                yd,
                                sTd);
                for (int row = 0; row < steps * batch; row++) {
                    System.arraycopy(yd, row * size, output, row * spec.outputSize() + d * size, size);
                }
                System.arraycopy(sTd, 0, sT, k * stateSize(), stateSize());
            }
            input = output;
        }
        System.arraycopy(input, 0, y, 0, y.length);
    }

    /**
     * Undoes the last forward pass.
     *
     * @param lengths [N], as in forward
     * @param dy [T,N,D·H]; null for zeros
     * @param dsT [L·D·S,N,H]; null for zeros
     * @param gradients L·D elements, accumulated, in the order of the weights
     * @param dx [T,N,I] out
     * @param ds0 [L·D·S,N,H] out
     */
    public void backward(
            int @Nullable [] lengths,
            double @Nullable [] dy,
            double @Nullable [] dsT,
            List<Weights> gradients,
            double[] dx,
            double[] ds0) {
        int directions = spec.direction().count();
        int size = spec.hiddenSize();
        double[] dOutput = dy == null ? new double[y.length] : dy;
        for (int l = spec.numLayers() - 1; l >= 0; l--) {
            double[] dInput = new double[steps * batch * spec.inputSizeOf(l)];
            for (int d = 0; d < directions; d++) {
                int k = l * directions + d;
                double[] dyd = new double[steps * batch * size];
                for (int row = 0; row < steps * batch; row++) {
                    System.arraycopy(dOutput, row * spec.outputSize() + d * size, dyd, row * size, size);
                }
                double[] dxd = new double[dInput.length];
                double[] ds0d = new double[stateSize()];
                Weights gradient = gradients.get(k);
                layers.get(k)
                        .backward(lengths, dyd, slice(dsT, k), gradient.w(), gradient.u(), gradient.b(), dxd, ds0d);
                System.arraycopy(ds0d, 0, ds0, k * stateSize(), stateSize());
                for (int e = 0; e < dInput.length; e++) {
                    dInput[e] += dxd[e];
                }
            }
            dOutput = dInput;
        }
        System.arraycopy(dOutput, 0, dx, 0, dx.length);
    }

    /** S·N·H, the size of the states of one kernel. */
    private int stateSize() {
        return spec.cell().states() * batch * spec.hiddenSize();
    }

    private double @Nullable [] slice(double @Nullable [] states, int k) {
        if (states == null) {
            return null;
        }
        return Arrays.copyOfRange(states, k * stateSize(), (k + 1) * stateSize());
    }

    /** Output [T,N,D·H] of the last forward pass. */
    public double[] y() {
        return y;
    }

    /** Final states [L·D·S,N,H] of the last forward pass. */
    public double[] sT() {
        return sT;
    }

    /**
     * The gates' activations in the last forward pass, one element for each layer and direction.
     *
     * @throws UnsupportedOperationException if the layers are not GRUs
     */
    public List<GruGates> gates() {
        return layers.stream().map(ReferenceLayer::gates).toList();
    }
}
