package org.gru4j.layer;

import org.gru4j.recurrent.RnnSpec;

/**
 * LSTM cells or tanh units in any number of layers, as {@link RnnSpec} says.
 *
 * <p>Thread-safe to run forward, each thread with a pass of its own, as long as none changes the parameters; backward
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
