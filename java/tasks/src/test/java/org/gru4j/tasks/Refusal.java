package org.gru4j.tasks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Path;

/** What readers of the user's files may do with bytes that they can't use. */
public final class Refusal {
    private Refusal() {}

    /**
     * Reads: without an error, or with one of the two that are told to the user in one line, which names the file.
     * Whatever else is thrown goes on to the caller.
     *
     * @param file what {@code reading} reads
     */
    public static void orNone(Path file, Runnable reading) {
        try {
            reading.run();
        } catch (IllegalArgumentException | UncheckedIOException e) {
            assertTrue(String.valueOf(e.getMessage()).contains(file + ""), e.toString());
        }
    }
}
