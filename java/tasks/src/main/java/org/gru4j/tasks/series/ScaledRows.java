package org.gru4j.tasks.series;

/**
 * The rows of a series as a model sees them, scaled. Of C columns, an input row has 2·C features: the C values, 0 where
 * one is missing, and then C indicators, 1 where it is missing and 0 where it is not. A target row has C values, NaN
 * where one is missing: what is not known is not scored.
 */
public final class ScaledRows {
    private final Series series;
    private final Scaling scaling;

    /** @throws IllegalArgumentException if the scaling is of other columns, or of another order */
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

    /** C. */
    public int targets() {
        return series.columns().size();
    }

    /** 2·C. */
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

    /** One scaled value; NaN if it is missing. */
    public double target(int row, int column) {
        return scaling.scale(column, series.value(row, column));
    }
}
