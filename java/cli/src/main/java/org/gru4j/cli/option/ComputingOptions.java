package org.gru4j.cli.option;

import java.util.function.BiConsumer;
import org.gru4j.backend.Backend;
import org.gru4j.cli.terminal.Console;
import org.gru4j.cli.terminal.ExitCode;
import picocli.CommandLine.Mixin;

/** The options of a command that has a backend compute: which one, and how it tells of that. */
public final class ComputingOptions {
    @Mixin
    private BackendOptions backend;

    @Mixin
    private CommonOptions common;

    public Console console() {
        return common.console();
    }

    /** What computes. */
    public Backend load(Console console) {
        return backend.load(console);
    }

    /** Does all that a command does; its exit code. */
    public int run(BiConsumer<Backend, Console> command) {
        Console console = console();
        command.accept(load(console), console);
        return ExitCode.DONE;
    }
}
