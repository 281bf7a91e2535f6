package org.gru4j.cli.speech;

import static java.util.Objects.requireNonNullElse;

import org.gru4j.recurrent.ResetGate;
import org.gru4j.tasks.speech.SpeechDefaults;
import org.gru4j.tasks.speech.SpeechSettings;
import picocli.CommandLine.Option;

/** The options that shape a recogniser of words and its training. */
final class SpeechSettingsOptions {
    @Option(names = "--sample-rate", paramLabel = "HZ",
            description = "What recordings of other rates are resampled to (default: " + SpeechDefaults.SAMPLE_RATE
                    + ").")
    private Integer sampleRate;

    @Option(names = "--hidden", paramLabel = "H", description = "Units of each GRU layer and direction (default: "
            + SpeechDefaults.HIDDEN + ").")
    private Integer hidden;

    @Option(names = "--layers", paramLabel = "L", description = "GRU layers (default: " + SpeechDefaults.LAYERS + ").")
    private Integer layers;

    @Option(names = "--reset-gate", paramLabel = "after|before",
            description = "Where the reset gate acts, before or after the product with the state's weights"
                    + " (default: after).")
    private ResetGate resetGate;

    @Option(names = "--batch", paramLabel = "N",
            description = "Utterances in a batch (default: " + SpeechDefaults.BATCH + ").")
    private Integer batch;

    @Option(names = "--lr", paramLabel = "RATE",
            description = "Learning rate at its peak (default: " + SpeechDefaults.LEARNING_RATE + ").")
    private Double learningRate;

    @Option(names = "--dropout", paramLabel = "P",
            description = "Probability of a zero, in training, in what a layer reads of the one below (default: "
                    + SpeechDefaults.DROPOUT + ").")
    private Double dropout;

    @Option(names = "--label-smoothing", paramLabel = "E",
            description = "Part of the target, in training, that is spread over all words (default: "
                    + SpeechDefaults.LABEL_SMOOTHING + ").")
    private Double labelSmoothing;

    @Option(names = "--patience", paramLabel = "E",
            description = "Epochs without a better validation loss that are let pass before training ends (default: "
                    + SpeechDefaults.PATIENCE + ").")
    private Integer patience;

    @Option(names = "--seed", paramLabel = "SEED",
            description = "Of the initial parameters, of the order of the utterances, and of dropout (default: "
                    + SpeechDefaults.SEED + ").")
    private Long seed;

    /** These options, and {@code base} for what was not given. */
    SpeechSettings over(SpeechSettings base) {
        return new SpeechSettings(requireNonNullElse(sampleRate, base.sampleRate()),
                requireNonNullElse(hidden, base.hidden()), requireNonNullElse(layers, base.layers()),
                requireNonNullElse(resetGate, base.resetGate()), requireNonNullElse(batch, base.batch()),
                requireNonNullElse(learningRate, base.learningRate()), requireNonNullElse(dropout, base.dropout()),
                requireNonNullElse(labelSmoothing, base.labelSmoothing()),
                requireNonNullElse(patience, base.patience()), requireNonNullElse(seed, base.seed()));
    }
}
