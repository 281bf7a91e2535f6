package org.gru4j.cli.option;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that requires one of its subcommands. */
@Command(commandListHeading = "%nCommands:%n")
public abstract class CommandGroup implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("unused") // picocli uses it
    private CommonOptions common;

    @Override
    public final void run() {
        throw new ParameterException(
                spec.commandLine(),
                spec.name() + ": expected one of "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
