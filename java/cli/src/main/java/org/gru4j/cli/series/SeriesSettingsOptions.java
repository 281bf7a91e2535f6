package org.gru4j.cli.series;

import static org.gru4j.cli.option.Given.or;

import java.util.List;
import org.gru4j.cli.option.Sentences;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tasks.series.SeriesDefaults;
import org.gru4j.tasks.series.SeriesSettings;
import picocli.CommandLine.Option;

/** The options that shape a forecasting model and its training. */
final class SeriesSettingsOptions {
    @Option(
            names = "--window",
            paramLabel = "W",
            description = "Rows that a forecast reads (default: " + SeriesDefaults.WINDOW + ").")
    private Integer window;

    @Option(
            names = "--horizon",
            paramLabel = "ROWS",
            description = "Rows that it predicts (default: " + SeriesDefaults.HORIZON + ").")
    private Integer horizon;

    @Option(
            names = "--columns",
            paramLabel = "A,B,…",
            split = ",",
            hideParamSyntax = true,
            description = "The columns to read and to predict (default: all but the times that change).")
    private List<String> columns;

    @Option(
            names = "--quantiles",
            paramLabel = "Q,…",
            split = ",",
            hideParamSyntax = true,
            description = "The quantiles that are predicted, an odd number with 0.5 in the middle (default: "
                    + SeriesDefaults.QUANTILES_TEXT + ").")
    private List<Double> quantiles;

    @Option(
            names = "--season",
            paramLabel = "ROWS",
            description = "The season of the seasonal naive forecast beside the model (default: what does best in the"
                    + " rows to learn from).")
    private Integer season;

    @Option(names = "--hidden", paramLabel = "H", description = Sentences.HIDDEN + SeriesDefaults.HIDDEN + ").")
    private Integer hidden;

    @Option(names = "--layers", paramLabel = "L", description = Sentences.LAYERS + SeriesDefaults.LAYERS + ").")
    private Integer layers;

    @Option(names = "--reset-gate", paramLabel = "after|before", description = Sentences.RESET_GATE)
    private ResetGate resetGate;

    @Option(
            names = "--dropout",
            paramLabel = "P",
            description = "Probability that a unit's output is hidden from the layer that reads it in training"
                    + " (default: " + SeriesDefaults.DROPOUT + ").")
    private Double dropout;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Windows that are read side by side (default: " + SeriesDefaults.BATCH + ").")
    private Integer batch;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description = Sentences.LEARNING_RATE + SeriesDefaults.LEARNING_RATE + ").")
    private Double learningRate;

    @Option(
            names = "--patience",
            paramLabel = "K",
            description = "Epochs without a better validation loss that are let pass before the training ends"
                    + " (default: " + SeriesDefaults.PATIENCE + ").")
    private Integer patience;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Of the initial parameters, of the order of the windows, and of dropout (default: "
                    + SeriesDefaults.SEED + ").")
    private Long seed;

    /** These options, and {@code base} for what was not given. */
    SeriesSettings over(SeriesSettings base) {
        return new SeriesSettings(
                or(window, base.window()),
                or(horizon, base.horizon()),
                or(columns, base.columns()),
                or(quantiles, base.quantiles()),
                or(season, base.season()),
                or(hidden, base.hidden()),
                or(layers, base.layers()),
                or(resetGate, base.resetGate()),
                or(dropout, base.dropout()),
                or(batch, base.batch()),
                or(learningRate, base.learningRate()),
                or(patience, base.patience()),
                or(seed, base.seed()));
    }
}
