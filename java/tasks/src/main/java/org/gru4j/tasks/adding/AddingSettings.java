package org.gru4j.tasks.adding;

import static org.gru4j.tasks.run.OptionChecks.requireGiven;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.gru4j.argument.Arguments;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.optim.Schedule;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;

/**
 * The settings of a training on the adding problem. A resumed run keeps them.
 *
 * @param steps in a sequence, at least 2
 * @param hidden units of the GRU
 * @param resetGate where the reset gate acts
 * @param initialisation of the update gates' biases
 * @param batch sequences in a batch
 * @param learningRate at its peak
 * @param seed of the initial parameters and of the sequences
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AddingSettings(
        int steps,
        int hidden,
        ResetGate resetGate,
        @JsonProperty("init") Initialisation initialisation,
        int batch,
        @JsonProperty("lr") double learningRate,
        long seed) {
    /** The defaults of {@code train adding}. */
    public static final AddingSettings DEFAULTS = new AddingSettings(
            /* steps= */ 600,
            /* hidden= */ 64,
            /* resetGate= */ ResetGate.AFTER,
            /* initialisation= */ Initialisation.CHRONO,
            /* batch= */ 32,
            /* learningRate= */ 1e-2,
            /* seed= */ 1);

    /**
     * @throws IllegalArgumentException if there are fewer than 2 steps, or if a size or the learning rate is not
     *         positive
     */
    public AddingSettings {
        if (steps < 2) {
            throw new IllegalArgumentException("--steps: expected at least 2 but got " + steps);
        }
        Arguments.requirePositive("--hidden", hidden);
        requireGiven("--reset-gate", resetGate);
        requireGiven("--init", initialisation);
        Arguments.requirePositive("--batch", batch);
        Arguments.requireFinitePositive("--lr", learningRate);
    }

    /**
     * Returns the model: a GRU and a dense layer that outputs a sum at each step. Only the output at the last step is
     * scored.
     */
    ModelSpec model() {
        return ModelSpec.of(
                LayerSpec.gru(GruSpec.builder(AddingProblem.FEATURES, hidden)
                        .resetGate(resetGate)
                        .build()),
                LayerSpec.dense(hidden, 1));
    }

    Schedule schedule() {
        return Schedule.cosine(learningRate, AddingDefaults.WARM_UP);
    }
}
