package org.gru4j.interop;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.backend.reference.ReferenceGru;
import org.gru4j.gru.GruSpec;
import org.gru4j.gru.ResetGate;

/**
 * The mapping between PyTorch's {@code nn.GRU} parameters and ours, in doubles.
 *
 * <p>Folding two biases into one loses nothing that the model computes: bu = b_iz + b_hz, br = b_ir + b_hr; with the reset
 * gate {@link ResetGate#AFTER} the product, bo = b_in and bu' = b_hn; {@link ResetGate#BEFORE} it, bo = b_in + b_hn.
 */
public final class PyTorchGru {
    /** Where our gates u, r, o are among PyTorch's r, z, n. */
    private static final int[] GATE = {1, 0, 2};

    private PyTorchGru() {}

    /**
     * The suffix of PyTorch's names for the {@code k}-th of the L·D weights: {@code l0}, {@code l0_reverse}, {@code l1}, …
     */
    public static String suffix(GruSpec spec, int k) {
        int directions = spec.direction().count();
        return "l" + k / directions + (spec.direction().isReverse(k % directions) ? "_reverse" : "");
    }

    /**
     * Our parameters of PyTorch's.
     *
     * @param weightIh weight_ih [3H,I]
     * @param weightHh weight_hh [3H,H]
     * @param biasIh bias_ih [3H]; null if biasless
     * @param biasHh bias_hh [3H]; null if biasless
     */
    public static ReferenceGru.Weights fromPyTorch(GruSpec spec, int l, double[] weightIh, double[] weightHh,
            double[] biasIh, double[] biasHh) {
        int size = spec.hiddenSize();
        ReferenceGru.Weights weights = ReferenceGru.Weights.zeros(spec, l);
        transpose(weightIh, weights.w(), spec.inputSizeOf(l), size);
        transpose(weightHh, weights.u(), size, size);
        if (weights.b() != null) {
            for (int g = 0; g < 3; g++) {
                boolean apart = g == 2 && spec.resetGate() == ResetGate.AFTER;
                for (int j = 0; j < size; j++) {
                    int row = GATE[g] * size + j;
                    weights.b()[g * size + j] = apart ? biasIh[row] : biasIh[row] + biasHh[row];
                    if (apart) {
                        weights.b()[3 * size + j] = biasHh[row];
                    }
                }
            }
        }
        return weights;
    }

    /** ours [K,3,H] of theirs [3H,K]. */
    private static void transpose(double[] theirs, double[] ours, int rows, int size) {
        for (int g = 0; g < 3; g++) {
            for (int j = 0; j < size; j++) {
                for (int k = 0; k < rows; k++) {
                    ours[(k * 3 + g) * size + j] = theirs[(GATE[g] * size + j) * rows + k];
                }
            }
        }
    }

    /**
     * PyTorch's gradients, or weights, of ours: {@code weight_ih}, {@code weight_hh}, {@code bias_ih}, {@code bias_hh}. As
     * gradients they are exact: each of two biases that only count as a sum has the sum's gradient. (As weights, the second
     * of such a pair has to be zero instead.)
     */
    public static Map<String, double[]> gradientsToPyTorch(GruSpec spec, double[] w, double[] u, double[] b) {
        int size = spec.hiddenSize();
        Map<String, double[]> theirs = new LinkedHashMap<>();
        theirs.put("weight_ih", transposeBack(w, size));
        theirs.put("weight_hh", transposeBack(u, size));
        if (b != null) {
            double[] biasIh = new double[3 * size];
            double[] biasHh = new double[3 * size];
            for (int g = 0; g < 3; g++) {
                boolean apart = g == 2 && spec.resetGate() == ResetGate.AFTER;
                System.arraycopy(b, g * size, biasIh, GATE[g] * size, size);
                System.arraycopy(b, (apart ? 3 : g) * size, biasHh, GATE[g] * size, size);
            }
            theirs.put("bias_ih", biasIh);
            theirs.put("bias_hh", biasHh);
        }
        return theirs;
    }

    /** theirs [3H,K] of ours [K,3,H]. */
    private static double[] transposeBack(double[] ours, int size) {
        int rows = ours.length / (3 * size);
        double[] theirs = new double[ours.length];
        for (int g = 0; g < 3; g++) {
            for (int j = 0; j < size; j++) {
                for (int k = 0; k < rows; k++) {
                    theirs[(GATE[g] * size + j) * rows + k] = ours[(k * 3 + g) * size + j];
                }
            }
        }
        return theirs;
    }
}
