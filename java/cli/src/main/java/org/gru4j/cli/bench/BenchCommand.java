package org.gru4j.cli.bench;

import org.gru4j.cli.option.CommonOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gru4j bench}: what can be measured. */
@Command(
        name = "bench",
        description = "Measure how fast it is here.",
        synopsisSubcommandLabel = "WHAT",
        subcommands = {BenchKernelCommand.class, BenchStepCommand.class, BenchPeersCommand.class})
public final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("unused") // picocli uses it
    private CommonOptions common;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "bench: expected what to measure: "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
