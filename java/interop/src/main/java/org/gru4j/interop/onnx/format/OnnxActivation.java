package org.gru4j.interop.onnx.format;

import org.jspecify.annotations.Nullable;

/**
 * What an ONNX graph does with the model's last numbers; a {@link org.gru4j.model.ModelSpec} ends with the numbers
 * themselves.
 *
 * <p>Immutable.
 */
public enum OnnxActivation {
    /** The numbers themselves: logits, scores, values. */
    NONE(null),
    /** exp(y_k) ÷ Σ_j exp(y_j) over the features of a step. */
    SOFTMAX("Softmax"),
    /** The logarithm of {@link #SOFTMAX}. */
    LOG_SOFTMAX("LogSoftmax"),
    /** 1 ÷ (1 + exp(−y)), each by itself. */
    SIGMOID("Sigmoid");

    private final @Nullable String operator;

    OnnxActivation(@Nullable String operator) {
        this.operator = operator;
    }

    /** The operator's name in ONNX; null for {@link #NONE}. */
    public @Nullable String operator() {
        return operator;
    }
}
