package org.gru4j.tasks.series;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a model can learn from: those with at least two different values in the training part. Other columns
 * are left out with a remark, or rejected if the user chose them.
 *
 * @param remarks one line for each omitted column, with the reason
 */
public record UsableColumns(Series series, List<String> remarks) {
    /**
     * Finds the usable columns.
     *
     * @param trainingRows the length of the training part
     * @param chosen whether the user named the columns
     * @throws IllegalArgumentException if a chosen column, or every column, does not have two different values
     */
    public static UsableColumns of(Series series, int trainingRows, boolean chosen) {
        List<String> usable = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (int column = 0; column < series.columns().size(); column++) {
            String fault = fault(series, column, trainingRows);
            if (fault == null) {
                usable.add(series.columns().get(column));
            } else {
                remarks.add("column '" + series.columns().get(column) + "' " + fault + " in the " + trainingRows
                        + " training rows");
            }
        }
        if (usable.isEmpty() || (chosen && !remarks.isEmpty())) {
            throw new IllegalArgumentException("series " + series.description() + ": expected columns that change but "
                    + String.join("; ", remarks));
        }
        return new UsableColumns(
                remarks.isEmpty() ? series : series.select(usable),
                remarks.stream().map(remark -> remark + ": left out").toList());
    }

    /** Returns the reason why a column is unusable; null if it is usable. */
    private static @Nullable String fault(Series series, int column, int rows) {
        double first = Double.NaN;
        for (int row = 0; row < rows; row++) {
            double value = series.value(row, column);
            if (Double.isNaN(first)) {
                first = value;
            } else if (!Double.isNaN(value) && value != first) {
                return null;
            }
        }
        return Double.isNaN(first) ? "has no value" : "is always " + first;
    }
}
