package org.gru4j.cli.series;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.gru4j.cli.option.RunOptions;
import org.gru4j.cli.option.Sentences;
import org.gru4j.cli.option.SettingsOptions;
import org.gru4j.tasks.series.SeriesDefaults;
import org.gru4j.tasks.series.SeriesKind;
import org.gru4j.tasks.series.SeriesSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j train series}. */
@Command(
        name = "series",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Train a model that forecasts a time series of one or more columns, by default for at most "
                    + SeriesDefaults.EPOCHS + " epochs.",
            "The first 70 %% of the rows are for training, the next 10 %% for validation and the last 20 %% for"
                    + " the test."
        })
public final class TrainSeriesCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "CSV file with a header and rows at regular intervals. Cells are numbers; empty, NA or NaN"
                    + " means missing. One column may hold times (2024-03-31, 2024-03-31 17:00, …) in ascending order"
                    + " (default: Seattle's daily weather from 2012 to 2015, which is in the public domain).")
    private @Nullable Path data;

    @Mixin
    private final SettingsOptions<SeriesSettings> settings = new SettingsOptions<>(
                    Sentences.SETTINGS, SeriesSettings.DEFAULTS)
            .option("--window", "W", "Rows that each forecast reads")
            .option("--horizon", "ROWS", "Rows that each forecast predicts")
            .option("--columns", "A,B,…", "Columns to read and predict", "all that vary, except the times")
            .option("--quantiles", "Q,…", "Quantiles to predict: ascending, an odd number, 0.5 in the middle")
            .option(
                    "--season",
                    "ROWS",
                    "Season of the seasonal naive baseline, in rows",
                    "the best one for the training rows")
            .option("--hidden", "H", Sentences.HIDDEN)
            .option("--layers", "L", Sentences.LAYERS)
            .option("--reset-gate", "after|before", Sentences.RESET_GATE)
            .option("--dropout", "P", Sentences.DROPOUT)
            .option("--batch", "N", "Batch size: windows in each weight update")
            .option("--lr", "RATE", Sentences.LEARNING_RATE)
            .option("--patience", "K", Sentences.PATIENCE)
            .option("--seed", "SEED", "Random seed for initial weights, window order and dropout");

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() {
        return run.run(new SeriesKind(), data, settings::over);
    }
}
