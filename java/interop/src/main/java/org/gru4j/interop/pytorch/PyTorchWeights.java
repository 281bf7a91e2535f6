package org.gru4j.interop.pytorch;

import java.util.Map;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.recurrent.ResetGate;
import org.jspecify.annotations.Nullable;

/**
 * Converts parameters between PyTorch's {@code nn.GRU}, {@code nn.LSTM} or {@code nn.RNN} (tanh) and gru4j, in doubles.
 * {@link PyTorchModel} converts whole models, in floats.
 *
 * <p>PyTorch has two biases for each gate, gru4j has their sum. The model computes the same. The exception is a GRU
 * that applies its reset gate {@link ResetGate#AFTER} the product: its candidate keeps both biases, bo = b_in and bu' =
 * b_hn. With {@link ResetGate#BEFORE}, bo = b_in + b_hn.
 *
 * <p>Thread-safe: it has no state.
 */
public final class PyTorchWeights {
    private PyTorchWeights() {}

    /**
     * Returns the suffix of PyTorch's names for the {@code k}-th of the L·D weights: {@code l0}, {@code l0_reverse},
     * {@code l1}, …
     */
    public static String suffix(RecurrentSpec spec, int k) {
        return PyTorchStack.suffix(spec.direction(), k);
    }

    /**
     * Returns gru4j's parameters of one layer and direction from PyTorch's.
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
                throw new IllegalArgumentException(
                        "biases: expected bias_ih and bias_hh for " + spec + " but one is missing");
            }
            bias = cell.fold(biasIh, biasHh, size, spec.cell() == RecurrentCell.GRU_AFTER);
        }
        return new ReferenceStack.Weights(cell.fromPyTorch(weightIh, size), cell.fromPyTorch(weightHh, size), bias);
    }

    /**
     * Returns PyTorch's gradients {@code weight_ih}, {@code weight_hh}, {@code bias_ih} and {@code bias_hh} from
     * gru4j's. They are exact: if only the sum of two biases counts, each of them has the gradient of the sum.
     *
     * @param w the gradient of W [I,G,H]
     * @param u the gradient of U [H,G,H]
     * @param b the gradient of b; null if there is no bias
     */
    public static Map<String, double[]> gradientsToPyTorch(
            RecurrentSpec spec, double[] w, double[] u, double @Nullable [] b) {
        return PyTorchStack.gradients(PyTorchCell.of(spec.cell()), spec.hiddenSize(), w, u, b);
    }
}
