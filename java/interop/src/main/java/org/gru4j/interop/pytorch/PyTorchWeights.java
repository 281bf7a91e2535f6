package org.gru4j.interop.pytorch;

import java.util.Map;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.recurrent.ResetGate;
import org.jspecify.annotations.Nullable;

/**
 * The mapping between the parameters of PyTorch's {@code nn.GRU}, {@code nn.LSTM} or {@code nn.RNN} (tanh) and ours, in
 * doubles. {@link PyTorchModel} maps whole models, in floats.
 *
 * <p>PyTorch has two biases for each gate, we have their sum. That loses nothing that the model computes. A GRU that
 * applies its reset gate {@link ResetGate#AFTER} the product is the exception: its candidate keeps both, bo = b_in and
 * bu' = b_hn. {@link ResetGate#BEFORE} the product, bo = b_in + b_hn.
 *
 * <p>Thread-safe: it has no state.
 */
public final class PyTorchWeights {
    private PyTorchWeights() {}

    /**
     * The suffix of PyTorch's names for the {@code k}-th of the L·D weights: {@code l0}, {@code l0_reverse}, {@code
     * l1}, …
     */
    public static String suffix(RecurrentSpec spec, int k) {
        return PyTorchStack.suffix(spec.direction(), k);
    }

    /**
     * Our parameters of PyTorch's.
     *
     * @param weightIh weight_ih [G·H,I]
     * @param weightHh weight_hh [G·H,H]
     * @param biasIh bias_ih [G·H]; null if biasless
     * @param biasHh bias_hh [G·H]; null if biasless
     * @throws IllegalArgumentException if a bias is missing
     */
    public static ReferenceStack.Weights fromPyTorch(
            RecurrentSpec spec,
            double[] weightIh,
            double[] weightHh,
            double @Nullable [] biasIh,
            double @Nullable [] biasHh) {
        int size = spec.hiddenSize();
        PyTorchCell cell = PyTorchCell.of(spec.cell());
        double[] bias = null;
        if (spec.bias()) {
            if (biasIh == null || biasHh == null) {
                throw new IllegalArgumentException("biases: expected bias_ih and bias_hh of " + spec + " but got none");
            }
            bias = cell.fold(biasIh, biasHh, size, spec.cell() == RecurrentCell.GRU_AFTER);
        }
        return new ReferenceStack.Weights(cell.fromPyTorch(weightIh, size), cell.fromPyTorch(weightHh, size), bias);
    }

    /**
     * PyTorch's gradients of ours: {@code weight_ih}, {@code weight_hh}, {@code bias_ih}, {@code bias_hh}. They are
     * exact: each of two biases that only count as a sum has the sum's gradient.
     */
    public static Map<String, double[]> gradientsToPyTorch(
            RecurrentSpec spec, double[] w, double[] u, double @Nullable [] b) {
        return PyTorchStack.gradients(PyTorchCell.of(spec.cell()), spec.hiddenSize(), w, u, b);
    }
}
