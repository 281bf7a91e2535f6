package org.gru4j.cli.option;

import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.gru4j.backend.Backend;
import org.gru4j.cli.terminal.CliException;
import org.gru4j.cli.terminal.Console;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.cli.terminal.StopSignal;
import org.gru4j.tasks.run.RunFailedException;
import org.gru4j.tasks.run.RunPlan;
import org.gru4j.tasks.run.RunRequest;
import org.gru4j.tasks.run.StopRequest;
import org.gru4j.tasks.run.TaskKind;
import org.gru4j.tasks.run.TaskRun;
import org.gru4j.train.Budget;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every training: its budget, its run directory, and its backend. */
public final class RunOptions implements Section {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @ArgGroup
    private @Nullable BudgetOptions budget;

    /** The training budget, in seconds or epochs. */
    private static final class BudgetOptions {
        @Option(
                names = "--seconds",
                paramLabel = "S",
                description = "Training time in seconds, including that before --resume.")
        private @Nullable Double seconds;

        @Option(
                names = "--epochs",
                paramLabel = "E",
                description =
                        "Training time in passes over the data, instead of --seconds. Such a run is reproducible.")
        private @Nullable Integer epochs;

        /** Returns the budget; null if neither option was given. */
        @Nullable
        Budget budget() {
            if (seconds != null) {
                return new Budget.Seconds(seconds);
            }
            return epochs == null ? null : new Budget.Epochs(epochs);
        }
    }

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Directory for the model, the metrics and the charts (default: runs/TASK-DATE-TIME).")
    private @Nullable Path directory;

    @Option(
            names = "--save-every",
            paramLabel = "S",
            defaultValue = "" + TaskRun.SAVE_EVERY,
            description = "Seconds between two checkpoints, from which an interrupted run can be resumed (default:"
                    + " ${DEFAULT-VALUE}).")
    private double saveEvery;

    @Option(names = "--resume", description = "Continue the run in --out.")
    private boolean resume;

    @Option(
            names = "--from",
            paramLabel = "MODEL",
            description =
                    "Start with the weights of this model, a run's directory or a checkpoint file, instead of random"
                            + " ones. Its layers must match the settings; dropout may differ.")
    private @Nullable Path from;

    @Mixin
    private ComputingOptions computing;

    @Override
    public String heading() {
        return "Run";
    }

    /** Returns whether an existing run is to be resumed. */
    public boolean isResume() {
        return resume;
    }

    /** Returns whether a new run starts with the parameters of a model. */
    public boolean hasFrom() {
        return from != null;
    }

    /**
     * Trains.
     *
     * @param data null if not given
     * @param settings changes the defaults to the given options
     * @return the exit code
     */
    public <S> int run(TaskKind<S> kind, @Nullable Path data, UnaryOperator<S> settings) {
        RunRequest<S> request = request(data, settings);
        Console console = console();
        Backend backend = backend(console);
        RunPlan plan = RunPlan.of(request, kind);
        return train(stop ->
                new TaskRun(plan, backend, console, stop, saveEvery()).run().isPresent());
    }

    /**
     * Trains, and stops on Ctrl-C and similar signals. If training fails, the process does not end before the reason
     * was printed.
     *
     * @param training trains until its end or a stop request; returns whether it reached its end
     * @return the exit code
     */
    public int train(Predicate<StopRequest> training) {
        StopSignal stop = new StopSignal();
        try {
            return training.test(stop) ? ExitCode.DONE : ExitCode.RUN_FAILED;
        } catch (RunFailedException e) {
            throw CliException.runFailed(String.valueOf(e.getMessage()), e.getCause())
                    .afterwards(stop::trainingEnded);
        } catch (RuntimeException | Error e) {
            stop.trainingEnded();
            throw e;
        }
    }

    /**
     * Returns the request that the options describe.
     *
     * @param data null if not given
     */
    public <S> RunRequest<S> request(@Nullable Path data, UnaryOperator<S> settings) {
        if (resume && directory == null) {
            throw new ParameterException(
                    command.commandLine(), "--resume: expected --out DIR, the directory of the run to continue");
        }
        return new RunRequest<>(data, budget == null ? null : budget.budget(), directory, resume, from, settings);
    }

    /** Returns the seconds between two checkpoints. */
    public double saveEvery() {
        if (!(saveEvery >= 0)) {
            throw new ParameterException(
                    command.commandLine(), "--save-every: expected a number from 0 on but got " + saveEvery);
        }
        return saveEvery;
    }

    public Console console() {
        return computing.console();
    }

    /** Loads the backend. */
    public Backend backend(Console console) {
        return computing.load(console);
    }
}
