package org.gru4j.cli.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.gru4j.cli.Console;

/** A file of {@link Measurement}s, one JSON object a line. */
final class MetricsLog implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Units units;
    private final List<Measurement> all;
    private final Writer writer;

    /**
     * Opens the file, to go on after a step: what was measured later is dropped, for it will be measured again.
     *
     * @throws UncheckedIOException with the path, if that fails
     */
    MetricsLog(Path file, Units units, long step) {
        this.file = file;
        this.units = units;
        try {
            all = new ArrayList<>();
            if (step > 0 && Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    Measurement measurement = units.read(JSON.readTree(line));
                    if (measurement.step() <= step) {
                        all.add(measurement);
                    }
                }
            }
            writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
            for (Measurement measurement : all) {
                write(measurement);
            }
            writer.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private UncheckedIOException failed(IOException e) {
        return new UncheckedIOException(file + ": " + e.getMessage(), e);
    }

    private void write(Measurement measurement) throws IOException {
        writer.write(Console.toJson(units.toMap(measurement)) + "\n");
    }

    /** Appends, at once. */
    void add(Measurement measurement) {
        all.add(measurement);
        try {
            write(measurement);
            writer.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** All of the run, those before a resume included. */
    List<Measurement> all() {
        return List.copyOf(all);
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
