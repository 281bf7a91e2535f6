package org.gru4j.tasks.series;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file as text: UTF-8, separated by commas, with a header of unique names and rows of the same length. Cells are
 * trimmed. Empty lines are skipped but counted; in a file of one column they are empty cells.
 */
final class CsvTable {
    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setIgnoreEmptyLines(false).setTrim(true).get();
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final String source;
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();

    private CsvTable(String source, List<String> header) {
        this.source = source;
        this.header = header;
    }

    /**
     * Reads a table to the end of the stream.
     *
     * @param source the name of the source, for messages
     * @throws IllegalArgumentException if it is not such a table; the message names the row
     */
    static CsvTable read(String source, InputStream in) throws IOException {
        long number = 1;
        @Nullable CsvTable table = null;
        try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder());
                CSVParser parser = CSVParser.parse(reader, FORMAT)) {
            for (CSVRecord row : parser) {
                if (table == null) {
                    table = new CsvTable(source, header(source, row.toList()));
                } else {
                    table.add(row.toList(), number);
                }
                number++;
            }
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "series " + source + ": expected text in UTF-8 but it is something else", e);
        } catch (UncheckedIOException e) { // thrown by the parser's iterator, whose buffer may have read far ahead
            IOException cause = e.getCause();
            if (cause instanceof CharacterCodingException) {
                throw new IllegalArgumentException(
                        "series " + source + ", after row " + number
                                + ": expected text in UTF-8 but it is something else",
                        e);
            }
            throw new IllegalArgumentException(
                    "series " + source + ", row " + number + ": expected CSV but "
                            + (cause == null ? e.getMessage() : cause.getMessage()),
                    e);
        }
        if (table == null || table.rows.isEmpty()) {
            throw new IllegalArgumentException("series " + source + ": expected a header and rows of values"
                    + " but the file " + (table == null ? "is empty" : "has only a header"));
        }
        return table;
    }

    private static List<String> header(String source, List<String> cells) {
        List<String> header = new ArrayList<>(cells);
        header.set(0, header.get(0).replace(BYTE_ORDER_MARK, "").trim());
        Set<String> seen = new HashSet<>();
        for (int k = 0; k < header.size(); k++) {
            String name = header.get(k);
            String place =
                    "series " + source + ", row 1: expected a header with the columns' names but column " + (k + 1);
            if (name.isEmpty() || NumberCell.isNumber(name)) {
                throw new IllegalArgumentException(place + " is " + (name.isEmpty() ? "empty" : "the number " + name));
            }
            if (!seen.add(name)) {
                throw new IllegalArgumentException(place + " has the name of an earlier one, '" + name + "'");
            }
        }
        return header;
    }

    private void add(List<String> cells, long number) {
        boolean empty = cells.size() == 1 && cells.get(0).isEmpty();
        if (empty && header.size() > 1) {
            return;
        }
        if (cells.size() != header.size()) {
            throw new IllegalArgumentException("series " + source + ", row " + number + ": expected " + header.size()
                    + " values, as many as the header has names, but got " + cells.size());
        }
        rows.add(cells);
        numbers.add(number);
    }

    List<String> header() {
        return header;
    }

    /** Returns the number of rows without the header. */
    int rows() {
        return rows.size();
    }

    String cell(int row, int column) {
        return rows.get(row).get(column);
    }

    /** Returns the row's number in the file, where the header is row 1. */
    long number(int row) {
        return numbers.get(row);
    }
}
