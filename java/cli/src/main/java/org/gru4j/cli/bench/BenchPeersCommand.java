package org.gru4j.cli.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gru4j.backend.Threads;
import org.gru4j.cli.option.CommonOptions;
import org.gru4j.cli.option.Sentences;
import org.gru4j.cli.terminal.CliException;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.Strategies;
import org.gru4j.measure.peer.PeerLaunch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j bench peers}. */
@Command(
        name = "peers",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Time one layer in gru4j and in other libraries for Java.",
            "The others are PyTorch (with MKL, through JavaCPP), DJL, TensorFlow Java and, for inference, ONNX Runtime."
                    + " Each runs in a process of its own, and the processes take turns. All compute from the same"
                    + " numbers, and their results are compared.",
            "The launcher builds the peers at first use, which downloads 0.6 GB; they unpack 2 GB into your home"
                    + " directory, below .javacpp and .djl.ai."
        })
final class BenchPeersCommand implements Callable<Integer> {
    /** The system property with the directory of the peers' projects; the launcher sets it. */
    private static final String PEERS = "gru4j.peers";

    @Mixin
    private ShapeOptions taskOptions;

    @Option(
            names = "--peers",
            paramLabel = "NAME,…",
            split = ",",
            hideParamSyntax = true,
            description = "Libraries to compare with: pytorch, djl, tensorflow, onnxruntime (default: all).")
    private @Nullable List<String> names;

    @Option(
            names = "--strategy",
            paramLabel = "auto|primitive|panel",
            description = "Strategy of gru4j's native backend (default: auto, its own choice).")
    private String strategy = Strategies.current();

    @Option(names = "--threads", paramLabel = "K", description = Sentences.THREADS + ".")
    private @Nullable Integer threads;

    @Mixin
    private RoundsOptions roundsOptions;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        List<GruTask> tasks = taskOptions.tasks();
        Strategies.require(strategy);
        int count = threads == null ? Threads.defaultCount() : Threads.requirePositive(threads);
        PeersBench bench = new PeersBench(tasks, taskOptions.cell(), roundsOptions.rounds(), roundsOptions.directory());
        bench.run(PeersBench.gru4j(count, strategy), peers(count), common.console());
        return ExitCode.DONE;
    }

    private List<PeerLaunch> peers(int count) {
        List<PeerLaunch> built = PeerLaunch.find(Path.of(System.getProperty(PEERS, "java/bench/peers")), count);
        if (built.isEmpty()) {
            throw CliException.badInput("the peers are not built: run `./gru4j bench peers`, which builds them, or"
                    + " `mvn -Ppeers package` and set -D" + PEERS + "=java/bench/peers");
        }
        if (names == null) {
            return built;
        }
        return names.stream()
                .map(name -> find(built, name)
                        .orElseThrow(() -> new IllegalArgumentException("--peers: expected some of "
                                + built.stream().map(PeerLaunch::name).toList() + " but got '" + name + "'")))
                .toList();
    }

    private static Optional<PeerLaunch> find(List<PeerLaunch> built, String name) {
        return built.stream().filter(launch -> launch.name().equals(name)).findFirst();
    }
}
