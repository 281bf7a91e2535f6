package org.gru4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.gru4j.measure.Rounds;
import picocli.CommandLine.Option;

/** The options that every benchmark has. */
final class RoundsOptions {
    @Option(names = "--rounds", paramLabel = "R",
            description = "Rounds in which all that is compared takes turns (default: " + Rounds.DEFAULT + ").")
    private int rounds = Rounds.DEFAULT;

    @Option(names = "--out", paramLabel = "DIR", description = "Where pictures of the results go (default: none).")
    private Path directory;

    /** @throws IllegalArgumentException if it is not positive */
    int rounds() {
        if (rounds <= 0) {
            throw new IllegalArgumentException("--rounds: expected a positive number but got " + rounds);
        }
        return rounds;
    }

    /** The directory for pictures, made if it is not there; empty for none. */
    Optional<Path> directory() {
        if (directory == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.createDirectories(directory));
        } catch (IOException e) {
            throw CliException.badInput("--out " + directory + ": expected a directory, or a place for one: " + e, e);
        }
    }
}
