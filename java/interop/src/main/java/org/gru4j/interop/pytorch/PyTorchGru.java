package org.gru4j.interop.pytorch;

import java.util.Map;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;

/**
 * The mapping between PyTorch's {@code nn.GRU} parameters and ours, in doubles; whole models in floats are
 * {@link PyTorchModel}'s.
 *
 * <p>Folding two biases into one loses nothing that the model computes: bu = b_iz + b_hz, br = b_ir + b_hr; with the
 * reset gate {@link ResetGate#AFTER} the product, bo = b_in and bu' = b_hn; {@link ResetGate#BEFORE} it, bo = b_in +
 * b_hn.
 *
 * <p>Thread-safe: it has no state.
 */
public final class PyTorchGru {
    private PyTorchGru() {}

    /**
     * The suffix of PyTorch's names for the {@code k}-th of the L·D weights: {@code l0}, {@code l0_reverse}, {@code
     * l1}, …
     */
    public static String suffix(GruSpec spec, int k) {
        return PyTorchStack.suffix(spec.direction(), k);
    }

    /**
     * Our parameters of PyTorch's.
     *
     * @param weightIh weight_ih [3H,I]
     * @param weightHh weight_hh [3H,H]
     * @param biasIh bias_ih [3H]; null if biasless
     * @param biasHh bias_hh [3H]; null if biasless
     */
    public static ReferenceStack.Weights fromPyTorch(
            GruSpec spec, double[] weightIh, double[] weightHh, double[] biasIh, double[] biasHh) {
        int size = spec.hiddenSize();
        return new ReferenceStack.Weights(
                PyTorchCell.GRU.fromPyTorch(weightIh, size),
                PyTorchCell.GRU.fromPyTorch(weightHh, size),
                spec.bias() ? PyTorchCell.GRU.fold(biasIh, biasHh, size, spec.resetGate() == ResetGate.AFTER) : null);
    }

    /**
     * PyTorch's gradients, or weights, of ours: {@code weight_ih}, {@code weight_hh}, {@code bias_ih}, {@code bias_hh}.
     * As gradients they are exact: each of two biases that only count as a sum has the sum's gradient. (As weights, the
     * second of such a pair has to be zero instead.)
     */
    public static Map<String, double[]> gradientsToPyTorch(GruSpec spec, double[] w, double[] u, double[] b) {
        return PyTorchStack.gradients(PyTorchCell.GRU, spec.hiddenSize(), w, u, b);
    }
}
