package org.gru4j.cli.speech;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gru4j.tasks.speech.SynthesizedWords;

/** A few recordings, and the options for a model that learns them at once. */
public final class TinySpeech {
    private TinySpeech() {}

    /** Two words of some speakers, in a directory that is given back. */
    public static Path recordings(Path directory, int speakers) {
        new SynthesizedWords(2, speakers, 1).write(directory);
        return directory;
    }

    /** Options for a small model, with more of them. */
    public static Object[] small(Path recordings, Object... more) {
        List<Object> args =
                new ArrayList<>(List.of("--data", recordings, "--sample-rate", 8000, "--hidden", 4, "--batch", 8));
        args.addAll(List.of(more));
        return args.toArray();
    }
}
