package org.gru4j.tasks.series;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.gru4j.tasks.run.OptionChecks;

/**
 * Makes columns comparable: of the training part, each has mean 0 and variance 1 afterwards.
 * <pre>
 *   z = (x − mean) ÷ standard deviation
 * </pre>
 */
public record Scaling(List<Column> columns) {
    /** One column's numbers. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Column(String name, double mean, double standardDeviation) {
        /** @throws IllegalArgumentException if the name is missing, or nothing can be scaled by the numbers */
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
     * Learns from the first rows of a series; missing values don't count, and the variance is that of the values there
     * are.
     *
     * @param trainingRows the length of the training part; later rows have no influence
     * @throws IllegalArgumentException if a column has no two values there, see {@link UsableColumns}, or values so
     *     large that their variance is no number
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
                        + series.columns().get(column) + "': expected numbers whose variance is one too, but it is "
                        + variance + ": they are too large; divide them, or choose other columns with --columns");
            }
            columns.add(new Column(series.columns().get(column), mean, Math.sqrt(variance)));
        }
        return new Scaling(columns);
    }

    private static double mean(double[] values) {
        return DoubleStream.of(values).average().orElse(Double.NaN);
    }

    /** The columns' names, in order. */
    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /** z of x; NaN stays NaN. */
    public double scale(int column, double x) {
        Column c = columns.get(column);
        return (x - c.mean()) / c.standardDeviation();
    }

    /** x of z. */
    public double unscale(int column, double z) {
        Column c = columns.get(column);
        return z * c.standardDeviation() + c.mean();
    }
}
