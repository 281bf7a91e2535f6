package org.gru4j.cli.bench;

import java.util.List;
import java.util.concurrent.Callable;
import org.gru4j.cli.option.ComputingOptions;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.Strategies;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j bench kernel}. */
@Command(
        name = "kernel",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Time one layer.",
            "Reports milliseconds, GFLOP/s, and GFLOP/s as a share of what a matrix product reaches on this machine"
                    + " (single precision, 1024 by 1024, same number of threads; sampled between the rounds).",
            "GFLOP/s count the matrix products of the layer: 6·T·N·3H·(I+H) operations for a training step, a third of"
                    + " that for inference."
        })
final class BenchKernelCommand implements Callable<Integer> {
    @Mixin
    private ShapeOptions taskOptions;

    @Option(
            names = "--strategy",
            paramLabel = "auto|primitive|panel|tuned",
            split = ",",
            hideParamSyntax = true,
            description =
                    "Strategy of the native backend; several, separated by commas, are compared (default: auto, its"
                            + " own choice).")
    private List<String> strategies = List.of();

    @Mixin
    private RoundsOptions roundsOptions;

    @Mixin
    private ComputingOptions computing;

    @Override
    public Integer call() {
        List<GruTask> tasks = taskOptions.tasks();
        strategies.forEach(Strategies::require);
        KernelBench bench = new KernelBench(
                tasks,
                taskOptions.cell(),
                strategies.isEmpty() ? List.of(Strategies.current()) : strategies,
                taskOptions.sweep(),
                roundsOptions.rounds(),
                roundsOptions.directory());
        return computing.run(bench::run);
    }
}
