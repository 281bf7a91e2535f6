package org.gru4j.cli.option;

import java.util.function.BiConsumer;
import org.gru4j.backend.Backend;
import org.gru4j.cli.terminal.Console;
import org.gru4j.cli.terminal.ExitCode;
import picocli.CommandLine.Mixin;

/** The options of every command that computes: the backend and the form of the output. */
public final class ComputingOptions {
    @Mixin
    private BackendOptions backend;

    @Mixin
    private CommonOptions common;

    public Console console() {
        return common.console();
    }

    /** Loads the backend. */
    public Backend load(Console console) {
        return backend.load(console);
    }

    /** Runs a command and returns its exit code. */
    public int run(BiConsumer<Backend, Console> command) {
        Console console = console();
        command.accept(load(console), console);
        return ExitCode.DONE;
    }
}
