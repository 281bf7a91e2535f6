package org.gru4j.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.layer.Pass;
import org.gru4j.loss.Loss;
import org.gru4j.model.Sequential;
import org.gru4j.tensor.Tensor;

/**
 * A model's loss and metrics over a whole data set.
 *
 * <p>Immutable.
 *
 * @param loss the mean over all terms; NaN if there are none
 * @param metrics by name, in the order in which they were asked for
 */
public record Evaluation(double loss, long scoredSteps, Map<String, Double> metrics) {
    /**
     * Runs {@code model} over the first epoch of {@code data}, forward only; each term of the loss weighs the same.
     *
     * @param metrics reset before
     * @throws IllegalArgumentException if the data has no batches
     */
    public static Evaluation of(Sequential model, Dataset data, Loss loss, Metric... metrics) {
        if (data.batchesPerEpoch() <= 0) {
            throw new IllegalArgumentException("data set: expected at least one batch in an epoch but got "
                    + data.batchesPerEpoch() + ": there is nothing to evaluate");
        }
        double sum = 0;
        long weight = 0;
        long scored = 0;
        for (Metric metric : metrics) {
            metric.reset();
        }
        try (BatchRun run = new BatchRun(model, Pass.inference(model.backend()))) {
            for (int index = 0; index < data.batchesPerEpoch(); index++) {
                Batch batch = data.batch(0, index);
                run.pass().begin(batch.lengths());
                Tensor output = run.forward(batch);
                int count = loss.count(batch);
                sum += count == 0 ? 0 : count * loss.compute(output, batch, null);
                weight += count;
                scored += batch.scoredSteps();
                for (Metric metric : metrics) {
                    metric.add(output, batch);
                }
                run.pass().end();
            }
        }
        Map<String, Double> values = new LinkedHashMap<>();
        for (Metric metric : metrics) {
            values.put(metric.name(), metric.value());
        }
        return new Evaluation(weight == 0 ? Double.NaN : sum / weight, scored, values);
    }

    /** The loss in bits, if it is in nats. */
    public double bits() {
        return loss / Math.log(2);
    }

    /** exp(loss), if that is in nats: among so many equally likely classes a guess would be as hard. */
    public double perplexity() {
        return Math.exp(loss);
    }
}
