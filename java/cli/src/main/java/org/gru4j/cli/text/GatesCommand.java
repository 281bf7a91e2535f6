package org.gru4j.cli.text;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.gru4j.cli.option.BackendOptions;
import org.gru4j.cli.option.CommonOptions;
import org.gru4j.cli.option.Sentences;
import org.gru4j.cli.terminal.Console;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.tasks.text.GatesRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j gates}. */
@Command(
        name = "gates",
        sortOptions = false,
        description = "Draw what the gates of a trained model do while it reads a text.")
public final class GatesCommand implements Callable<Integer> {
    @Option(names = "--model", paramLabel = "DIR", required = true, description = Sentences.MODEL)
    private Path model;

    @Option(names = "--text", paramLabel = "TEXT", required = true, description = "What the model reads.")
    private String text;

    @Option(
            names = "--units",
            paramLabel = "N",
            defaultValue = "24",
            description = "Units to show, those whose update gate moves most (default: ${DEFAULT-VALUE}).")
    private int units;

    @Option(names = "--out", paramLabel = "FILE", description = "The picture (default: gates.png beside the model).")
    private Path out;

    @Mixin
    private BackendOptions backendOptions;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        Console console = common.console();
        new GatesRun(model, text, units, out).run(backendOptions.load(console), console);
        return ExitCode.DONE;
    }
}
