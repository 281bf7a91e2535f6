package org.gru4j.tasks.series;

/**
 * The scaled rows of a series, as a model reads them. With C columns, an input row has 2·C features: C values, 0 where
 * one is missing, and then C indicators, 1 for missing and 0 for present. A target row has C values, NaN where one is
 * missing; missing values are not scored.
 */
public final class ScaledRows {
    private final Series series;
    private final Scaling scaling;

    /**
     * Creates scaled rows.
     *
     * @throws IllegalArgumentException if the scaling has other columns, or another order
     */
    public ScaledRows(Series series, Scaling scaling) {
        if (!scaling.names().equals(series.columns())) {
            throw new IllegalArgumentException("series " + series.description() + ": expected the columns "
                    + scaling.names() + " but got " + series.columns());
        }
        this.series = series;
        this.scaling = scaling;
    }

    public int rows() {
        return series.rows();
    }

    /** Returns C. */
    public int targets() {
        return series.columns().size();
    }

    /** Returns 2·C. */
    public int features() {
        return 2 * targets();
    }

    /** Writes a row's features, {@link #features()} numbers. */
    public void copyInput(int row, float[] to, int offset) {
        for (int column = 0; column < targets(); column++) {
            double value = target(row, column);
            boolean missing = Double.isNaN(value);
            to[offset + column] = missing ? 0 : (float) value;
            to[offset + targets() + column] = missing ? 1 : 0;
        }
    }

    /** Writes a row's values, {@link #targets()} numbers, some perhaps NaN. */
    public void copyTarget(int row, float[] to, int offset) {
        for (int column = 0; column < targets(); column++) {
            to[offset + column] = (float) target(row, column);
        }
    }

    /** Returns one scaled value; NaN if it is missing. */
    public double target(int row, int column) {
        return scaling.scale(column, series.value(row, column));
    }
}
