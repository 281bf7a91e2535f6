package org.gru4j.cli.music;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.gru4j.cli.option.RunOptions;
import org.gru4j.cli.option.Sentences;
import org.gru4j.cli.option.SettingsOptions;
import org.gru4j.cli.terminal.Console;
import org.gru4j.tasks.music.MusicCell;
import org.gru4j.tasks.music.MusicComparison;
import org.gru4j.tasks.music.MusicDefaults;
import org.gru4j.tasks.music.MusicKind;
import org.gru4j.tasks.music.MusicSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j train music}. */
@Command(
        name = "music",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Train a model of polyphonic music, by default for at most " + MusicDefaults.EPOCHS + " epochs.",
            "It predicts the probability that each key of a piano sounds in the next frame."
        })
public final class TrainMusicCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "FILE|DIR",
            description = "Music to learn from: a .mat file, a .json note list, a MIDI file, or all MIDI files below a"
                    + " directory (default: synthetic chorales).")
    private @Nullable Path data;

    @Option(
            names = "--compare",
            description = "Train GRU, LSTM and tanh units and compare them; LSTM and tanh get as many parameters as the"
                    + " GRU.")
    private boolean compare;

    @Mixin
    private final SettingsOptions<MusicSettings> settings = new SettingsOptions<>(
                    Sentences.SETTINGS, MusicSettings.DEFAULTS)
            .option("--cell", "gru|lstm|tanh", "Type of the recurrent units")
            .option("--hidden", "H", "Units in each recurrent layer")
            .option("--layers", "L", "Number of recurrent layers")
            .option("--batch", "N", "Batch size: pieces in each weight update")
            .option("--lr", "RATE", "Initial learning rate of AdamW, halved when validation stops improving")
            .option("--input-dropout", "P", "Dropout probability on the input: each key in each frame")
            .option("--dropout", "P", "Dropout probability on the outputs of recurrent layers")
            .option(
                    "--recurrent-dropout",
                    "P",
                    "Dropout probability on the recurrent state, one mask per piece (GRU only)")
            .option("--zoneout", "P", Sentences.ZONEOUT + " (GRU only)")
            .option("--weight-decay", "D", "Weight decay of AdamW")
            .option("--patience", "E", Sentences.PATIENCE)
            .option("--frames-per-beat", "F", "Frames per quarter note in MIDI files, read and written")
            .option("--seed", "SEED", "Random seed for initial weights, piece order, dropout and the generated piece");

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() {
        if (!compare) {
            return run.run(new MusicKind(), data, this::over);
        }
        if (run.hasFrom()) {
            throw new IllegalArgumentException(
                    "--compare: trains all cells from random parameters and can't be combined with --from");
        }
        Console console = run.console();
        return run.train(stop -> new MusicComparison(
                        run.request(data, this::over), run.backend(console), console, stop, run.saveEvery())
                .run());
    }

    /** Returns the settings: the defaults for the given cell, changed by the given options. */
    private MusicSettings over(MusicSettings base) {
        MusicCell cell = settings.given("--cell", MusicCell.class).orElse(base.cell());
        return settings.over(cell == base.cell() ? base : base.with(cell));
    }
}
