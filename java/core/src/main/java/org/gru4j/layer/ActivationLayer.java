package org.gru4j.layer;

import java.util.Objects;
import org.gru4j.argument.Arguments;
import org.gru4j.backend.Activation;

/** The spec of an activation function that is applied to each feature. Immutable. */
public record ActivationLayer(int size, Activation activation) implements SameSizeLayer {
    public ActivationLayer {
        Arguments.requirePositive("activation size", size);
        Objects.requireNonNull(activation, "activation");
    }

    @Override
    public String kind() {
        return "activation";
    }

    @Override
    public Layer create(String name, Parameters parameters) {
        return new Activate(name, size, activation);
    }
}
