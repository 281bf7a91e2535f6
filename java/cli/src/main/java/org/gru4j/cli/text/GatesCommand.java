package org.gru4j.cli.text;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.gru4j.cli.option.ComputingOptions;
import org.gru4j.cli.option.Sentences;
import org.gru4j.tasks.text.GatesRun;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j gates}. */
@Command(
        name = "gates",
        sortOptions = false,
        description = "Draw what the gates of a trained text model do while it reads a text.")
public final class GatesCommand implements Callable<Integer> {
    @Option(names = "--model", paramLabel = "DIR", required = true, description = Sentences.MODEL)
    private Path model;

    @Option(names = "--text", paramLabel = "TEXT", required = true, description = "Text that the model reads.")
    private String text;

    @Option(
            names = "--units",
            paramLabel = "N",
            defaultValue = "24",
            description = "How many units to show, those whose update gate varies most (default: ${DEFAULT-VALUE}).")
    private int units;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Picture to write (default: gates.png next to the model).")
    private @Nullable Path out;

    @Mixin
    private ComputingOptions computing;

    @Override
    public Integer call() {
        return computing.run(new GatesRun(model, text, units, out)::run);
    }
}
