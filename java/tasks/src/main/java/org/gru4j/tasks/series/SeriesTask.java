package org.gru4j.tasks.series;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gru4j.data.SequenceDataset;
import org.gru4j.loss.QuantileLoss;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.data.DataSource;
import org.gru4j.tasks.data.Split;
import org.gru4j.tasks.run.RunListener;
import org.gru4j.tasks.run.Task;
import org.gru4j.tasks.run.Units;
import org.gru4j.tasks.series.TimeSplit.Origins;
import org.gru4j.train.EarlyStopping;
import org.gru4j.train.Evaluation;
import org.gru4j.train.Trainer;
import org.gru4j.train.TrainerBuilder;
import org.gru4j.train.Validation;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model that forecasts a series. After each row it predicts the quantiles of all rows up to the horizon at
 * once. With h_t the state of the last GRU layer after row t, and ŷ [horizon, C, quantiles],
 * <pre>
 *   ŷ_{t+1 … t+horizon} = h_t·W + b
 * </pre>
 * It is trained at every step of every window, and scored at a window's last step. These are direct multi-horizon
 * quantile forecasts; training at every step is known as "forking sequences" (Wen, Torkkola, Narayanaswamy, Madeka,
 * arXiv 1711.11053).
 */
final class SeriesTask extends Task {
    private final SeriesSettings settings;
    private final Series series;
    private final String location;
    private final List<String> remarks;
    private final TimeSplit split;
    private final SeriesModel model;
    private final ScaledRows rows;
    private final QuantileLoss loss;

    /**
     * @param series with the columns that the settings select
     * @param known the scaling of a model to start from; null to fit it to the series
     * @throws IllegalArgumentException if the series is too short, if all values in a part are missing, or if its
     *     columns differ from those of the known scaling
     */
    SeriesTask(SeriesSettings settings, Series series, String location, @Nullable Scaling known) {
        super(SeriesKind.NAME, units(settings), settings, settings.seed());
        this.settings = settings;
        this.location = location;
        split = TimeSplit.of(series);
        for (Split part : Split.values()) {
            split.origins(series, part, settings.window(), settings.horizon());
        }
        UsableColumns usable =
                UsableColumns.of(series, split.trainEnd(), !settings.columns().isEmpty());
        this.series = usable.series();
        remarks = usable.remarks();
        Scaling scaling = known == null ? Scaling.fit(this.series, split.trainEnd()) : known;
        requireColumns(scaling);
        rows = new ScaledRows(this.series, scaling);
        for (Split part : Split.values()) {
            requireValues(part);
        }
        SeasonalNaive naive = settings.season() == null
                ? SeasonalNaive.choose(rows, split.trainEnd(), settings.horizon())
                : new SeasonalNaive(rows, settings.season());
        model = new SeriesModel(settings, scaling, naive.season());
        loss = settings.loss();
    }

    private void requireColumns(Scaling scaling) {
        if (!scaling.names().equals(series.columns())) {
            throw new IllegalArgumentException(
                    "series " + series.description() + ": expected the columns of the model, "
                            + scaling.names() + ", but got " + series.columns()
                            + (remarks.isEmpty() ? "" : ": " + String.join("; ", remarks)));
        }
    }

    private Origins origins(Split part) {
        return split.origins(series, part, settings.window(), settings.horizon());
    }

    private void requireValues(Split part) {
        Origins origins = origins(part);
        int end = origins.first() + origins.count() - 1 + settings.horizon();
        for (int row = origins.first(); row < end; row++) {
            for (int column = 0; column < rows.targets(); column++) {
                if (!Double.isNaN(rows.target(row, column))) {
                    return;
                }
            }
        }
        throw new IllegalArgumentException("series " + series.description() + ": expected values in the rows "
                + series.time(origins.first()) + " to " + series.time(end - 1) + ", which are used to " + part.verb()
                + ", but all are missing");
    }

    private static Units units(SeriesSettings settings) {
        return new Units(
                "loss",
                "validation_loss",
                "steps_per_second",
                "Pinball loss, mean over the quantiles, of" + " scaled values",
                "pinball",
                "rows/s",
                1.0 / settings.quantiles().size());
    }

    @Override
    public DataSource data() {
        return new DataSource(location, series.checksum(), series.description());
    }

    @Override
    public ModelSpec model() {
        return settings.model(rows.targets());
    }

    @Override
    public TrainerBuilder training(Sequential network) {
        SequenceDataset windows = SequenceDataset.shuffled(
                SeriesWindows.forTraining(rows, origins(Split.TRAIN), settings.window(), settings.horizon()),
                settings.batch(),
                settings.seed());
        return Trainer.builder(network, windows, loss)
                .schedule(settings.schedule())
                .clipNorm(SeriesDefaults.CLIP_NORM)
                .seed(settings.seed())
                .validation(Validation.eachEpoch(validation(), settings.loss()))
                .earlyStopping(EarlyStopping.onLoss(settings.patience()));
    }

    private SequenceDataset validation() {
        return SequenceDataset.ordered(
                SeriesWindows.forScoring(rows, origins(Split.VALID), settings.window(), settings.horizon()),
                settings.batch());
    }

    @Override
    public Map<String, String> metadata() {
        return model.metadata();
    }

    @Override
    public List<String> description() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "series: %s, columns %s; %,d rows for training, %,d for validation, the last %,d for the test",
                series.description(),
                String.join(", ", series.columns()),
                split.trainEnd(),
                split.validEnd() - split.trainEnd(),
                split.rows() - split.validEnd()));
        lines.addAll(remarks);
        return lines;
    }

    @Override
    public Map<String, Object> start() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("columns", series.columns());
        fields.put("training_rows", split.trainEnd());
        fields.put("validation_rows", split.validEnd() - split.trainEnd());
        fields.put("test_rows", split.rows() - split.validEnd());
        fields.put("remarks", remarks);
        return fields;
    }

    @Override
    public Map<String, Object> finish(Finished run) {
        RunListener listener = run.listener();
        double held = Evaluation.of(run.model(), validation(), loss).loss() * units().scale();
        ForecastScore score = model.score(run.model(), series, origins(Split.TEST));
        score.say(listener, settings, "of the last " + (split.rows() - split.validEnd()) + " rows");
        Path picture = run.files().file("forecast.png");
        Forecast last = new Forecaster(run.model(), settings, rows).at(series.rows() - settings.horizon());
        Optional<String> noPicture = model.draw(last, series, picture);
        noPicture.ifPresentOrElse(listener::warn, () -> listener.say("Picture of the last forecast: " + picture));
        listener.say("Forecast beyond the data: ./gru4j predict --model "
                + run.files().directory());
        Map<String, Object> result = new LinkedHashMap<>(score.fields());
        result.put("validation_loss", held);
        result.put("picture", noPicture.isPresent() ? null : picture.toString());
        return result;
    }
}
