package org.gru4j.cli.text;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.gru4j.cli.option.RunOptions;
import org.gru4j.cli.option.Sentences;
import org.gru4j.cli.option.SettingsOptions;
import org.gru4j.tasks.text.TextDefaults;
import org.gru4j.tasks.text.TextKind;
import org.gru4j.tasks.text.TextSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j train text}. */
@Command(
        name = "text",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Train a character-level language model, by default for " + TextDefaults.SECONDS + " seconds.")
public final class TrainTextCommand implements Callable<Integer> {
    @Option(
            names = "--corpus",
            paramLabel = "FILE|DIR",
            description = "Text to learn from, in UTF-8: a file, or all files below a directory (default: the Java"
                    + " sources of Apache Commons Lang, which are under the Apache License 2.0).")
    private @Nullable Path corpus;

    @Mixin
    private final SettingsOptions<TextSettings> settings = new SettingsOptions<>(
                    Sentences.SETTINGS, TextSettings.DEFAULTS)
            .option("--hidden", "H", Sentences.HIDDEN)
            .option("--layers", "L", Sentences.LAYERS)
            .option("--reset-gate", "after|before", Sentences.RESET_GATE)
            .option("--embedding", "E", "Size of a character's embedding")
            .option("--batch", "N", "Batch size: places in the text that are read in parallel")
            .option("--sequence-length", "T", "Characters read at each place between two weight updates")
            .option("--lr", "RATE", Sentences.LEARNING_RATE)
            .option("--dropout", "P", Sentences.DROPOUT)
            .option("--recurrent-dropout", "P", "Dropout probability on the recurrent state, one mask per sequence")
            .option("--zoneout", "P", Sentences.ZONEOUT)
            .option("--seed", "SEED", "Random seed for initial weights, dropout, zoneout and the sample text");

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() {
        return run.run(new TextKind(), corpus, settings::over);
    }
}
