package org.gru4j.layer;

import java.util.Objects;
import org.gru4j.recurrent.GruSpec;

/** The spec of a {@link Gru} as a layer of a model. Immutable. */
public record GruLayer(GruSpec spec) implements RecurrentLayerSpec {
    public GruLayer {
        Objects.requireNonNull(spec, "spec");
    }

    @Override
    public String kind() {
        return "gru";
    }

    @Override
    public Gru create(String name, Parameters parameters) {
        return new Gru(name, spec, parameters);
    }
}
