package org.gru4j.cli;

import java.util.concurrent.Callable;
import org.gru4j.cli.bench.BenchCommand;
import org.gru4j.cli.check.CheckCommand;
import org.gru4j.cli.exchange.ExportCommand;
import org.gru4j.cli.exchange.ImportCommand;
import org.gru4j.cli.model.EvaluateCommand;
import org.gru4j.cli.model.GenerateCommand;
import org.gru4j.cli.model.PredictCommand;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.cli.terminal.Versions;
import org.gru4j.cli.text.GatesCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gru4j}. */
@Command(
        name = "gru4j",
        mixinStandardHelpOptions = true,
        commandListHeading = "%nCommands:%n",
        versionProvider = Gru4jCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Train and run gated recurrent units (GRUs) on CPUs.",
        subcommands = {
            TrainCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            GenerateCommand.class,
            GatesCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            CheckCommand.class,
            BenchCommand.class,
            InfoCommand.class
        },
        footer = {
            "",
            "Start with:",
            "  gru4j train text                    learn to write Java, for 60 seconds",
            "  gru4j generate --model runs/text-…  let the trained model write",
            "",
            "Exit codes: 0 success, 1 a check failed, 2 wrong usage or bad input, 3 the run failed."
        })
final class Gru4jCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.DONE;
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"gru4j " + Versions.gru4j()};
        }
    }
}
