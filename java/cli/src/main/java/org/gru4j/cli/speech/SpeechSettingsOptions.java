package org.gru4j.cli.speech;

import static org.gru4j.cli.option.Given.or;

import org.gru4j.cli.option.Sentences;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tasks.speech.SpeechDefaults;
import org.gru4j.tasks.speech.SpeechSettings;
import picocli.CommandLine.Option;

/** The options that shape a recogniser of words and its training. */
final class SpeechSettingsOptions {
    @Option(
            names = "--sample-rate",
            paramLabel = "HZ",
            description =
                    "What recordings of other rates are resampled to (default: " + SpeechDefaults.SAMPLE_RATE + ").")
    private Integer sampleRate;

    @Option(
            names = "--hidden",
            paramLabel = "H",
            description = "Units of each GRU layer and direction (default: " + SpeechDefaults.HIDDEN + ").")
    private Integer hidden;

    @Option(names = "--layers", paramLabel = "L", description = Sentences.LAYERS + SpeechDefaults.LAYERS + ").")
    private Integer layers;

    @Option(names = "--reset-gate", paramLabel = "after|before", description = Sentences.RESET_GATE)
    private ResetGate resetGate;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Utterances in a batch (default: " + SpeechDefaults.BATCH + ").")
    private Integer batch;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description = Sentences.LEARNING_RATE + SpeechDefaults.LEARNING_RATE + ").")
    private Double learningRate;

    @Option(
            names = "--dropout",
            paramLabel = "P",
            description = "Probability of a zero, in training, in what a layer reads of the one below (default: "
                    + SpeechDefaults.DROPOUT + ").")
    private Double dropout;

    @Option(
            names = "--label-smoothing",
            paramLabel = "E",
            description = "Part of the target, in training, that is spread over all words (default: "
                    + SpeechDefaults.LABEL_SMOOTHING + ").")
    private Double labelSmoothing;

    @Option(
            names = "--patience",
            paramLabel = "E",
            description = "Epochs without a better validation loss that are let pass before training ends (default: "
                    + SpeechDefaults.PATIENCE + ").")
    private Integer patience;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Of the initial parameters, of the order of the utterances, and of dropout (default: "
                    + SpeechDefaults.SEED + ").")
    private Long seed;

    /** These options, and {@code base} for what was not given. */
    SpeechSettings over(SpeechSettings base) {
        return new SpeechSettings(
                or(sampleRate, base.sampleRate()),
                or(hidden, base.hidden()),
                or(layers, base.layers()),
                or(resetGate, base.resetGate()),
                or(batch, base.batch()),
                or(learningRate, base.learningRate()),
                or(dropout, base.dropout()),
                or(labelSmoothing, base.labelSmoothing()),
                or(patience, base.patience()),
                or(seed, base.seed()));
    }
}
