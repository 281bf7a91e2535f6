package org.gru4j.cli.speech;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.gru4j.cli.option.RunOptions;
import org.gru4j.cli.option.Sentences;
import org.gru4j.cli.option.SettingsOptions;
import org.gru4j.tasks.speech.SpeechDefaults;
import org.gru4j.tasks.speech.SpeechKind;
import org.gru4j.tasks.speech.SpeechSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j train speech}. */
@Command(
        name = "speech",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Train a recogniser of single spoken words, by default for at most " + SpeechDefaults.EPOCHS
                + " epochs.")
public final class TrainSpeechCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Recordings: a folder for each word, with a WAV file for each utterance. File names decide"
                    + " which are held out (default: " + SpeechDefaults.WORDS + " synthetic words of "
                    + SpeechDefaults.SPEAKERS + " made-up speakers).")
    private @Nullable Path data;

    @Mixin
    private final SettingsOptions<SpeechSettings> settings = new SettingsOptions<>(
                    Sentences.SETTINGS, SpeechSettings.DEFAULTS)
            .option("--sample-rate", "HZ", "Sample rate that recordings are resampled to, in Hz")
            .option("--hidden", "H", "Units in each GRU layer and direction")
            .option("--layers", "L", Sentences.LAYERS)
            .option("--reset-gate", "after|before", Sentences.RESET_GATE)
            .option("--batch", "N", "Batch size: utterances in each weight update")
            .option("--lr", "RATE", Sentences.LEARNING_RATE)
            .option("--dropout", "P", Sentences.DROPOUT)
            .option("--label-smoothing", "E", "Share of the training target that is spread evenly over all words")
            .option("--patience", "E", Sentences.PATIENCE)
            .option("--seed", "SEED", "Random seed for initial weights, utterance order and dropout");

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() {
        return run.run(new SpeechKind(), data, settings::over);
    }
}
