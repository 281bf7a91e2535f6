package org.gru4j.layer;

import org.gru4j.recurrent.RnnSpec;

/**
 * LSTM cells or tanh units in one or more layers, as described by an {@link RnnSpec}.
 *
 * <p>Thread-safe to run forward, each thread with its own pass, as long as none changes the parameters; backward
 * is for one thread at a time.
 */
public final class Rnn extends StackedCells {
    private final RnnSpec spec;

    Rnn(String name, RnnSpec spec, Parameters parameters) {
        super(name, spec.cell().name(), spec, parameters);
        this.spec = spec;
    }

    @Override
    public RnnSpec spec() {
        return spec;
    }
}
