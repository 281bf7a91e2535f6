package org.gru4j.interop.onnx.format;

import java.util.Map;
import java.util.Objects;

/**
 * What a written ONNX graph has besides the model itself.
 *
 * <p>Immutable.
 *
 * @param lengths whether there is an input {@code lengths} [N] int32, the valid steps of each row
 * @param states whether recurrent layers read their initial states from inputs and write their final ones to outputs
 * @param activation what is done with the last layer's numbers
 * @param metadata what else the file shall say in words; {@link org.gru4j.interop.ImportedModel#metadata} when it is
 *     read
 */
public record OnnxOptions(boolean lengths, boolean states, OnnxActivation activation, Map<String, String> metadata) {
    /** Every row of T steps, states that start at zero, no activation. */
    public static final OnnxOptions PLAIN = new OnnxOptions(false, false, OnnxActivation.NONE, Map.of());

    public OnnxOptions {
        Objects.requireNonNull(activation, "activation");
        metadata = Map.copyOf(metadata);
    }

    public OnnxOptions withLengths() {
        return new OnnxOptions(true, states, activation, metadata);
    }

    public OnnxOptions withStates() {
        return new OnnxOptions(lengths, true, activation, metadata);
    }

    public OnnxOptions withActivation(OnnxActivation value) {
        return new OnnxOptions(lengths, states, value, metadata);
    }

    public OnnxOptions withMetadata(Map<String, String> value) {
        return new OnnxOptions(lengths, states, activation, value);
    }
}
