package org.gru4j.cli.series;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.gru4j.cli.option.RunOptions;
import org.gru4j.tasks.series.SeriesDefaults;
import org.gru4j.tasks.series.SeriesKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j train series}. */
@Command(
        name = "series",
        sortOptions = false,
        description = {
            "Train a model that forecasts a series of one or more columns, for " + SeriesDefaults.EPOCHS
                    + " epochs unless told otherwise, or until it gets no better.",
            "The first 70 %% of the rows are to learn from, the next 10 %% to choose the model by, the last 20 %% to test"
                    + " it on. Without --data it learns from Seattle's daily weather from 2012 to 2015, which is in the public"
                    + " domain."
        })
public final class TrainSeriesCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "CSV with a header; a row for each time, equally far apart; perhaps a column of times"
                    + " (2024-03-31, 2024-03-31 17:00, …), which must rise; numbers in all others, or nothing, NA"
                    + " or NaN where one is missing.")
    private Path data;

    @Mixin
    private SeriesSettingsOptions settings;

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() {
        return run.run(new SeriesKind(), data, settings::over);
    }
}
