package org.gru4j.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.gru4j.backend.Backend;
import org.gru4j.cli.text.StopSignal;
import org.gru4j.cli.text.TextDefaults;
import org.gru4j.cli.text.TextPlan;
import org.gru4j.cli.text.TextRequest;
import org.gru4j.cli.text.TextRun;
import org.gru4j.train.Budget;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gru4j train text}. */
@Command(name = "text", sortOptions = false,
        description = {"Train a character-level language model.",
            "Without --corpus it learns from the Java sources of Apache Commons Lang, which are under the"
                + " Apache License 2.0."})
final class TrainTextCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--corpus", paramLabel = "FILE|DIR",
            description = "Text in UTF-8 to learn from: a file, or all below a directory.")
    private Path corpus;

    @ArgGroup
    private BudgetOptions budget;

    /** How long; one or the other. */
    private static final class BudgetOptions {
        @Option(names = "--seconds", paramLabel = "S",
                description = "Seconds to train, in all if the run is resumed (default: " + TextDefaults.SECONDS + ").")
        private Double seconds;

        @Option(names = "--epochs", paramLabel = "E",
                description = "Passes over the text instead; with these, a run is the same run after run.")
        private Integer epochs;

        Budget budget() {
            return seconds == null ? new Budget.Epochs(epochs) : new Budget.Seconds(seconds);
        }
    }

    @Mixin
    private TextSettingsOptions settings;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the model goes (default: runs/text-<time>).")
    private Path directory;

    @Option(names = "--resume", description = "Go on with the run in --out.")
    private boolean resume;

    @Mixin
    private BackendOptions backendOptions;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        if (resume && directory == null) {
            throw new ParameterException(spec.commandLine(), "--resume: expected --out DIR with the run to go on with");
        }
        Console console = common.console();
        Backend backend = backendOptions.load(console);
        TextPlan plan = TextPlan.of(new TextRequest(corpus, budget == null ? null : budget.budget(), directory, resume,
                settings::over));
        return new TextRun(plan, backend, console, new StopSignal()).run().isPresent() ? ExitCode.DONE
                : ExitCode.RUN_FAILED;
    }
}
