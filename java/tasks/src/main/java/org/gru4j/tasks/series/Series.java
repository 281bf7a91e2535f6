package org.gru4j.tasks.series;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A multivariate series: rows in order of time, assumed to be equidistant, and named columns of numbers, where NaN
 * means missing. Immutable.
 */
public final class Series {
    private final String description;
    private final List<String> columns;
    private final List<String> times;
    /** [rows, columns] */
    private final double[] values;

    /**
     * @param description describes the series, for people
     * @param times of the rows, as text; empty if they are unknown
     * @param values [rows, columns], copied
     */
    public Series(String description, List<String> columns, List<String> times, double[] values) {
        if (columns.isEmpty() || values.length % columns.size() != 0) {
            throw new IllegalArgumentException("series " + description + ": expected [rows, " + columns.size()
                    + "] values but got " + values.length);
        }
        if (!times.isEmpty() && times.size() != values.length / columns.size()) {
            throw new IllegalArgumentException("series " + description + ": expected " + values.length / columns.size()
                    + " times but got " + times.size());
        }
        this.description = description;
        this.columns = List.copyOf(columns);
        this.times = List.copyOf(times);
        this.values = values.clone();
    }

    public String description() {
        return description;
    }

    public List<String> columns() {
        return columns;
    }

    public int rows() {
        return values.length / columns.size();
    }

    /** Returns a value; NaN if it is missing. */
    public double value(int row, int column) {
        return values[row * columns.size() + column];
    }

    /** Returns whether the rows' times are known. */
    public boolean hasTimes() {
        return !times.isEmpty();
    }

    /** Returns the time of a row, or its number, from 1, if times are unknown. */
    public String time(int row) {
        return times.isEmpty() ? Integer.toString(row + 1) : times.get(row);
    }

    /** Returns a series with only the given columns, in the given order. */
    public Series select(List<String> chosen) {
        List<Integer> places = new ArrayList<>();
        for (String name : chosen) {
            if (!columns.contains(name)) {
                throw new IllegalArgumentException(
                        "series " + description + ": expected a column '" + name + "' but there are only " + columns);
            }
            places.add(columns.indexOf(name));
        }
        double[] kept = new double[rows() * places.size()];
        for (int row = 0; row < rows(); row++) {
            for (int k = 0; k < places.size(); k++) {
                kept[row * places.size() + k] = value(row, places.get(k));
            }
        }
        return new Series(description, chosen, times, kept);
    }

    /** Returns a checksum that is equal for equal columns and values. */
    public String checksum() {
        CRC32C crc = new CRC32C();
        crc.update(String.join("\0", columns).getBytes(StandardCharsets.UTF_8));
        for (double value : values) {
            long bits = Double.doubleToLongBits(value);
            for (int k = 0; k < Long.BYTES; k++) {
                crc.update((int) (bits >>> 8 * k));
            }
        }
        return Long.toHexString(crc.getValue());
    }
}
