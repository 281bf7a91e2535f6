package org.gru4j.cli.option;

import org.gru4j.cli.terminal.Console;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of every command. */
public final class CommonOptions implements Section {
    public static final String JSON = "--json";
    public static final String VERBOSE = "--verbose";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = JSON, description = "Print JSON instead of text, one object per line; the last one is the result.")
    private boolean json;

    @Option(names = VERBOSE, description = "Print more details, and the stack traces of errors.")
    @SuppressWarnings("unused") // picocli uses it
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    @SuppressWarnings("unused") // picocli uses it
    private boolean help;

    @Override
    public String heading() {
        return "General";
    }

    public Console console() {
        return new Console(command.commandLine().getOut(), command.commandLine().getErr(), json);
    }
}
