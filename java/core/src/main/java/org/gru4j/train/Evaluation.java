package org.gru4j.train;

import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.layer.Pass;
import org.gru4j.layer.RecurrentState;
import org.gru4j.layer.Sequential;
import org.gru4j.loss.Loss;
import org.gru4j.tensor.Tensor;

/** A model's loss over a whole data set. */
public record Evaluation(double loss, long scoredSteps) {
    /** Runs {@code model} over the first epoch of {@code data}, forward only; each scored step weighs the same. */
    public static Evaluation of(Sequential model, Dataset data, Loss loss) {
        double sum = 0;
        long scored = 0;
        RecurrentState state = null;
        try (Pass pass = Pass.inference(model.backend())) {
            for (int index = 0; index < data.batchesPerEpoch(); index++) {
                Batch batch = data.batch(0, index);
                if (state == null || state.batch() != batch.size()) {
                    if (state != null) {
                        state.close();
                    }
                    state = model.newState(batch.size());
                } else if (!batch.continued()) {
                    state.reset();
                }
                pass.begin(batch.lengths());
                Tensor output = model.forward(pass, batch.ids(), batch.steps(), batch.size(), state);
                int valid = batch.scoredSteps();
                sum += valid * loss.compute(output, batch, null);
                scored += valid;
                pass.end();
            }
        } finally {
            if (state != null) {
                state.close();
            }
        }
        return new Evaluation(scored == 0 ? Double.NaN : sum / scored, scored);
    }

    /** The loss in bits, if it is in nats. */
    public double bits() {
        return loss / Math.log(2);
    }
}
