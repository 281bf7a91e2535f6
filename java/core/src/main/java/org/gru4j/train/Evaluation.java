package org.gru4j.train;

import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.layer.Pass;
import org.gru4j.layer.Sequential;
import org.gru4j.loss.Loss;
import org.gru4j.tensor.Tensor;

/** A model's loss over a whole data set. */
public record Evaluation(double loss, long scoredSteps) {
    /** Runs {@code model} over the first epoch of {@code data}, forward only; each term of the loss weighs the same. */
    public static Evaluation of(Sequential model, Dataset data, Loss loss) {
        double sum = 0;
        long weight = 0;
        long scored = 0;
        try (BatchRun run = new BatchRun(model, Pass.inference(model.backend()))) {
            for (int index = 0; index < data.batchesPerEpoch(); index++) {
                Batch batch = data.batch(0, index);
                run.pass().begin(batch.lengths());
                Tensor output = run.forward(batch);
                int count = loss.count(batch);
                sum += count * loss.compute(output, batch, null);
                weight += count;
                scored += batch.scoredSteps();
                run.pass().end();
            }
        }
        return new Evaluation(weight == 0 ? Double.NaN : sum / weight, scored);
    }

    /** The loss in bits, if it is in nats. */
    public double bits() {
        return loss / Math.log(2);
    }
}
