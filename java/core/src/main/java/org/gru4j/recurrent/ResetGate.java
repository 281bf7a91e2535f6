package org.gru4j.recurrent;

/**
 * Where the reset gate acts in the candidate o. The two variants are different models: weights trained for one give
 * wrong results with the other.
 *
 * <p>Immutable.
 */
public enum ResetGate {
    /**
     * Acts on the state, before its product with the weights: o = tanh(x·Wo + (r⊙h)·Uo + bo).
     *
     * <p>Used by Cho et al. 2014 (arXiv 1406.1078v3), Keras with {@code reset_after=False}, ONNX with
     * {@code linear_before_reset=0}, and oneDNN's vanilla GRU. Bias {@code b [3,H]}: bu, br, bo.
     */
    BEFORE,
    /**
     * Acts on the product of the state and the weights: o = tanh(x·Wo + r⊙(h·Uo + bu') + bo).
     *
     * <p>Used by PyTorch, cuDNN, Keras with {@code reset_after=True}, ONNX with {@code linear_before_reset=1}, and
     * oneDNN's linear-before-reset GRU. Bias {@code b [4,H]}: bu, br, bo, bu'.
     */
    AFTER;

    /** Number of rows of the bias {@code b}: 3 or 4. */
    public int biasRows() {
        return cell().biasRows();
    }

    /** Returns the GRU cell with this reset gate. */
    public RecurrentCell cell() {
        return this == BEFORE ? RecurrentCell.GRU_BEFORE : RecurrentCell.GRU_AFTER;
    }
}
