package org.gru4j.loss;

import java.util.List;
import java.util.Objects;
import org.gru4j.argument.Arguments;

/**
 * The loss of one of a model's outputs, and what it weighs in their sum. Immutable; its loss is not thread-safe.
 *
 * @param output the name of the output, and of the targets in a batch
 * @param weight positive; 1 for a single output
 */
public record OutputLoss(String output, Loss loss, double weight) {
    public OutputLoss {
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(loss, "loss");
        Arguments.requireFinitePositive("weight of output '" + output + "'", weight);
    }

    /** A loss of weight 1. */
    public OutputLoss(String output, Loss loss) {
        this(output, loss, 1);
    }

    /**
     * Checks the losses of a model.
     *
     * @param outputs the names of its outputs
     * @throws IllegalArgumentException if there is none, two of one output, or one of an output that there is not
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
