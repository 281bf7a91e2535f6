package org.gru4j.train;

import java.util.List;
import org.gru4j.argument.Arguments;
import org.gru4j.data.Dataset;
import org.gru4j.loss.Loss;
import org.gru4j.loss.OutputLoss;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.jspecify.annotations.Nullable;

/**
 * How, and how often, a model is validated during training.
 *
 * <p>Immutable. Its data, loss and metrics may be mutable, so use it in one training at a time.
 *
 * @param losses one for each output that has a loss
 * @param metrics computed from the output of the first loss
 * @param everySteps the number of training steps between validations; 0 validates after each epoch
 */
public record Validation(Dataset data, List<OutputLoss> losses, List<Metric> metrics, int everySteps) {
    public Validation {
        losses = List.copyOf(losses);
        metrics = List.copyOf(metrics);
        if (everySteps < 0) {
            throw new IllegalArgumentException(
                    "validation: expected a positive number of steps, or 0 for each epoch, but got " + everySteps);
        }
    }

    /** Validates after each epoch a model whose output is called {@value ModelSpec#OUTPUT}, as that of every chain is. */
    public static Validation eachEpoch(Dataset data, Loss loss, Metric... metrics) {
        return eachEpoch(data, List.of(new OutputLoss(ModelSpec.OUTPUT, loss)), metrics);
    }

    /** Validates a model with several outputs after each epoch. */
    public static Validation eachEpoch(Dataset data, List<OutputLoss> losses, Metric... metrics) {
        return new Validation(data, losses, List.of(metrics), 0);
    }

    /** Validates after every {@code steps} training steps, of a model whose output is called {@value ModelSpec#OUTPUT}. */
    public static Validation everySteps(int steps, Dataset data, Loss loss, Metric... metrics) {
        Arguments.requirePositive("steps between validations", steps);
        return new Validation(data, List.of(new OutputLoss(ModelSpec.OUTPUT, loss)), List.of(metrics), steps);
    }

    Evaluation of(Sequential model) {
        return Evaluation.of(model, data, losses, metrics.toArray(new Metric[0]));
    }

    /** Returns the metric with this name; null if there is none. */
    @Nullable
    Metric metric(String name) {
        return metrics.stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
