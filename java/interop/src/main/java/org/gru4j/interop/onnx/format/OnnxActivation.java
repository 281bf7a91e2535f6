package org.gru4j.interop.onnx.format;

import org.jspecify.annotations.Nullable;

/**
 * The activation at the end of an ONNX graph. A {@link org.gru4j.model.ModelSpec} does not contain it.
 *
 * <p>Immutable.
 */
public enum OnnxActivation {
    /** No activation: the output is the last layer's logits, scores or values. */
    NONE(null),
    /** exp(y_k) ÷ Σ_j exp(y_j) over the features of a step. */
    SOFTMAX("Softmax"),
    /** The logarithm of {@link #SOFTMAX}. */
    LOG_SOFTMAX("LogSoftmax"),
    /** 1 ÷ (1 + exp(−y)), for each number. */
    SIGMOID("Sigmoid");

    private final @Nullable String operator;

    OnnxActivation(@Nullable String operator) {
        this.operator = operator;
    }

    /** Returns the operator's name in ONNX; null for {@link #NONE}. */
    public @Nullable String operator() {
        return operator;
    }
}
