package org.gru4j.cli.adding;

import static org.gru4j.cli.option.Given.or;

import org.gru4j.cli.option.Sentences;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tasks.adding.AddingDefaults;
import org.gru4j.tasks.adding.AddingSettings;
import org.gru4j.tasks.adding.Initialisation;
import picocli.CommandLine.Option;

/** The options that shape a model of the adding problem and its training. */
final class AddingSettingsOptions {
    @Option(
            names = "--steps",
            paramLabel = "T",
            description = "Steps of a sequence (default: " + AddingDefaults.STEPS + ").")
    private Integer steps;

    @Option(names = "--hidden", paramLabel = "H", description = Sentences.HIDDEN_OF_ONE + AddingDefaults.HIDDEN + ").")
    private Integer hidden;

    @Option(names = "--reset-gate", paramLabel = "after|before", description = Sentences.RESET_GATE)
    private ResetGate resetGate;

    @Option(
            names = "--init",
            paramLabel = "chrono|uniform",
            description = "The update gates' biases at first: such that the units' memories are up to as long as the"
                    + " sequence, or as small as all parameters (default: chrono).")
    private Initialisation initialisation;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Sequences in a batch (default: " + AddingDefaults.BATCH + ").")
    private Integer batch;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description = Sentences.LEARNING_RATE + AddingDefaults.LEARNING_RATE + ").")
    private Double learningRate;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Of the initial parameters and of the sequences (default: " + AddingDefaults.SEED + ").")
    private Long seed;

    /** @throws IllegalArgumentException if biases are to be initialised that a model is to bring along */
    void requireNoInitialisation() {
        if (initialisation != null) {
            throw new IllegalArgumentException("--init: can't be given with --from, whose model has biases");
        }
    }

    /** These options, and {@code base} for what was not given. */
    AddingSettings over(AddingSettings base) {
        return new AddingSettings(
                or(steps, base.steps()),
                or(hidden, base.hidden()),
                or(resetGate, base.resetGate()),
                or(initialisation, base.initialisation()),
                or(batch, base.batch()),
                or(learningRate, base.learningRate()),
                or(seed, base.seed()));
    }
}
