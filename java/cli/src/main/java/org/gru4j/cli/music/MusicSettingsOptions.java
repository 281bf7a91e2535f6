package org.gru4j.cli.music;

import static org.gru4j.cli.option.Given.or;

import org.gru4j.tasks.music.MusicCell;
import org.gru4j.tasks.music.MusicDefaults;
import org.gru4j.tasks.music.MusicSettings;
import picocli.CommandLine.Option;

/** The options that shape a model of music and its training. */
final class MusicSettingsOptions {
    @Option(names = "--cell", paramLabel = "gru|lstm|tanh", description = "The recurrent units (default: gru).")
    private MusicCell cell;

    @Option(
            names = "--hidden",
            paramLabel = "H",
            description = "Units of each recurrent layer (default: " + MusicDefaults.HIDDEN + ").")
    private Integer hidden;

    @Option(
            names = "--layers",
            paramLabel = "L",
            description = "Recurrent layers (default: " + MusicDefaults.LAYERS + ").")
    private Integer layers;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Pieces in a step (default: " + MusicDefaults.BATCH + ").")
    private Integer batch;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description = "Learning rate of AdamW, halved when validations get no better (default: "
                    + MusicDefaults.LEARNING_RATE + ").")
    private Double learningRate;

    @Option(
            names = "--input-dropout",
            paramLabel = "P",
            description = "Probability that a key is hidden from the model in a frame in training (default: "
                    + MusicDefaults.INPUT_DROPOUT + ").")
    private Double inputDropout;

    @Option(
            names = "--dropout",
            paramLabel = "P",
            description = "Probability that a unit's output is hidden from the layer above at a step in training"
                    + " (default: " + MusicDefaults.DROPOUT + ").")
    private Double dropout;

    @Option(
            names = "--recurrent-dropout",
            paramLabel = "P",
            description = "Probability that a unit's state is hidden from the recurrent weights for a whole piece in"
                    + " training; of GRUs alone (default: " + MusicDefaults.RECURRENT_DROPOUT + ").")
    private Double recurrentDropout;

    @Option(
            names = "--zoneout",
            paramLabel = "P",
            description = "Probability that a unit keeps its state at a step in training; of GRUs alone (default: "
                    + MusicDefaults.ZONEOUT + ").")
    private Double zoneout;

    @Option(
            names = "--weight-decay",
            paramLabel = "D",
            description = "Weight decay of AdamW (default: " + MusicDefaults.WEIGHT_DECAY + ").")
    private Double weightDecay;

    @Option(
            names = "--patience",
            paramLabel = "E",
            description = "Epochs without a better validation that are let pass before training ends (default: "
                    + MusicDefaults.PATIENCE + ").")
    private Integer patience;

    @Option(
            names = "--frames-per-beat",
            paramLabel = "F",
            description = "Frames of a quarter note in MIDI files, read and written (default: "
                    + MusicDefaults.FRAMES_PER_BEAT + ").")
    private Integer framesPerBeat;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Of the initial parameters, of the pieces' order, of all dropout, and of the generated piece"
                    + " (default: " + MusicDefaults.SEED + ").")
    private Long seed;

    /** These options, and {@code other} for what was not given. */
    MusicSettings over(MusicSettings other) {
        MusicSettings base = cell == null || cell == other.cell() ? other : other.with(cell);
        return new MusicSettings(
                base.cell(),
                or(hidden, base.hidden()),
                or(layers, base.layers()),
                or(batch, base.batch()),
                or(learningRate, base.learningRate()),
                or(inputDropout, base.inputDropout()),
                or(dropout, base.dropout()),
                or(recurrentDropout, base.recurrentDropout()),
                or(zoneout, base.zoneout()),
                or(weightDecay, base.weightDecay()),
                or(patience, base.patience()),
                or(framesPerBeat, base.framesPerBeat()),
                or(seed, base.seed()));
    }
}
