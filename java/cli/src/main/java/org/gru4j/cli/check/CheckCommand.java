package org.gru4j.cli.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.gru4j.backend.Backend;
import org.gru4j.backend.BackendUnavailableException;
import org.gru4j.backend.Backends;
import org.gru4j.backend.WrongResultsException;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.check.BackendCheck;
import org.gru4j.check.RecurrentOutcome;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.cli.option.BackendOptions;
import org.gru4j.cli.option.CommonOptions;
import org.gru4j.cli.option.Sentences;
import org.gru4j.cli.terminal.Console;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.interop.golden.GoldenCase;
import org.gru4j.interop.golden.GoldenFile;
import org.gru4j.model.ModelWeights;
import org.gru4j.tasks.run.RunFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j check}. */
@Command(
        name = "check",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Check that a backend computes correctly.",
            "Compares each of its kernels with the reference in double precision, on a range of shapes or on random"
                    + " cases, or with what another system computed.",
            "Exits with 1 if an error exceeds its tolerance, or if a backend was rejected for wrong results."
        })
public final class CheckCommand implements Callable<Integer> {
    @Option(
            names = "--golden",
            paramLabel = "FILE|DIR",
            arity = "1..*",
            description = "Golden cases: results of another system, one JSON file for each.")
    private @Nullable List<Path> golden;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description =
                    "With --golden: a model of one recurrent layer, trained or imported, whose weights replace those in the"
                            + " files.")
    private @Nullable Path model;

    @ArgGroup(exclusive = false, heading = "Random cases")
    private @Nullable RandomCheck randomCheck;

    @Option(names = "--backend", paramLabel = "NAME", description = Sentences.BACKEND)
    private @Nullable String backendName;

    @Option(
            names = "--threads",
            paramLabel = "N,…",
            split = ",",
            hideParamSyntax = true,
            description = Sentences.THREADS + "; with --random, the numbers to choose from (default: 1 to 16).")
    private @Nullable List<Integer> threads;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        Console console = common.console();
        if (model != null && golden == null) {
            throw new IllegalArgumentException("--model: applies only to --golden, which has the expected results");
        }
        if (randomCheck != null && golden != null) {
            throw new IllegalArgumentException("--random and --golden: expected only one of them but got both");
        }
        if (randomCheck == null && threads != null && threads.size() > 1) {
            throw new IllegalArgumentException("--threads: expected one number without --random but got " + threads);
        }
        List<GoldenCase> cases = golden == null ? List.of() : readGolden(golden);
        Backend backend = BackendOptions.load(console, backendName, threads == null ? null : threads.get(0));
        boolean isRight = backendName != null || !isAnyRefusedForWrongResults(Backends.names(), Backends::named);
        if (randomCheck != null) {
            isRight &= randomCheck.run(console, backend.name(), threads);
            return isRight ? ExitCode.DONE : ExitCode.CHECK_FAILED;
        }
        console.note("checking backend " + backend.name() + " against "
                + (golden == null ? "the reference in double precision" : "golden cases"));
        CheckReport report = new CheckReport(console);
        if (golden == null) {
            BackendCheck.run(backend, result -> report.addTo(result.kernel(), result.name(), result.comparisons()));
        } else {
            cases.forEach(c -> checkGolden(c, backend, report));
        }
        isRight &= report.finish(backend.name());
        return isRight ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }

    /**
     * Returns whether a faster backend was rejected because it computes wrong results, which this command must report.
     */
    static boolean isAnyRefusedForWrongResults(List<String> names, Consumer<String> load) {
        for (String name : names) {
            try {
                load.accept(name);
            } catch (WrongResultsException e) {
                return true; // a warning was printed when the best backend was loaded
            } catch (BackendUnavailableException e) {
                // it can't run here, which is not a wrong result
            }
        }
        return false;
    }

    private List<GoldenCase> readGolden(List<Path> paths) {
        List<GoldenCase> cases = new ArrayList<>();
        if (model == null) {
            paths.forEach(path -> cases.addAll(GoldenFile.readAll(path)));
            return cases;
        }
        ModelWeights weights;
        try (Checkpoint checkpoint = Checkpoint.load(RunFiles.checkpoint(model))) {
            weights = checkpoint.weights();
        }
        paths.forEach(path -> cases.addAll(GoldenFile.readAll(path, weights)));
        return cases;
    }

    private static void checkGolden(GoldenCase c, Backend backend, CheckReport report) {
        report.add(c.toString(), c.compare(RecurrentOutcome.on(backend, c.input())));
        if (backend.name().equals(ReferenceBackend.NAME) && c.doublePrecision()) {
            report.add(c + ", in doubles", c.compareDoubles());
        }
    }
}
