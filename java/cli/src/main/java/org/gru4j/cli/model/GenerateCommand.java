package org.gru4j.cli.model;

import java.util.concurrent.Callable;
import org.gru4j.cli.option.SavedModelOptions;
import org.gru4j.tasks.music.MusicDefaults;
import org.gru4j.tasks.run.Generation;
import org.gru4j.tasks.text.TextDefaults;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j generate}. */
@Command(
        name = "generate",
        sortOptions = false,
        description = "Write text or music with a trained model. Music is saved as piece-SEED.mid and piece-SEED.png.")
public final class GenerateCommand implements Callable<Integer> {
    @Mixin
    private SavedModelOptions saved;

    @Option(names = "--prompt", paramLabel = "TEXT", description = "Text to begin with (default: none).")
    private @Nullable String prompt;

    @Option(
            names = "--length",
            paramLabel = "N",
            description = "How much to write (default: " + TextDefaults.LENGTH + " characters, " + MusicDefaults.LENGTH
                    + " frames).")
    private @Nullable Integer length;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "Randomness: 0 always picks the likeliest, higher values surprise more (default: "
                    + TextDefaults.TEMPERATURE + " for text, " + MusicDefaults.TEMPERATURE + " for music).")
    private @Nullable Double temperature;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Random seed: the same seed gives the same text or music (default: " + Generation.SEED + ").")
    private @Nullable Long seed;

    @Override
    public Integer call() {
        Generation asked = new Generation(prompt, length, temperature, seed, saved.hasOut());
        return saved.run(null, model -> model.generation(asked));
    }
}
