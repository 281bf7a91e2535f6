package org.gru4j.tasks.series;

import org.gru4j.tasks.data.Split;

/**
 * Splits a series by time into training, validation and test rows, in this order. A forecast belongs to the part that
 * contains all rows it predicts; the rows it reads may be older.
 *
 * @param trainEnd the first row after the training part
 * @param validEnd the first row after the validation part
 * @param rows of the series
 */
public record TimeSplit(int trainEnd, int validEnd, int rows) {
    private static final int TENTHS_TO_TRAIN = 7;
    private static final int TENTHS_TO_VALIDATE = 1;

    /**
     * The origins of the forecasts of a part. An origin is the first row that a forecast predicts.
     *
     * @param first the first origin
     * @param count the number of consecutive origins
     */
    public record Origins(int first, int count) {}

    /** Returns a split into 70 % training, 10 % validation and 20 % test rows. */
    public static TimeSplit of(Series series) {
        long rows = series.rows();
        return new TimeSplit(
                (int) (rows * TENTHS_TO_TRAIN / 10),
                (int) (rows * (TENTHS_TO_TRAIN + TENTHS_TO_VALIDATE) / 10),
                series.rows());
    }

    /**
     * Returns the origins of the forecasts of a part.
     *
     * @param window W, the rows that a forecast reads
     * @param horizon the rows that a forecast predicts
     * @throws IllegalArgumentException if the series is too short for any
     */
    public Origins origins(Series series, Split part, int window, int horizon) {
        if (window <= 0 || horizon <= 0) {
            throw new IllegalArgumentException(
                    "window and horizon must be positive, got " + window + " and " + horizon);
        }
        int start = part == Split.TRAIN ? 0 : part == Split.VALID ? trainEnd : validEnd;
        int end = part == Split.TRAIN ? trainEnd : part == Split.VALID ? validEnd : rows;
        int first = Math.max(start, window);
        if (end - horizon < first) {
            throw new IllegalArgumentException("series " + series.description() + ": expected at least "
                    + (first - start + horizon) + " rows to " + part.verb() + " on ("
                    + (first > start ? "window " + window + " and " : "") + "horizon " + horizon + ") but got "
                    + (end - start) + " of " + rows + ": the series is too short");
        }
        return new Origins(first, end - horizon - first + 1);
    }
}
