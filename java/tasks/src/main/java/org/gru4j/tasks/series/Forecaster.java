package org.gru4j.tasks.series;

import java.util.Arrays;
import java.util.function.Consumer;
import org.gru4j.layer.Pass;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.series.TimeSplit.Origins;
import org.gru4j.tensor.Tensor;

/**
 * Forecasts of a series by a model: what it says after it has read the W rows before an origin, from a state of zero.
 *
 * <p>Each quantile is an output of its own, and nothing keeps a lower one from coming out above a higher one. Sorting
 * them mends that and never makes the pinball loss larger (Chernozhukov, Fernández-Val and Galichon, Econometrica 78,
 * 2010).
 */
final class Forecaster {
    private final Sequential model;
    private final SeriesSettings settings;
    private final ScaledRows rows;

    /** @param model of those settings, for as many columns as the rows have */
    Forecaster(Sequential model, SeriesSettings settings, ScaledRows rows) {
        this.model = model;
        this.settings = settings;
        this.rows = rows;
    }

    /** The forecast from one origin, which may be the first row after the series' end. */
    Forecast at(int origin) {
        Forecast[] only = new Forecast[1];
        forEach(new Origins(origin, 1), forecast -> only[0] = forecast);
        return only[0];
    }

    /** The forecasts from these origins, in order. */
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
