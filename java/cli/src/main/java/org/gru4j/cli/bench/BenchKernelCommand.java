package org.gru4j.cli.bench;

import java.util.List;
import java.util.concurrent.Callable;
import org.gru4j.cli.option.BackendOptions;
import org.gru4j.cli.option.CommonOptions;
import org.gru4j.cli.terminal.Console;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.Strategies;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j bench kernel}. */
@Command(
        name = "kernel",
        sortOptions = false,
        description = {
            "Time one layer: milliseconds, GFLOP/s, and their share of what the machine's matrix product"
                    + " does meanwhile (single precision, 1024 by 1024, as many threads; sampled between the rounds).",
            "Counted are the products of the layer: 6·T·N·3H·(I+H) operations for a step of training, a third of that"
                    + " for inference."
        })
final class BenchKernelCommand implements Callable<Integer> {
    @Mixin
    private ShapeOptions taskOptions;

    @Option(
            names = "--strategy",
            paramLabel = "auto|primitive|panel|tuned",
            split = ",",
            description = "How the native backend shall compute; several, separated by commas, are compared"
                    + " (default: auto, its own choice).")
    private List<String> strategies = List.of();

    @Mixin
    private RoundsOptions roundsOptions;

    @Mixin
    private BackendOptions backendOptions;

    @Mixin
    private CommonOptions common;

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
                roundsOptions.directory().orElse(null));
        Console console = common.console();
        bench.run(backendOptions.load(console), console);
        return ExitCode.DONE;
    }
}
