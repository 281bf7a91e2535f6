package org.gru4j.tasks.sessions;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.jspecify.annotations.Nullable;

/**
 * Reads click logs: CSV files (RFC 4180) in UTF-8 with a header and a row for each click.
 *
 * <p>Rows may come in any order. The clicks of a session are sorted by time; clicks with equal times stay in the order
 * of their rows. {@link ClickLog#reordered} counts the sessions whose order changed. Sessions of one click are dropped
 * and counted. A row that can't be read is an error; rows are never guessed or skipped.
 */
public final class ClickLogReader {
    private record Click(String item, double time) {}

    private final ClickColumns names;
    private final int fewest; // the least number of clicks in a session
    private final Map<String, List<Click>> sessions = new LinkedHashMap<>();
    private final Map<String, String> items = new HashMap<>(); // shares one string among equal names
    /** The format of times; null before the first row. */
    private @Nullable ClickTime way;

    private ClickLogReader(ClickColumns names, int fewest) {
        this.names = names;
        this.fewest = fewest;
    }

    /**
     * Reads a log.
     *
     * @throws UncheckedIOException if the file can't be read
     * @throws IllegalArgumentException if it is not such a log. The message names the row; the header is row 1, and
     *     blank lines are not counted
     */
    public static ClickLog read(Path file, ClickColumns names) {
        return read(file, new ClickLogReader(names, 2));
    }

    /** Reads a log like {@link #read} but keeps sessions of one click, because something may follow that click. */
    public static ClickLog readUnfinished(Path file, ClickColumns names) {
        return read(file, new ClickLogReader(names, 1));
    }

    private static ClickLog read(Path file, ClickLogReader reader) {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            return reader.read(in, file.toString());
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(file + ": no such file", e);
        } catch (CharacterCodingException e) {
            throw new UncheckedIOException(file + ": expected text in UTF-8 but it is something else", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    private ClickLog read(BufferedReader in, String source) throws IOException {
        skipByteOrderMark(in);
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .setIgnoreEmptyLines(true)
                .setTrim(true)
                .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
                .get();
        long row = 1;
        try (CSVParser parser = CSVParser.parse(in, format)) {
            ClickColumns.InHeader columns = names.in(parser.getHeaderNames());
            row = 2;
            for (CSVRecord record : parser) {
                add(record, columns, parser.getHeaderNames().size());
                row++;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(source + ": row " + row + ": " + e.getMessage(), e);
        } catch (UncheckedIOException e) { // thrown by the parser's iterator
            IOException cause = e.getCause();
            if (cause instanceof CharacterCodingException undecodable) {
                throw undecodable;
            }
            throw new IllegalArgumentException(
                    source + ": row " + row + ": " + (cause == null ? e.getMessage() : cause.getMessage()), e);
        }
        return log(source);
    }

    private static void skipByteOrderMark(BufferedReader in) throws IOException {
        in.mark(1);
        if (in.read() != '\uFEFF') {
            in.reset();
        }
    }

    private void add(CSVRecord record, ClickColumns.InHeader columns, int width) {
        if (record.size() != width) {
            throw new IllegalArgumentException("expected " + width + " columns but got " + record.size());
        }
        String session = value(record, columns.session());
        String item = value(record, columns.item());
        sessions.computeIfAbsent(session, id -> new ArrayList<>())
                .add(new Click(items.computeIfAbsent(item, name -> name), time(record, columns.time())));
    }

    private double time(CSVRecord record, String column) {
        String text = value(record, column);
        try {
            way = way == null ? ClickTime.of(text) : way;
            return way.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(column + ": " + e.getMessage(), e);
        }
    }

    private static String value(CSVRecord record, String column) {
        String value = record.get(column);
        if (value.isEmpty()) {
            throw new IllegalArgumentException(column + ": expected a value but got none");
        }
        return value;
    }

    private ClickLog log(String source) {
        List<ClickSession> read = new ArrayList<>();
        int singleClicks = 0;
        int reordered = 0;
        for (Map.Entry<String, List<Click>> session : sessions.entrySet()) {
            List<Click> clicks = session.getValue();
            List<Click> sorted = clicks.stream()
                    .sorted(Comparator.comparingDouble(Click::time))
                    .toList();
            reordered += sorted.equals(clicks) ? 0 : 1;
            if (sorted.size() < fewest) {
                singleClicks++;
            } else {
                read.add(new ClickSession(
                        session.getKey(),
                        sorted.stream().map(Click::item).toList(),
                        sorted.get(sorted.size() - 1).time()));
            }
        }
        return new ClickLog(source, read, singleClicks, reordered);
    }
}
