package org.gru4j.cli.model;

import java.util.concurrent.Callable;
import org.gru4j.cli.option.SavedModelOptions;
import org.gru4j.tasks.music.MusicDefaults;
import org.gru4j.tasks.run.Generation;
import org.gru4j.tasks.text.TextDefaults;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j generate}. */
@Command(
        name = "generate",
        sortOptions = false,
        description = "Write text or music with a trained model; music goes to files, piece-SEED.mid and .png.")
public final class GenerateCommand implements Callable<Integer> {
    @Mixin
    private SavedModelOptions saved;

    @Option(names = "--prompt", paramLabel = "TEXT", description = "What the text begins with.")
    private String prompt;

    @Option(
            names = "--length",
            paramLabel = "N",
            description = "Characters or frames to write (default: " + TextDefaults.LENGTH + " characters, "
                    + MusicDefaults.LENGTH + " frames).")
    private Integer length;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "0 for always the likeliest, more for more surprise (default: " + TextDefaults.TEMPERATURE
                    + " for text, " + MusicDefaults.TEMPERATURE + " for music).")
    private Double temperature;

    @Option(names = "--seed", paramLabel = "SEED", description = "The same seed, the same text or music (default: 1).")
    private Long seed;

    @Override
    public Integer call() {
        Generation asked = new Generation(prompt, length, temperature, seed, saved.hasOut());
        return saved.run(null, model -> model.generation(asked));
    }
}
