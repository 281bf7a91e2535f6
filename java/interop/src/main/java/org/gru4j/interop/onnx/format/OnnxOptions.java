package org.gru4j.interop.onnx.format;

import java.util.Map;
import java.util.Objects;

/**
 * What a written ONNX graph has in addition to the model's layers.
 *
 * <p>Immutable.
 *
 * @param lengths whether there is an input {@code lengths} [N] int32, the valid steps of each row
 * @param states whether recurrent layers read their initial states from inputs and write their final states to outputs
 * @param activation the activation after the last layer
 * @param metadata further keys and texts; {@link org.gru4j.interop.ImportedModel#metadata} returns them when the file
 *     is read
 */
public record OnnxOptions(boolean lengths, boolean states, OnnxActivation activation, Map<String, String> metadata) {
    /** No options: every row has T valid steps, states start at zero, and there is no activation. */
    public static final OnnxOptions PLAIN = new OnnxOptions(false, false, OnnxActivation.NONE, Map.of());

    public OnnxOptions {
        Objects.requireNonNull(activation, "activation");
        metadata = Map.copyOf(metadata);
    }

    /** Returns these options with the input {@code lengths}. */
    public OnnxOptions withLengths() {
        return new OnnxOptions(true, states, activation, metadata);
    }

    /** Returns these options with inputs for initial states and outputs for final states. */
    public OnnxOptions withStates() {
        return new OnnxOptions(lengths, true, activation, metadata);
    }

    /** Returns these options with an activation after the last layer. */
    public OnnxOptions withActivation(OnnxActivation value) {
        return new OnnxOptions(lengths, states, value, metadata);
    }

    /** Returns these options with other metadata. */
    public OnnxOptions withMetadata(Map<String, String> value) {
        return new OnnxOptions(lengths, states, activation, value);
    }
}
