package org.gru4j.cli.option;

import org.gru4j.cli.terminal.Console;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command has. */
public final class CommonOptions {
    public static final String JSON = "--json";
    public static final String VERBOSE = "--verbose";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = JSON, description = "Print one JSON object a line, the last with \"event\":\"result\".")
    private boolean json;

    @Option(names = VERBOSE, description = "Tell more, and where in the code an error came from.")
    @SuppressWarnings("unused") // picocli uses it
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("unused") // picocli uses it
    private boolean help;

    public Console console() {
        return new Console(command.commandLine().getOut(), command.commandLine().getErr(), json);
    }
}
