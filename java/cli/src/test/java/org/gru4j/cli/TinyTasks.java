package org.gru4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gru4j.cli.music.TinyMusic;
import org.gru4j.cli.series.TinySeries;
import org.gru4j.cli.sessions.TinySessions;
import org.gru4j.cli.speech.TinySpeech;
import org.gru4j.cli.text.TinyText;
import org.gru4j.tasks.run.TaskKind;

/** Small data for each kind of task, and the options for a model that learns of it at once. */
public final class TinyTasks {
    private static final int SPEAKERS = 10;

    /** @param data null for what comes along or is made */
    public record Tiny(TaskKind<?> kind, Path data, List<Object> options) {
        @Override
        public String toString() {
            return kind.name();
        }
    }

    private TinyTasks() {}

    /** A kind that has no small data of its own here is taken with what comes along. */
    public static Tiny of(TaskKind<?> kind, Path directory) throws IOException {
        Path own = Files.createDirectories(directory.resolve(kind.name()));
        return switch (kind.name()) {
            case "text" -> tiny(kind, TinyText.corpus(own));
            case "music" -> tiny(kind, TinyMusic.scales(own));
            case "series" -> tiny(kind, TinySeries.file(own));
            case "sessions" -> tiny(kind, TinySessions.log(own));
            case "speech" -> tiny(kind, TinySpeech.recordings(own, SPEAKERS));
            case "adding" -> new Tiny(kind, null, List.of("--steps", 6, "--hidden", 8, "--batch", 640));
            default -> new Tiny(kind, null, List.of());
        };
    }

    private static Tiny tiny(TaskKind<?> kind, Path data) {
        return new Tiny(
                kind,
                data,
                List.of(
                        switch (kind.name()) {
                            case "text" -> TinyText.small(data);
                            case "music" -> TinyMusic.small("--data", data);
                            case "series" -> TinySeries.small(data);
                            case "sessions" -> TinySessions.small(data);
                            default -> TinySpeech.small(data);
                        }));
    }
}
