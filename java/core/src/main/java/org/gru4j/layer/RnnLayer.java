package org.gru4j.layer;

import java.util.Objects;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RnnSpec;

/**
 * The spec of an {@link Rnn} as a layer of a model. Parameters are named after {@code lstm} or, for tanh units,
 * {@code rnn}. Immutable.
 */
public record RnnLayer(RnnSpec spec) implements RecurrentLayerSpec {
    public RnnLayer {
        Objects.requireNonNull(spec, "spec");
    }

    @Override
    public String kind() {
        return spec.cell() == RecurrentCell.LSTM ? "lstm" : "rnn";
    }

    @Override
    public Rnn create(String name, Parameters parameters) {
        return new Rnn(name, spec, parameters);
    }
}
