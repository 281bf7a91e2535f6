package org.gru4j.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.gru4j.cli.music.MusicKind;
import org.gru4j.cli.run.TaskKind;
import org.gru4j.cli.text.TextKind;

/** All that the program can train. */
final class Tasks {
    private static final List<TaskKind<?>> ALL = List.of(new TextKind(), new MusicKind());

    private Tasks() {}

    /** @throws IllegalArgumentException if there is none of that name */
    static TaskKind<?> named(String name) {
        return ALL.stream().filter(kind -> kind.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected a model of one of "
                        + ALL.stream().map(TaskKind::name).collect(Collectors.joining(", ")) + " but got one of '" + name
                        + "'"));
    }
}
