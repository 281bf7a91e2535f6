package org.gru4j.interop.pytorch;

import java.util.Map;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.recurrent.RnnSpec;

/**
 * The mapping between the parameters of PyTorch's {@code nn.LSTM}, or of {@code nn.RNN} with tanh, and ours, in
 * doubles; whole models in floats are {@link PyTorchModel}'s. The order of the gates is the same, the two biases become
 * their sum.
 *
 * <p>Thread-safe: it has no state.
 */
public final class PyTorchRnn {
    private PyTorchRnn() {}

    /**
     * The suffix of PyTorch's names for the {@code k}-th of the L·D weights: {@code l0}, {@code l0_reverse}, {@code
     * l1}, …
     */
    public static String suffix(RnnSpec spec, int k) {
        return PyTorchStack.suffix(spec.direction(), k);
    }

    /**
     * Our parameters of PyTorch's.
     *
     * @param weightIh weight_ih [G·H,I]
     * @param weightHh weight_hh [G·H,H]
     * @param biasIh bias_ih [G·H]; null if biasless
     * @param biasHh bias_hh [G·H]; null if biasless
     */
    public static ReferenceStack.Weights fromPyTorch(
            RnnSpec spec, double[] weightIh, double[] weightHh, double[] biasIh, double[] biasHh) {
        int size = spec.hiddenSize();
        return new ReferenceStack.Weights(
                PyTorchCell.of(spec).fromPyTorch(weightIh, size),
                PyTorchCell.of(spec).fromPyTorch(weightHh, size),
                spec.bias() ? PyTorchCell.of(spec).fold(biasIh, biasHh, size, false) : null);
    }

    /**
     * PyTorch's gradients of ours: {@code weight_ih}, {@code weight_hh}, {@code bias_ih}, {@code bias_hh}, of which the
     * last two are the same.
     */
    public static Map<String, double[]> gradientsToPyTorch(RnnSpec spec, double[] w, double[] u, double[] b) {
        return PyTorchStack.gradients(PyTorchCell.of(spec), spec.hiddenSize(), w, u, b);
    }
}
