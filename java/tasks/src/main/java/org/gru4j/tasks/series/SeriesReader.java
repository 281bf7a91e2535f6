package org.gru4j.tasks.series;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.gru4j.tasks.data.InputFiles;

/**
 * Reads series from CSV: a header with the columns' names, a row for each time, in UTF-8. The first column whose first
 * value is a time ({@code 2024-03-31}, {@code 2024-03-31 17:00}, …) holds the rows' times, which must be ascending. All
 * other columns are numbers with a decimal point. Missing values are empty, NA or NaN. Other columns are an error
 * unless the caller names the columns to read.
 */
public final class SeriesReader {
    private static final String BUILT_IN = "seattle-weather.csv";
    private static final List<String> BUILT_IN_COLUMNS = List.of("precipitation", "temp_max", "temp_min", "wind");

    private final String source;
    private final CsvTable table;
    private final int timeColumn;

    private SeriesReader(String source, CsvTable table) {
        this.source = source;
        this.table = table;
        int found = -1;
        for (int column = table.header().size() - 1; column >= 0; column--) {
            found = TimeColumn.parse(table.cell(0, column)).isPresent() ? column : found;
        }
        timeColumn = found;
    }

    /**
     * Returns the daily weather of Seattle from 2012 to 2015: precipitation in mm, highest and lowest temperature in
     * °C, wind. Data of the United States' NOAA, in the public domain; see the README next to the file.
     */
    public static Series builtIn() {
        try (InputStream in = SeriesReader.class.getResourceAsStream(BUILT_IN)) {
            return new SeriesReader(BUILT_IN, CsvTable.read(BUILT_IN, in)).read(BUILT_IN_COLUMNS);
        } catch (IOException e) {
            throw new UncheckedIOException("series " + BUILT_IN + ": can't be read", e);
        }
    }

    /**
     * Reads a file.
     *
     * @param columns the ones to read, in this order; empty for all but the times
     * @throws UncheckedIOException if it can't be read
     * @throws IllegalArgumentException if it is not such a CSV file; the message names row and column
     */
    public static Series read(Path file, List<String> columns) {
        try (InputStream in = Files.newInputStream(file)) {
            return new SeriesReader(file.toString(), CsvTable.read(file.toString(), in)).read(columns);
        } catch (IOException e) {
            throw InputFiles.unreadable("series", file, e);
        }
    }

    private Series read(List<String> chosen) {
        List<Integer> places = chosen.isEmpty() ? allButTimes() : places(chosen);
        double[] values = new double[table.rows() * places.size()];
        for (int k = 0; k < places.size(); k++) {
            for (int row = 0; row < table.rows(); row++) {
                values[row * places.size() + k] = number(row, places.get(k));
            }
        }
        return new Series(source, places.stream().map(table.header()::get).toList(), times(), values);
    }

    private List<Integer> allButTimes() {
        List<Integer> places = new ArrayList<>();
        for (int column = 0; column < table.header().size(); column++) {
            if (column != timeColumn) {
                places.add(column);
            }
        }
        if (places.isEmpty()) {
            throw new IllegalArgumentException("series " + source + ": expected columns of numbers but found only '"
                    + table.header().get(timeColumn) + "', the column of times");
        }
        return places;
    }

    private List<Integer> places(List<String> chosen) {
        if (new HashSet<>(chosen).size() < chosen.size()) {
            throw new IllegalArgumentException("columns: expected each column once but got " + chosen);
        }
        List<Integer> places = new ArrayList<>();
        for (String name : chosen) {
            int place = table.header().indexOf(name);
            if (place < 0 || place == timeColumn) {
                throw new IllegalArgumentException("series " + source + ": expected a column of numbers '" + name
                        + "' but " + (place < 0 ? "there are only " + table.header() : "it contains the times"));
            }
            places.add(place);
        }
        return places;
    }

    private List<String> times() {
        if (timeColumn < 0) {
            return List.of();
        }
        TimeColumn times = new TimeColumn(source + ", column '" + table.header().get(timeColumn) + "'");
        for (int row = 0; row < table.rows(); row++) {
            times.add(table.cell(row, timeColumn), table.number(row));
        }
        return times.times();
    }

    private double number(int row, int column) {
        String text = table.cell(row, column);
        if (!NumberCell.isMissing(text) && !NumberCell.isNumber(text)) {
            List<String> usable = numericColumns();
            throw new IllegalArgumentException("series " + source + ", row " + table.number(row) + ", column '"
                    + table.header().get(column) + "': expected a finite number or nothing but got '" + text + "'"
                    + (usable.contains(table.header().get(column)) || usable.isEmpty()
                            ? ""
                            : "; columns of numbers, which --columns can select: " + String.join(",", usable)));
        }
        return NumberCell.parse(text);
    }

    /** Returns the columns that contain numbers. */
    private List<String> numericColumns() {
        List<String> names = new ArrayList<>();
        for (int column : allButTimes()) {
            for (int row = 0; row < table.rows(); row++) {
                if (NumberCell.isNumber(table.cell(row, column))) {
                    names.add(table.header().get(column));
                    break;
                }
            }
        }
        return names;
    }
}
