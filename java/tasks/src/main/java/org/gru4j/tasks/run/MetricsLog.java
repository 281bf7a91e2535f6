package org.gru4j.tasks.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.gru4j.file.AtomicFile;
import org.gru4j.file.WriteFailedException;
import org.gru4j.tasks.output.Json;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@link Measurement}s, one JSON object per line. A damaged line loses only its own measurement. The last
 * line is damaged if the process was killed while writing it.
 */
final class MetricsLog implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Path file;
    private final Units units;
    private final List<Measurement> all = new ArrayList<>();
    private final List<Integer> damaged = new ArrayList<>();
    private final FileChannel channel;
    private int lines;

    /**
     * Opens the file to continue after a step. Later measurements are dropped, because training repeats them.
     *
     * @throws UncheckedIOException if the file can't be read; the message contains the path
     * @throws WriteFailedException if the file can't be written; the message contains the path
     */
    MetricsLog(Path file, Units units, long step) {
        this.file = file;
        this.units = units;
        if (step > 0 && Files.exists(file)) {
            read(step);
        }
        AtomicFile.writeStream(file, out -> {
            for (Measurement measurement : all) {
                out.write(line(measurement));
            }
        });
        try {
            channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void read(long step) {
        String text;
        try {
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8); // invalid UTF-8 is invalid JSON, too
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": can't be read: " + e.getMessage(), e);
        }
        for (String line : text.split("\n")) {
            lines++;
            Measurement measurement = parse(line);
            if (measurement == null) {
                damaged.add(lines);
            } else if (measurement.step() <= step) {
                all.add(measurement);
            }
        }
    }

    /** Parses a line; returns null if it is damaged. */
    private @Nullable Measurement parse(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            return units.isMeasurement(node) ? units.read(node) : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** Returns the numbers of the damaged lines in the existing file, counted from 1. */
    List<Integer> damaged() {
        return List.copyOf(damaged);
    }

    /** Returns the number of lines in the existing file. */
    int lines() {
        return lines;
    }

    private WriteFailedException failed(IOException e) {
        return WriteFailedException.of(file.toString(), e);
    }

    private byte[] line(Measurement measurement) {
        return (Json.line(units.toMap(measurement)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Appends a measurement and writes it immediately. */
    void add(Measurement measurement) {
        all.add(measurement);
        ByteBuffer bytes = ByteBuffer.wrap(line(measurement));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Returns all measurements of the run, including those before it was resumed. */
    List<Measurement> all() {
        return List.copyOf(all);
    }

    /**
     * Ensures that all measurements are on disk, in the file of this name.
     *
     * @throws WriteFailedException if they are not
     */
    void sync() {
        try {
            channel.force(true);
            if (!Files.exists(file) || Files.size(file) != channel.size()) {
                throw new IOException("another process has removed or replaced it");
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
