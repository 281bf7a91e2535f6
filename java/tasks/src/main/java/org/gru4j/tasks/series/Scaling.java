package org.gru4j.tasks.series;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.gru4j.tasks.run.OptionChecks;

/**
 * Scales each column to mean 0 and variance 1 over the training part.
 * <pre>
 *   z = (x − mean) ÷ standard deviation
 * </pre>
 */
public record Scaling(List<Column> columns) {
    /** The scaling of one column. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Column(String name, double mean, double standardDeviation) {
        /** @throws IllegalArgumentException if the name is missing, or the numbers can't be used for scaling */
        public Column {
            OptionChecks.requireGiven("name of a column", name);
            if (!(Double.isFinite(mean) && standardDeviation > 0 && Double.isFinite(standardDeviation))) {
                throw new IllegalArgumentException("scaling of '" + name + "': expected a mean and a positive standard"
                        + " deviation but got " + mean + " and " + standardDeviation);
            }
        }
    }

    public Scaling {
        columns = List.copyOf(columns);
    }

    /**
     * Fits a scaling to the first rows of a series. Missing values are ignored.
     *
     * @param trainingRows the length of the training part; later rows are not used
     * @throws IllegalArgumentException if a column does not have two different values there (see
     *     {@link UsableColumns}), or its values are so large that their variance overflows
     */
    public static Scaling fit(Series series, int trainingRows) {
        List<Column> columns = new ArrayList<>();
        for (int column = 0; column < series.columns().size(); column++) {
            int place = column;
            double[] values = IntStream.range(0, trainingRows)
                    .mapToDouble(row -> series.value(row, place))
                    .filter(value -> !Double.isNaN(value))
                    .toArray();
            double mean = mean(values);
            double variance = mean(DoubleStream.of(values)
                    .map(value -> (value - mean) * (value - mean))
                    .toArray());
            if (values.length > 0 && !Double.isFinite(variance)) {
                throw new IllegalArgumentException("series " + series.description() + ", column '"
                        + series.columns().get(column) + "': expected numbers with a finite variance, but it is "
                        + variance + ": they are too large; divide them, or choose other columns with --columns");
            }
            columns.add(new Column(series.columns().get(column), mean, Math.sqrt(variance)));
        }
        return new Scaling(columns);
    }

    private static double mean(double[] values) {
        return DoubleStream.of(values).average().orElse(Double.NaN);
    }

    /** Returns the columns' names, in order. */
    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /** Returns z for x; NaN remains NaN. */
    public double scale(int column, double x) {
        Column c = columns.get(column);
        return (x - c.mean()) / c.standardDeviation();
    }

    /** Returns x for z. */
    public double unscale(int column, double z) {
        Column c = columns.get(column);
        return z * c.standardDeviation() + c.mean();
    }
}
