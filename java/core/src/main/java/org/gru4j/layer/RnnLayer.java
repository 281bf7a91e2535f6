package org.gru4j.layer;

import java.util.Objects;
import java.util.Optional;
import org.gru4j.recurrent.RnnCell;
import org.gru4j.recurrent.RnnSpec;

/** An {@link Rnn} in a model; its parameters are named after {@code lstm} or, of tanh units, {@code rnn}. Immutable. */
public record RnnLayer(RnnSpec spec) implements LayerSpec {
    public RnnLayer {
        Objects.requireNonNull(spec, "spec");
    }

    @Override
    public String kind() {
        return spec.cell() == RnnCell.LSTM ? "lstm" : "rnn";
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
        Rnn.declare(layout, name, spec);
    }

    @Override
    public Rnn create(String name, Parameters parameters) {
        return new Rnn(name, spec, parameters);
    }
}
