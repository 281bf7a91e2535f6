package org.gru4j.layer;

import java.util.Objects;
import java.util.Optional;
import org.gru4j.recurrent.GruSpec;

/** A {@link Gru} in a model. Immutable. */
public record GruLayer(GruSpec spec) implements LayerSpec {
    public GruLayer {
        Objects.requireNonNull(spec, "spec");
    }

    @Override
    public String kind() {
        return "gru";
    }

    @Override
    public int inputFeatures() {
        return spec.inputSize();
    }

    @Override
    public int outputFeatures() {
        return spec.outputSize();
    }

    @Override
    public Optional<Recurrence> recurrence() {
        return Optional.of(new Recurrence(spec.direction(), spec.stateCount(), spec.hiddenSize()));
    }

    @Override
    public void declare(Parameters.Layout layout, String name) {
        Gru.declare(layout, name, spec);
    }

    @Override
    public Gru create(String name, Parameters parameters) {
        return new Gru(name, spec, parameters);
    }
}
