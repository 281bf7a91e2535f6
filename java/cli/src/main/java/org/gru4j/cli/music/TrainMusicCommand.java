package org.gru4j.cli.music;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.gru4j.cli.option.RunOptions;
import org.gru4j.cli.terminal.Console;
import org.gru4j.tasks.music.MusicComparison;
import org.gru4j.tasks.music.MusicKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j train music}. */
@Command(
        name = "music",
        sortOptions = false,
        description = {
            "Train a model of polyphonic music, until validation gets no better: the probability of each key"
                    + " of a piano in the next frame.",
            "Without --data it learns from chorales that rules make."
        })
public final class TrainMusicCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "FILE|DIR",
            description = "Music to learn from: a .mat file, a .json note list, a MIDI file, or all MIDI files below a"
                    + " directory.")
    private Path data;

    @Option(
            names = "--compare",
            description = "Train GRU, LSTM and tanh units, the latter two with as many parameters as the GRU, and"
                    + " compare them.")
    private boolean compare;

    @Mixin
    private MusicSettingsOptions settings;

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() {
        if (!compare) {
            return run.run(new MusicKind(), data, settings::over);
        }
        if (run.hasFrom()) {
            throw new IllegalArgumentException(
                    "--compare: trains all cells from random parameters, --from can't be" + " given with it");
        }
        Console console = run.console();
        return run.train(stop -> new MusicComparison(
                        run.request(data, settings::over), run.backend(console), console, stop, run.saveEvery())
                .run());
    }
}
