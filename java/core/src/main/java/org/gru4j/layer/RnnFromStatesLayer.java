package org.gru4j.layer;

import org.gru4j.recurrent.RnnSpec;

/** The spec of an {@link Rnn} that starts from states that another node emits. Immutable. */
public record RnnFromStatesLayer(RnnSpec spec) implements RecurrentJoinSpec {
    @Override
    public RecurrentLayerSpec layer() {
        return LayerSpec.of(spec);
    }
}
