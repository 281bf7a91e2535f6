package org.gru4j.tasks.series;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gru4j.tasks.run.RunListener;
import org.jspecify.annotations.Nullable;

/**
 * The errors of a model's forecasts, compared with seasonal naive forecasts from the same origins. Errors over all
 * columns are in scaled units so that all columns have the same weight; errors of one column are in its own unit.
 */
final class ForecastScore {
    private final ScaledRows rows;
    private final Scaling scaling;
    private final SeasonalNaive naive;
    private final QuantileScore quantiles;
    private final PointScore model = new PointScore();
    private final PointScore baseline = new PointScore();
    private final List<PointScore> models = new ArrayList<>();
    private final List<PointScore> baselines = new ArrayList<>();
    private long forecasts;
    private long covered;

    /**
     * Creates a score without forecasts.
     *
     * @param levels the forecasts' quantiles
     */
    ForecastScore(ScaledRows rows, Scaling scaling, SeasonalNaive naive, double... levels) {
        this.rows = rows;
        this.scaling = scaling;
        this.naive = naive;
        quantiles = new QuantileScore(levels);
        for (int column = 0; column < rows.targets(); column++) {
            models.add(new PointScore());
            baselines.add(new PointScore());
        }
    }

    /** Adds a forecast of known rows. */
    void add(Forecast forecast) {
        forecasts++;
        for (int step = 0; step < forecast.horizon(); step++) {
            for (int column = 0; column < rows.targets(); column++) {
                add(forecast, step, column);
            }
        }
    }

    private void add(Forecast forecast, int step, int column) {
        double target = rows.target(forecast.origin() + step, column);
        double median = forecast.median(step, column);
        double repeated = naive.forecast(forecast.origin(), step, column);
        double[] levels = forecast.values()[step][column];
        model.add(target, median);
        baseline.add(target, repeated);
        quantiles.add(target, levels);
        covered += target >= levels[0] && target <= levels[levels.length - 1] ? 1 : 0;
        double own = scaling.unscale(column, target);
        models.get(column).add(own, scaling.unscale(column, median));
        baselines.get(column).add(own, scaling.unscale(column, repeated));
    }

    /** Returns the fraction of the targets that lie between the lowest and the highest quantile. */
    double coverage() {
        return (double) covered / model.count();
    }

    /** Returns the scores as fields for programs. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("test_mse", number(model.mse()));
        fields.put("baseline_mse", number(baseline.mse()));
        fields.put("test_mae", number(model.mae()));
        fields.put("baseline_mae", number(baseline.mae()));
        fields.put("pinball", number(quantiles.pinball()));
        fields.put("coverage", number(coverage()));
        fields.put("season", naive.season());
        fields.put("forecasts", forecasts);
        Map<String, Object> columns = new LinkedHashMap<>();
        for (int column = 0; column < rows.targets(); column++) {
            Map<String, Object> own = new LinkedHashMap<>();
            own.put("test_mse", number(models.get(column).mse()));
            own.put("baseline_mse", number(baselines.get(column).mse()));
            own.put("test_mae", number(models.get(column).mae()));
            own.put("baseline_mae", number(baselines.get(column).mae()));
            columns.put(scaling.names().get(column), own);
        }
        fields.put("columns", columns);
        return fields;
    }

    /** Returns null instead of NaN, which JSON does not have. */
    private static @Nullable Double number(double value) {
        return Double.isNaN(value) ? null : value;
    }

    /** Reports the scores to people. */
    void say(RunListener listener, SeriesSettings settings, String what) {
        listener.say(String.format(
                Locale.ROOT,
                "%nErrors of %,d forecasts of %d row%s each, %s, compared with seasonal"
                        + " naive ones with a season of %d:",
                forecasts,
                settings.horizon(),
                settings.horizon() == 1 ? "" : "s",
                what,
                naive.season()));
        listener.say(String.format(Locale.ROOT, "  %-24s %10s %10s %10s %10s", "", "MAE", "naive", "RMSE", "naive"));
        for (int column = 0; column < rows.targets(); column++) {
            row(listener, scaling.names().get(column), models.get(column), baselines.get(column));
        }
        row(listener, "all, scaled", model, baseline);
        double[] levels = settings.levels();
        listener.say(String.format(
                Locale.ROOT,
                "MSE %.4f, naive %.4f; pinball loss %.4f%s (scaled)",
                model.mse(),
                baseline.mse(),
                quantiles.pinball(),
                levels.length == 1
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "; %.0f %% of the values lie between the quantiles %s and %s",
                                100 * coverage(),
                                levels[0],
                                levels[levels.length - 1])));
    }

    private static void row(RunListener listener, String name, PointScore model, PointScore baseline) {
        listener.say(String.format(
                Locale.ROOT,
                "  %-24s %10.4g %10.4g %10.4g %10.4g",
                name,
                model.mae(),
                baseline.mae(),
                Math.sqrt(model.mse()),
                Math.sqrt(baseline.mse())));
    }
}
