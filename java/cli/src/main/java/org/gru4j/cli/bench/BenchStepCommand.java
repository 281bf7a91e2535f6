package org.gru4j.cli.bench;

import java.util.List;
import java.util.concurrent.Callable;
import org.gru4j.cli.option.ComputingOptions;
import org.gru4j.cli.option.Sentences;
import org.gru4j.measure.GruShape;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tasks.text.TextSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j bench step}. */
@Command(
        name = "step",
        sortOptions = false,
        description = {
            "Time the training steps of a character-level language model.",
            "The model is that of `train text`. Whole steps and their parts are timed in turns. The parts are:"
                    + " embedding, GRU, dense layer, loss, clipping, Adam."
        })
final class BenchStepCommand implements Callable<Integer> {
    @Option(
            names = "--shapes",
            paramLabel = "T,N,E,H;…",
            description = "Models to measure: steps, sequences, embedding size and units of each (default:"
                    + " ${DEFAULT-VALUE}, those of train text).")
    private String shapes = shape(TextSettings.DEFAULTS);

    @Option(
            names = "--reset-gate",
            paramLabel = "after|before",
            description = Sentences.RESET_GATE + " (default: after).")
    private ResetGate resetGate = ResetGate.AFTER;

    @Mixin
    private RoundsOptions roundsOptions;

    @Mixin
    private ComputingOptions computing;

    @Override
    public Integer call() {
        List<GruShape> parsed = GruShape.parseAll(shapes);
        StepBench bench = new StepBench(parsed, resetGate, roundsOptions.rounds(), roundsOptions.directory());
        return computing.run(bench::run);
    }

    private static String shape(TextSettings text) {
        return text.sequenceLength() + "," + text.batch() + "," + text.embedding() + "," + text.hidden();
    }
}
