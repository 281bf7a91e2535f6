package org.gru4j.cli.bench;

import org.gru4j.cli.option.CommandGroup;
import picocli.CommandLine.Command;

/** {@code gru4j bench}, with a subcommand for each benchmark. */
@Command(
        name = "bench",
        description = "Measure speed on this machine.",
        synopsisSubcommandLabel = "BENCHMARK",
        subcommands = {BenchKernelCommand.class, BenchStepCommand.class, BenchPeersCommand.class})
public final class BenchCommand extends CommandGroup {}
