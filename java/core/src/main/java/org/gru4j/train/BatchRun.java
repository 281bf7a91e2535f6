package org.gru4j.train;

import org.gru4j.data.Batch;
import org.gru4j.layer.Pass;
import org.gru4j.lifetime.Closing;
import org.gru4j.model.Sequential;
import org.gru4j.tensor.Tensor;

/** Runs a model forward over consecutive batches. Owns its pass and the carried states, not the model. */
final class BatchRun implements AutoCloseable {
    private final Sequential model;
    private final Pass pass;
    private final CarriedStates states;

    BatchRun(Sequential model, Pass pass) {
        this.model = model;
        this.pass = pass;
        states = new CarriedStates(model);
    }

    Sequential model() {
        return model;
    }

    Pass pass() {
        return pass;
    }

    CarriedStates states() {
        return states;
    }

    /**
     * Returns the model's first output [S,N,O] for a batch. Call it within a step of the pass; the output is valid
     * until that step ends.
     */
    Tensor forward(Batch batch) {
        return model.forward(pass, batch, states.prepare(batch));
    }

    @Override
    public void close() {
        Closing.all(pass, states);
    }
}
