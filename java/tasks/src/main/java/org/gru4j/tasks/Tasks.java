package org.gru4j.tasks;

import java.util.List;
import java.util.stream.Collectors;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.tasks.adding.AddingKind;
import org.gru4j.tasks.music.MusicKind;
import org.gru4j.tasks.run.SavedTask;
import org.gru4j.tasks.run.TaskKind;
import org.gru4j.tasks.series.SeriesKind;
import org.gru4j.tasks.sessions.SessionKind;
import org.gru4j.tasks.speech.SpeechKind;
import org.gru4j.tasks.text.TextKind;

/** All tasks that gru4j can train. */
public final class Tasks {
    private static final List<TaskKind<?>> ALL = List.of(
            new TextKind(), new MusicKind(), new SeriesKind(), new SessionKind(), new SpeechKind(), new AddingKind());

    private Tasks() {}

    public static List<TaskKind<?>> all() {
        return ALL;
    }

    /**
     * Returns the kind of the checkpoint's task.
     *
     * @throws IllegalArgumentException if the checkpoint has no task, or an unknown one
     */
    public static TaskKind<?> of(Checkpoint checkpoint) {
        if (!SavedTask.isIn(checkpoint)) {
            throw new IllegalArgumentException(checkpoint.source() + ": the model has no task, because it was imported;"
                    + " train a task with --from to give it one");
        }
        String name = SavedTask.name(checkpoint);
        return ALL.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(checkpoint.source() + ": expected a model of one of "
                        + ALL.stream().map(kind -> "'" + kind.name() + "'").collect(Collectors.joining(", "))
                        + " but got one of '" + name + "'"));
    }
}
