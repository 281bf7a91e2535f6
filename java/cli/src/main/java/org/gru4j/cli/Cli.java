package org.gru4j.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import org.gru4j.backend.BackendUnavailableException;
import org.gru4j.cli.option.CommonOptions;
import org.gru4j.cli.option.OptionSections;
import org.gru4j.cli.terminal.CliException;
import org.gru4j.cli.terminal.Console;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.cli.terminal.Logging;
import org.gru4j.file.WriteFailedException;
import org.gru4j.tasks.run.RunFailedException;
import org.gru4j.tensor.InsufficientMemoryException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs commands, and converts exceptions to a one-line error message and an {@linkplain ExitCode exit code}. */
public final class Cli {
    /** {@code -Dgru4j.debug} has the same effect as {@value CommonOptions#VERBOSE}. */
    private static final String DEBUG = "gru4j.debug";

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final boolean verbose;

    private Cli(PrintWriter out, PrintWriter err, String[] args) {
        this.out = out;
        this.err = err;
        json = Arrays.asList(args).contains(CommonOptions.JSON);
        verbose = Arrays.asList(args).contains(CommonOptions.VERBOSE)
                || Boolean.getBoolean(DEBUG)
                || "".equals(System.getProperty(DEBUG));
    }

    /**
     * Runs one command.
     *
     * @param out receives the command's results; a {@link WriteFailedException} from it ends the command
     * @param err receives everything else
     * @return one of {@link ExitCode}
     */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        Cli cli = new Cli(out, err, args);
        Logging.toConsole(err, cli.verbose);
        CommandLine line = new CommandLine(new Gru4jCommand());
        OptionSections.install(line);
        line.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Cli::execute)
                .setExecutionExceptionHandler((e, command, result) -> cli.failed(e))
                .setParameterExceptionHandler((e, arguments) -> cli.misused(e));
        try {
            int code = line.execute(args);
            out.flush();
            return code;
        } catch (WriteFailedException e) { // the last output could not be written
            return cli.failed(e);
        } catch (OutOfMemoryError | LinkageError e) { // too little heap, or a JDK that lacks a part
            cli.report(e.toString(), e);
            return ExitCode.RUN_FAILED;
        }
    }

    /** Handles a failure to print a help text like a failure of a command. */
    private static int execute(ParseResult parsed) {
        try {
            return new RunLast().execute(parsed);
        } catch (WriteFailedException e) {
            throw new ExecutionException(parsed.commandSpec().commandLine(), e.getMessage(), e);
        }
    }

    private int misused(ParameterException e) {
        report(String.valueOf(e.getMessage()).replaceFirst("^Error: ", ""), e);
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("see: gru4j" + path(e.getCommandLine()) + " --help");
        return ExitCode.BAD_INPUT;
    }

    private static String path(CommandLine line) {
        return line.getParent() == null ? "" : path(line.getParent()) + " " + line.getCommandName();
    }

    private int failed(Exception e) {
        if (e instanceof CliException known) {
            report(known.getMessage(), known);
            known.told();
            return known.exitCode();
        }
        if (e instanceof RunFailedException || e instanceof WriteFailedException) {
            report(e.getMessage(), e);
            return ExitCode.RUN_FAILED;
        }
        if (e instanceof IllegalArgumentException
                || e instanceof UncheckedIOException
                || e instanceof BackendUnavailableException
                || e instanceof InsufficientMemoryException) {
            report(e.getMessage(), e);
            return ExitCode.BAD_INPUT;
        }
        report("unexpected " + e + (verbose ? "" : " (" + CommonOptions.VERBOSE + " shows where)"), e);
        return ExitCode.RUN_FAILED;
    }

    private void report(@Nullable String message, Throwable e) {
        try {
            new Console(out, err, json).event("error", Map.of("message", String.valueOf(message)));
        } catch (WriteFailedException broken) { // nobody reads standard error
            e.addSuppressed(broken);
        }
        err.println("error: " + message);
        if (verbose) {
            e.printStackTrace(err);
        }
    }
}
