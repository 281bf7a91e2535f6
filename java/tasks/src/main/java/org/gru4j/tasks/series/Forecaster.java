package org.gru4j.tasks.series;

import java.util.Arrays;
import java.util.function.Consumer;
import org.gru4j.layer.Pass;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.series.TimeSplit.Origins;
import org.gru4j.tensor.Tensor;

/**
 * Forecasts a series with a model. For each forecast the model reads the W rows before the origin, starting with a zero
 * state.
 *
 * <p>Each quantile is a separate output, so a lower quantile can come out above a higher one. Sorting them fixes that
 * and never increases the pinball loss (Chernozhukov, Fernández-Val and Galichon, Econometrica 78, 2010).
 */
final class Forecaster {
    private final Sequential model;
    private final SeriesSettings settings;
    private final ScaledRows rows;

    /**
     * Creates a forecaster.
     *
     * @param model built from the settings, for the columns of the rows
     */
    Forecaster(Sequential model, SeriesSettings settings, ScaledRows rows) {
        this.model = model;
        this.settings = settings;
        this.rows = rows;
    }

    /** Returns the forecast from one origin, which may be the first row after the series' end. */
    Forecast at(int origin) {
        Forecast[] only = new Forecast[1];
        forEach(new Origins(origin, 1), forecast -> only[0] = forecast);
        return only[0];
    }

    /** Computes the forecasts from these origins, in order. */
    void forEach(Origins origins, Consumer<Forecast> to) {
        int end = origins.first() + origins.count();
        try (Pass pass = Pass.inference(model.backend())) {
            for (int origin = origins.first(); origin < end; origin += settings.batch()) {
                forward(pass, origin, Math.min(settings.batch(), end - origin), to);
            }
        }
    }

    private void forward(Pass pass, int first, int count, Consumer<Forecast> to) {
        int window = settings.window();
        float[] features = new float[window * count * rows.features()];
        for (int t = 0, at = 0; t < window; t++) {
            for (int n = 0; n < count; n++, at += rows.features()) {
                rows.copyInput(first + n - window + t, features, at);
            }
        }
        float[] outputs = new float[model.spec().outputFeatures()];
        pass.begin(null);
        Tensor x = pass.scope().allocateUninitialized("x", window, count, rows.features());
        Tensor y = model.forward(pass, x.copyFrom(features), null);
        for (int n = 0; n < count; n++) {
            y.read(((window - 1) * count + n) * outputs.length, outputs, 0, outputs.length);
            to.accept(new Forecast(first + n, values(outputs)));
        }
        pass.end();
    }

    private double[][][] values(float[] outputs) {
        int quantiles = settings.quantiles().size();
        double[][][] values = new double[settings.horizon()][rows.targets()][quantiles];
        int at = 0;
        for (double[][] step : values) {
            for (double[] column : step) {
                for (int q = 0; q < quantiles; q++, at++) {
                    column[q] = outputs[at];
                }
                Arrays.sort(column);
            }
        }
        return values;
    }
}
