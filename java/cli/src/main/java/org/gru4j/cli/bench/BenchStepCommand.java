package org.gru4j.cli.bench;

import java.util.List;
import java.util.concurrent.Callable;
import org.gru4j.cli.option.BackendOptions;
import org.gru4j.cli.option.CommonOptions;
import org.gru4j.cli.terminal.Console;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.measure.GruShape;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tasks.text.TextDefaults;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j bench step}. */
@Command(
        name = "step",
        sortOptions = false,
        description = {
            "Time whole training steps of a character-level language model, as `train text` takes them, and"
                    + " their parts: embedding, GRU, dense layer, loss, clipping, Adam.",
            "The step is timed as a whole too, in turns with the timing of its parts."
        })
final class BenchStepCommand implements Callable<Integer> {
    private static final String DEFAULT_SHAPE = TextDefaults.SEQUENCE_LENGTH + "," + TextDefaults.BATCH + ","
            + TextDefaults.EMBEDDING + "," + TextDefaults.HIDDEN;

    @Option(
            names = "--shapes",
            paramLabel = "T,N,E,H;…",
            description = "Steps, sequences, features of a character and units of each model to measure (default: "
                    + DEFAULT_SHAPE + ", that of train text).")
    private String shapes = DEFAULT_SHAPE;

    @Option(
            names = "--reset-gate",
            paramLabel = "after|before",
            description = "Where the reset gate acts (default: after).")
    private ResetGate resetGate = ResetGate.AFTER;

    @Mixin
    private RoundsOptions roundsOptions;

    @Mixin
    private BackendOptions backendOptions;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        List<GruShape> parsed = GruShape.parseAll(shapes);
        StepBench bench = new StepBench(
                parsed,
                resetGate,
                roundsOptions.rounds(),
                roundsOptions.directory().orElse(null));
        Console console = common.console();
        bench.run(backendOptions.load(console), console);
        return ExitCode.DONE;
    }
}
