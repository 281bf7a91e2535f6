package org.gru4j.tasks.series;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.gru4j.file.AtomicFile;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.run.ModelUse;

/**
 * Forecasts the rows after a series' end in the columns' own units. The forecast is printed, drawn, and written as CSV.
 */
final class SeriesPrediction {
    private final SeriesModel model;
    private final Series series;
    private final Forecast forecast;
    private final List<String> times;

    private SeriesPrediction(SeriesModel model, Series series, Forecast forecast) {
        this.model = model;
        this.series = series;
        this.forecast = forecast;
        times = FutureTimes.after(series, forecast.horizon());
    }

    /** Forecasts the given series, or by default the model's original one. */
    static Map<String, Object> run(ModelUse use) {
        SeriesModel model = SeriesModel.of(use.saved());
        Series series = model.read(use.data() == null ? use.saved().data() : use.data());
        if (series.rows() < model.settings().window()) {
            throw new IllegalArgumentException("series " + series.description() + ": expected at least "
                    + model.settings().window() + " rows, which the model reads before a forecast, but got "
                    + series.rows());
        }
        try (Sequential network = use.saved().checkpoint().createModel(use.backend())) {
            Forecaster forecaster = new Forecaster(network, model.settings(), new ScaledRows(series, model.scaling()));
            return new SeriesPrediction(model, series, forecaster.at(series.rows())).report(use);
        }
    }

    private Map<String, Object> report(ModelUse use) {
        use.listener()
                .say(String.format(
                        Locale.ROOT,
                        "The %d rows after %s, the last of %s:%n",
                        forecast.horizon(),
                        series.time(series.rows() - 1),
                        series.description()));
        sayTable(use);
        Path csv = use.out().resolve("prediction.csv");
        writeCsv(csv);
        Path picture = use.out().resolve("prediction.png");
        Optional<String> noPicture = model.draw(forecast, series, picture);
        noPicture.ifPresent(use.listener()::warn);
        use.listener()
                .say(String.format(
                        "%nFiles:%n  %s%s", csv, noPicture.isPresent() ? "" : System.lineSeparator() + "  " + picture));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("horizon", forecast.horizon());
        result.put("columns", series.columns());
        result.put("quantiles", model.settings().quantiles());
        result.put("forecast", objects());
        result.put("csv", csv.toString());
        result.put("picture", noPicture.isPresent() ? null : picture.toString());
        return result;
    }

    /** Returns the name of the column that identifies rows. */
    private String timeName() {
        return series.hasTimes() ? "time" : "row";
    }

    private List<String> quantileNames() {
        return model.settings().quantiles().stream()
                .map(quantile -> "quantile_" + quantile)
                .toList();
    }

    private double[] values(int step, int column) {
        double[] values = forecast.values()[step][column].clone();
        for (int q = 0; q < values.length; q++) {
            values[q] = model.scaling().unscale(column, values[q]);
        }
        return values;
    }

    private void sayTable(ModelUse use) {
        StringBuilder header = new StringBuilder(String.format("  %-22s %-24s", timeName(), "column"));
        quantileNames().forEach(name -> header.append(String.format(" %14s", name)));
        use.listener().say(header.toString());
        for (int step = 0; step < forecast.horizon(); step++) {
            for (int column = 0; column < series.columns().size(); column++) {
                StringBuilder line = new StringBuilder(String.format(
                        "  %-22s %-24s", times.get(step), series.columns().get(column)));
                for (double value : values(step, column)) {
                    line.append(String.format(Locale.ROOT, " %14.5g", value));
                }
                use.listener().say(line.toString());
            }
        }
    }

    private void writeCsv(Path file) {
        List<String> lines = new ArrayList<>();
        List<Object> header = new ArrayList<>(List.of(timeName(), "column"));
        header.addAll(quantileNames());
        lines.add(CSVFormat.DEFAULT.format(header.toArray()));
        for (int step = 0; step < forecast.horizon(); step++) {
            for (int column = 0; column < series.columns().size(); column++) {
                List<Object> cells = new ArrayList<>(
                        List.of(times.get(step), series.columns().get(column)));
                for (double value : values(step, column)) {
                    cells.add((float) value); // the model computes in floats
                }
                lines.add(CSVFormat.DEFAULT.format(cells.toArray()));
            }
        }
        AtomicFile.writeStream(file, out -> {
            for (String line : lines) {
                out.write((line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private List<Map<String, Object>> objects() {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (int step = 0; step < forecast.horizon(); step++) {
            for (int column = 0; column < series.columns().size(); column++) {
                Map<String, Object> object = new LinkedHashMap<>();
                object.put(timeName(), times.get(step));
                object.put("column", series.columns().get(column));
                object.put("values", values(step, column));
                objects.add(object);
            }
        }
        return objects;
    }
}
