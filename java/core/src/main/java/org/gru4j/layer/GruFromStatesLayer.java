package org.gru4j.layer;

import org.gru4j.recurrent.GruSpec;

/** The spec of a {@link Gru} that starts from states that another node emits. Immutable. */
public record GruFromStatesLayer(GruSpec spec) implements RecurrentJoinSpec {
    @Override
    public RecurrentLayerSpec layer() {
        return LayerSpec.of(spec);
    }
}
