package org.gru4j.backend.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gru4j.recurrent.GruGates;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.GruWeights;

/**
 * A whole {@link GruSpec} in doubles: layers stacked, the directions of each concatenated. The oracle of all gradients,
 * and what golden cases in float64 run on.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class ReferenceGru {
    /** The parameters of one layer and direction, or their gradients: W [I,3,H], U [H,3,H], b [3|4,H] or null. */
    public record Weights(double[] w, double[] u, double[] b) {
        /** Zeros in the layout of layer {@code l} of {@code spec}. */
        public static Weights zeros(GruSpec spec, int l) {
            int size = spec.hiddenSize();
            return new Weights(new double[spec.inputSizeOf(l) * 3 * size], new double[size * 3 * size],
                    spec.bias() ? new double[spec.resetGate().biasRows() * size] : null);
        }

        /** A copy in doubles. */
        public static Weights of(GruWeights weights) {
            return new Weights(weights.w().toDoubles(), weights.u().toDoubles(),
                    weights.b() == null ? null : weights.b().toDoubles());
        }
    }

    /** Masks of one layer and direction: m [N,H] and z [T,N,H], each null for ones; see {@link GruMasks}. */
    public record Masks(double[] state, double[] update) {
        private static final Masks NONE = new Masks(null, null);
    }

    private final GruSpec spec;
    private final int steps;
    private final int batch;
    private final List<ReferenceGruLayer> layers = new ArrayList<>();
    private final double[] y;
    private final double[] hT;

    public ReferenceGru(GruSpec spec, int steps, int batch) {
        this.spec = spec;
        this.steps = steps;
        this.batch = batch;
        for (int l = 0; l < spec.numLayers(); l++) {
            for (int d = 0; d < spec.direction().count(); d++) {
                layers.add(new ReferenceGruLayer(steps, batch, spec.inputSizeOf(l), spec.hiddenSize(), spec.resetGate(),
                        spec.direction().isReverse(d)));
            }
        }
        y = new double[steps * batch * spec.outputSize()];
        hT = new double[spec.stateCount() * batch * spec.hiddenSize()];
    }

    /**
     * @param weights L·D of them, in the order l0 forward, l0 reverse, l1 forward, …
     * @param x [T,N,I]
     * @param h0 [L·D,N,H]; null for zeros
     * @param lengths [N]; null if every row has T steps
     * @param masks L·D of them, in the order of the weights; null for none
     */
    public void forward(List<Weights> weights, double[] x, double[] h0, int[] lengths, List<Masks> masks) {
        int directions = spec.direction().count();
        int stateSize = batch * spec.hiddenSize();
        double[] input = x;
        for (int l = 0; l < spec.numLayers(); l++) {
            double[] output = new double[y.length];
            for (int d = 0; d < directions; d++) {
                int k = l * directions + d;
                double[] yd = new double[steps * stateSize];
                double[] hTd = new double[stateSize];
                Masks mask = masks == null ? Masks.NONE : masks.get(k);
                layers.get(k).forward(weights.get(k).w(), weights.get(k).u(), weights.get(k).b(), input, slice(h0, k), lengths,
                        mask.state(), mask.update(), yd, hTd);
                for (int row = 0; row < steps * batch; row++) {
                    System.arraycopy(yd, row * spec.hiddenSize(), output, row * spec.outputSize() + d * spec.hiddenSize(),
                            spec.hiddenSize());
                }
                System.arraycopy(hTd, 0, hT, k * stateSize, stateSize);
            }
            input = output;
        }
        System.arraycopy(input, 0, y, 0, y.length);
    }

    /**
     * Undoes the last forward pass.
     *
     * @param lengths [N], those of forward
     * @param dy [T,N,D·H]; null for zeros
     * @param dhT [L·D,N,H]; null for zeros
     * @param gradients accumulated, in the order of the weights
     * @param dx [T,N,I] out
     * @param dh0 [L·D,N,H] out
     */
    public void backward(int[] lengths, double[] dy, double[] dhT, List<Weights> gradients, double[] dx, double[] dh0) {
        int directions = spec.direction().count();
        int stateSize = batch * spec.hiddenSize();
        double[] dOutput = dy == null ? new double[y.length] : dy;
        for (int l = spec.numLayers() - 1; l >= 0; l--) {
            double[] dInput = new double[steps * batch * spec.inputSizeOf(l)];
            for (int d = 0; d < directions; d++) {
                int k = l * directions + d;
                double[] dyd = new double[steps * stateSize];
                for (int row = 0; row < steps * batch; row++) {
                    System.arraycopy(dOutput, row * spec.outputSize() + d * spec.hiddenSize(), dyd, row * spec.hiddenSize(),
                            spec.hiddenSize());
                }
                double[] dxd = new double[dInput.length];
                double[] dh0d = new double[stateSize];
                Weights gradient = gradients.get(k);
                layers.get(k).backward(lengths, dyd, slice(dhT, k), gradient.w(), gradient.u(), gradient.b(), dxd, dh0d);
                System.arraycopy(dh0d, 0, dh0, k * stateSize, stateSize);
                for (int e = 0; e < dInput.length; e++) {
                    dInput[e] += dxd[e];
                }
            }
            dOutput = dInput;
        }
        System.arraycopy(dOutput, 0, dx, 0, dx.length);
    }

    private double[] slice(double[] states, int k) {
        if (states == null) {
            return null;
        }
        int stateSize = batch * spec.hiddenSize();
        return Arrays.copyOfRange(states, k * stateSize, (k + 1) * stateSize);
    }

    /** The output [T,N,D·H] of the last forward pass. */
    public double[] y() {
        return y;
    }

    /** The final states [L·D,N,H] of the last forward pass. */
    public double[] hT() {
        return hT;
    }

    /** The gates' activations in the last forward pass, for each layer and direction. */
    public List<GruGates> gates() {
        return layers.stream().map(ReferenceGruLayer::gates).toList();
    }
}
