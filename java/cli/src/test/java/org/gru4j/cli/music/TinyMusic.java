package org.gru4j.cli.music;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gru4j.cli.Outcome;

/** A few scales to learn, and the options for a model that learns them at once. */
public final class TinyMusic {
    private static final int[] STEPS = {0, 2, 4, 5, 7, 9, 11, 12};

    private TinyMusic() {}

    /** 20 scales of 6 to 10 frames as a note list, which is split 16, 2 and 2. */
    public static Path scales(Path directory) throws IOException {
        List<String> pieces = new ArrayList<>();
        for (int k = 0; k < 20; k++) {
            List<String> frames = new ArrayList<>();
            for (int t = 0; t < 6 + k % 5; t++) {
                int pitch = 48 + k % 3 + STEPS[t % STEPS.length];
                frames.add("[" + pitch + ", " + (pitch + 12) + "]");
            }
            pieces.add("[" + String.join(", ", frames) + "]");
        }
        return Files.writeString(directory.resolve("scales.json"), "[" + String.join(",\n", pieces) + "]");
    }

    /** {@code train music} on the reference backend, with more options. */
    public static Outcome train(Path data, Path out, Object... more) {
        List<Object> args =
                new ArrayList<>(List.of("train", "music", "--backend", "reference", "--data", data, "--out", out));
        args.addAll(List.of(more));
        return Outcome.of(args.toArray());
    }

    /** Options for 8 units and four steps an epoch, with more of them. */
    public static Object[] small(Object... more) {
        List<Object> args = new ArrayList<>(List.of("--hidden", 8, "--batch", 4, "--lr", 0.02));
        args.addAll(List.of(more));
        return args.toArray();
    }
}
