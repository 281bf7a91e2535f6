package org.gru4j.tasks.series;

import org.gru4j.tasks.data.Split;

/**
 * A series cut by time: first the rows to train on, then those to validate on, then those to test on. A forecast
 * belongs to the part that all rows it predicts are in; what it reads may be older.
 *
 * @param trainEnd the first row after the training part
 * @param validEnd the first row after the validation part
 * @param rows of the series
 */
public record TimeSplit(int trainEnd, int validEnd, int rows) {
    private static final int TENTHS_TO_TRAIN = 7;
    private static final int TENTHS_TO_VALIDATE = 1;

    /**
     * The origins of the forecasts of a part: the first rows that they predict.
     *
     * @param first the first of them
     * @param count how many there are, one after the other
     */
    public record Origins(int first, int count) {}

    /** The first 70 % of the rows to train on, the next 10 % to validate, the last 20 % to test. */
    public static TimeSplit of(Series series) {
        long rows = series.rows();
        return new TimeSplit(
                (int) (rows * TENTHS_TO_TRAIN / 10),
                (int) (rows * (TENTHS_TO_TRAIN + TENTHS_TO_VALIDATE) / 10),
                series.rows());
    }

    /**
     * The forecasts of a part.
     *
     * @param window W, rows that a forecast reads
     * @param horizon rows that it predicts
     * @throws IllegalArgumentException if there is none: the series is too short
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
