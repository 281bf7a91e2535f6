package org.gru4j.tasks.series;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.output.Json;
import org.gru4j.tasks.output.Picture;
import org.gru4j.tasks.run.SavedTask;
import org.gru4j.tasks.series.TimeSplit.Origins;
import org.jspecify.annotations.Nullable;

/**
 * The information about a trained model besides its parameters: its settings, its scaling, and the season of its
 * baseline.
 */
record SeriesModel(SeriesSettings settings, Scaling scaling, int season) {
    private static final String SCALING = "scaling";
    private static final String SEASON = "season";
    /** The longest history in a picture, in horizons. */
    private static final int HISTORY_HORIZONS = 4;

    SeriesModel {
        if (season <= 0) {
            throw new IllegalArgumentException("season: expected a positive number of rows but got " + season);
        }
    }

    /** Reads the information from a checkpoint. */
    static SeriesModel of(SavedTask saved) {
        SeriesModel model = saved.require(() -> new SeriesModel(
                saved.settings(SeriesSettings.class),
                saved.json(SCALING, Scaling.class),
                saved.json(SEASON, Integer.class)));
        saved.requireModel(() -> model.settings.model(model.scaling.columns().size()));
        return model;
    }

    /** Returns the metadata from which {@link #of} restores this object. */
    Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(SCALING, Json.line(scaling));
        metadata.put(SEASON, Integer.toString(season));
        return metadata;
    }

    /**
     * Reads the model's columns from a file.
     *
     * @param file null for the bundled series
     */
    Series read(@Nullable Path file) {
        return file == null ? SeriesReader.builtIn().select(scaling.names()) : SeriesReader.read(file, scaling.names());
    }

    /** Scores the forecasts of a series from these origins, and the baseline's. */
    ForecastScore score(Sequential network, Series series, Origins origins) {
        ScaledRows rows = new ScaledRows(series, scaling);
        ForecastScore score = new ForecastScore(rows, scaling, new SeasonalNaive(rows, season), settings.levels());
        new Forecaster(network, settings, rows).forEach(origins, score::add);
        return score;
    }

    /**
     * Draws a forecast with its history and, if known, the actual values.
     *
     * @return the reason why there is no picture; empty on success
     */
    Optional<String> draw(Forecast forecast, Series series, Path file) {
        List<ForecastPicture.Panel> panels = new ArrayList<>();
        for (int column = 0; column < scaling.columns().size(); column++) {
            panels.add(panel(forecast, series, column));
        }
        String origin = forecast.origin() < series.rows()
                ? series.time(forecast.origin())
                : FutureTimes.after(series, 1).get(0);
        return Picture.write("the forecast", file, target -> ForecastPicture.write(panels, origin, target));
    }

    private ForecastPicture.Panel panel(Forecast forecast, Series series, int column) {
        int origin = forecast.origin();
        int horizon = forecast.horizon();
        int first = origin - Math.min(settings.window(), HISTORY_HORIZONS * horizon);
        SeasonalNaive naive = new SeasonalNaive(new ScaledRows(series, scaling), season);
        double[][] quantiles = new double[settings.quantiles().size()][horizon];
        for (int q = 0; q < quantiles.length; q++) {
            for (int step = 0; step < horizon; step++) {
                quantiles[q][step] = scaling.unscale(column, forecast.values()[step][column][q]);
            }
        }
        return new ForecastPicture.Panel(
                series.columns().get(column),
                IntStream.range(first, origin)
                        .mapToDouble(row -> series.value(row, column))
                        .toArray(),
                IntStream.range(origin, origin + horizon)
                        .mapToDouble(row -> row < series.rows() ? series.value(row, column) : Double.NaN)
                        .toArray(),
                IntStream.range(0, horizon)
                        .mapToDouble(step -> scaling.unscale(column, naive.forecast(origin, step, column)))
                        .toArray(),
                quantiles,
                settings.levels());
    }
}
