package org.gru4j.loss;

import java.util.List;
import java.util.Objects;
import org.gru4j.argument.Arguments;

/**
 * The loss of one output of a model, and its weight in the sum of all losses. Immutable; its loss is not thread-safe.
 *
 * @param output name of the output, and of its targets in a batch
 * @param loss the loss of this output
 * @param weight positive; 1 for a single output
 */
public record OutputLoss(String output, Loss loss, double weight) {
    public OutputLoss {
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(loss, "loss");
        Arguments.requireFinitePositive("weight of output '" + output + "'", weight);
    }

    /** Gives the loss a weight of 1. */
    public OutputLoss(String output, Loss loss) {
        this(output, loss, 1);
    }

    /**
     * Checks the losses of a model, and returns a copy.
     *
     * @param losses the losses
     * @param outputs the names of the model's outputs
     * @throws IllegalArgumentException if there are no losses, two for the same output, or one for an output that the
     *     model does not have
     */
    public static List<OutputLoss> require(List<OutputLoss> losses, List<String> outputs) {
        if (losses.isEmpty()) {
            throw new IllegalArgumentException("losses: expected at least one, for an output of " + outputs);
        }
        List<String> named = losses.stream().map(OutputLoss::output).toList();
        for (String name : named) {
            if (!outputs.contains(name)) {
                throw new IllegalArgumentException(
                        "loss of output '" + name + "': the model has no such output, only " + outputs);
            }
        }
        if (named.stream().distinct().count() < named.size()) {
            throw new IllegalArgumentException("losses: expected one for each output but got " + named);
        }
        return List.copyOf(losses);
    }
}
