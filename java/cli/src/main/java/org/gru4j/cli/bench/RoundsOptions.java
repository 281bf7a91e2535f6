package org.gru4j.cli.bench;

import java.nio.file.Path;
import org.gru4j.argument.Arguments;
import org.gru4j.measure.Rounds;
import org.gru4j.tasks.output.OutputDirectory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every benchmark. */
final class RoundsOptions {
    @Option(
            names = "--rounds",
            paramLabel = "R",
            description = "Number of rounds, in each of which everything compared takes a turn (default: "
                    + Rounds.DEFAULT + ").")
    private int rounds = Rounds.DEFAULT;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Directory for charts of the results (default: no charts).")
    private @Nullable Path directory;

    /**
     * Returns the number of rounds.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    int rounds() {
        Arguments.requirePositive("--rounds", rounds);
        return rounds;
    }

    /** Returns the directory for pictures, which is created if necessary; null for no pictures. */
    @Nullable
    Path directory() {
        return directory == null ? null : OutputDirectory.make(directory);
    }
}
