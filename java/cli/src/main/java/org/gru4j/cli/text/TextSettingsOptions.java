package org.gru4j.cli.text;

import static org.gru4j.cli.option.Given.or;

import org.gru4j.cli.option.Sentences;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tasks.text.TextDefaults;
import org.gru4j.tasks.text.TextSettings;
import picocli.CommandLine.Option;

/** The options that shape a text model and its training. */
final class TextSettingsOptions {
    @Option(names = "--hidden", paramLabel = "H", description = Sentences.HIDDEN + TextDefaults.HIDDEN + ").")
    private Integer hidden;

    @Option(names = "--layers", paramLabel = "L", description = Sentences.LAYERS + TextDefaults.LAYERS + ").")
    private Integer layers;

    @Option(names = "--reset-gate", paramLabel = "after|before", description = Sentences.RESET_GATE)
    private ResetGate resetGate;

    @Option(
            names = "--embedding",
            paramLabel = "E",
            description = "Features of a character (default: " + TextDefaults.EMBEDDING + ").")
    private Integer embedding;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Places in the text that are read side by side (default: " + TextDefaults.BATCH + ").")
    private Integer batch;

    @Option(
            names = "--sequence-length",
            paramLabel = "T",
            description = "Steps between two updates (default: " + TextDefaults.SEQUENCE_LENGTH + ").")
    private Integer sequenceLength;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description = Sentences.LEARNING_RATE + TextDefaults.LEARNING_RATE + ").")
    private Double learningRate;

    @Option(
            names = "--dropout",
            paramLabel = "P",
            description = "Probability that an output of a GRU layer is hidden from the layer above in training"
                    + " (default: " + TextDefaults.DROPOUT + ").")
    private Double dropout;

    @Option(
            names = "--recurrent-dropout",
            paramLabel = "P",
            description = "Probability that a unit's state is hidden from the recurrent weights for a whole sequence in"
                    + " training (default: " + TextDefaults.RECURRENT_DROPOUT + ").")
    private Double recurrentDropout;

    @Option(
            names = "--zoneout",
            paramLabel = "P",
            description = "Probability that a unit keeps its state at a step in training (default: "
                    + TextDefaults.ZONEOUT + ").")
    private Double zoneout;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Of the initial parameters, of dropout and zoneout, and of the sample (default: "
                    + TextDefaults.SEED + ").")
    private Long seed;

    /** These options, and {@code base} for what was not given. */
    TextSettings over(TextSettings base) {
        return new TextSettings(
                or(hidden, base.hidden()),
                or(layers, base.layers()),
                or(resetGate, base.resetGate()),
                or(embedding, base.embedding()),
                or(batch, base.batch()),
                or(sequenceLength, base.sequenceLength()),
                or(learningRate, base.learningRate()),
                base.warmUp(),
                base.clipNorm(),
                or(dropout, base.dropout()),
                or(recurrentDropout, base.recurrentDropout()),
                or(zoneout, base.zoneout()),
                or(seed, base.seed()));
    }
}
