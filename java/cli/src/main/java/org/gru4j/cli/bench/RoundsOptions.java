package org.gru4j.cli.bench;

import java.nio.file.Path;
import java.util.Optional;
import org.gru4j.argument.Arguments;
import org.gru4j.measure.Rounds;
import org.gru4j.tasks.output.OutputDirectory;
import picocli.CommandLine.Option;

/** The options that every benchmark has. */
final class RoundsOptions {
    @Option(
            names = "--rounds",
            paramLabel = "R",
            description = "Rounds in which all that is compared takes turns (default: " + Rounds.DEFAULT + ").")
    private int rounds = Rounds.DEFAULT;

    @Option(names = "--out", paramLabel = "DIR", description = "Where pictures of the results go (default: none).")
    private Path directory;

    /** @throws IllegalArgumentException if it is not positive */
    int rounds() {
        Arguments.requirePositive("--rounds", rounds);
        return rounds;
    }

    /** The directory for pictures, made if it is not there; empty for none. */
    Optional<Path> directory() {
        return Optional.ofNullable(directory).map(OutputDirectory::make);
    }
}
