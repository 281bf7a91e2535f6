package org.gru4j.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.layer.Pass;
import org.gru4j.loss.Loss;
import org.gru4j.loss.OutputLoss;
import org.gru4j.model.ModelOutput;
import org.gru4j.model.Sequential;
import org.gru4j.tensor.Tensor;

/**
 * The loss and metrics of a model over a whole data set.
 *
 * <p>Immutable.
 *
 * @param loss the mean over all terms of the loss; NaN if there are none
 * @param metrics by name, in the order in which they were requested
 */
public record Evaluation(double loss, long scoredSteps, Map<String, Double> metrics) {
    /**
     * Runs {@code model} forward over the first epoch of {@code data}. All terms of the loss have the same weight,
     * whatever batch they are in.
     *
     * @param metrics what to measure besides the loss; reset first
     * @throws IllegalArgumentException if the data has no batches
     */
    public static Evaluation of(Sequential model, Dataset data, Loss loss, Metric... metrics) {
        return of(
                model,
                data,
                List.of(new OutputLoss(model.spec().outputs().get(0).name(), loss)),
                metrics);
    }

    /**
     * Evaluates a model with several outputs; its loss is the weighted sum of their losses.
     *
     * @param losses one for each output that has a loss
     * @param metrics computed from the output of the first loss
     */
    public static Evaluation of(Sequential model, Dataset data, List<OutputLoss> losses, Metric... metrics) {
        OutputLoss.require(
                losses, model.spec().outputs().stream().map(ModelOutput::name).toList());
        if (data.batchesPerEpoch() <= 0) {
            throw new IllegalArgumentException("data set: expected at least one batch in an epoch but got "
                    + data.batchesPerEpoch() + ": there is nothing to evaluate");
        }
        double[] sums = new double[losses.size()];
        long[] weights = new long[losses.size()];
        long scored = 0;
        String first = losses.get(0).output();
        for (Metric metric : metrics) {
            metric.reset();
        }
        try (BatchRun run = new BatchRun(model, Pass.inference(model.backend()))) {
            for (int index = 0; index < data.batchesPerEpoch(); index++) {
                Batch batch = data.batch(0, index);
                run.pass().begin(batch.lengths());
                run.forward(batch);
                for (int k = 0; k < sums.length; k++) {
                    OutputLoss own = losses.get(k);
                    Batch target = batch.target(own.output());
                    int count = own.loss().count(target);
                    Tensor output = model.output(run.pass(), own.output());
                    sums[k] += count == 0 ? 0 : count * own.loss().compute(output, target, null);
                    weights[k] += count;
                }
                scored += batch.target(first).scoredSteps();
                for (Metric metric : metrics) {
                    metric.add(model.output(run.pass(), first), batch.target(first));
                }
                run.pass().end();
            }
        }
        Map<String, Double> values = new LinkedHashMap<>();
        for (Metric metric : metrics) {
            values.put(metric.name(), metric.value());
        }
        double total = 0;
        for (int k = 0; k < sums.length; k++) {
            total += losses.get(k).weight() * (weights[k] == 0 ? Double.NaN : sums[k] / weights[k]);
        }
        return new Evaluation(total, scored, values);
    }

    /** Returns the loss in bits, for a loss in nats. */
    public double bits() {
        return loss / Math.log(2);
    }

    /**
     * Returns exp(loss), the perplexity of a loss in nats: the model is as uncertain as a guess among that many equally
     * likely classes.
     */
    public double perplexity() {
        return Math.exp(loss);
    }
}
