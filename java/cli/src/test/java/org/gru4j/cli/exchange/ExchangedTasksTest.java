package org.gru4j.cli.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.cli.Outcome;
import org.gru4j.cli.TinyTasks;
import org.gru4j.cli.TinyTasks.Tiny;
import org.gru4j.tasks.Tasks;
import org.gru4j.tasks.run.TaskKind;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A trained model that went to another format and came back is put to the same use, with the same result. */
class ExchangedTasksTest {
    @TempDir
    private Path temp;

    static Stream<TaskKind<?>> kinds() {
        return Tasks.all().stream();
    }

    private Path train(Tiny tiny) {
        Path run = temp.resolve("run");
        List<Object> args = new ArrayList<>(
                List.of("train", tiny.kind().name(), "--backend", "reference", "--out", run, "--epochs", 1));
        args.addAll(tiny.options());
        Outcome.of(args.toArray()).done();
        return run;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aTaskComesBackWithAllThatItNeeds(TaskKind<?> kind) throws IOException {
        Tiny tiny = TinyTasks.of(kind, temp);
        Path run = train(tiny);
        for (List<Object> export : List.<List<Object>>of(
                List.of("m.safetensors"),
                List.of("m.onnx"),
                List.of("m.onnx", "--lengths", "--states", "--activation", "softmax"))) {
            Path file = temp.resolve(export.get(0).toString());
            Path back = temp.resolve("back");
            Outcome.of(Stream.concat(
                                    Stream.of("export", "--model", run, "--out", file),
                                    export.stream().skip(1))
                            .toArray())
                    .done();
            Outcome.of("import", file, "--out", back).done();
            assertSameTask(run, back);
            assertSameUse(tiny, run, back, "evaluate");
            if (kind.prediction() != null) {
                assertSameUse(tiny, run, back, "predict");
            }
            if (kind.generation() != null) {
                assertSame(run, back, use(run, "generate", "--length", 40), use(back, "generate", "--length", 40));
            }
            delete(back);
        }
    }

    private static void assertSameTask(Path run, Path back) {
        try (Checkpoint expected = Checkpoint.load(run.resolve("model.safetensors"));
                Checkpoint actual = Checkpoint.load(back.resolve("model.safetensors"))) {
            assertEquals(expected.task(), actual.task());
        }
    }

    private static Outcome use(Path model, String command, Object... more) {
        List<Object> args = new ArrayList<>(List.of(command, "--model", model, "--backend", "reference", "--json"));
        args.addAll(List.of(more));
        return Outcome.of(args.toArray()).done();
    }

    /** On the data that it was trained with, named and not, where it need not be. */
    private static void assertSameUse(Tiny tiny, Path run, Path back, String command) throws IOException {
        Object[] data = tiny.data() == null ? new Object[0] : new Object[] {"--data", tiny.data()};
        assertSame(run, back, use(run, command, data), use(back, command, data));
        if (command.equals("evaluate")) {
            assertSame(run, back, use(run, command), use(back, command));
        }
    }

    /** The same is said, and the same is in all files that came of it. */
    private static void assertSame(Path run, Path back, Outcome expected, Outcome actual) throws IOException {
        List<JsonNode> said = expected.objects();
        assertEquals(said.size(), actual.objects().size());
        assertEquals(expected.out(), actual.out().replace(back.toString(), run.toString()));
        try (Stream<Path> files = Files.list(back)) {
            for (Path file :
                    files.filter(file -> !file.endsWith("model.safetensors")).toList()) {
                assertArrayEquals(
                        Files.readAllBytes(run.resolve(file.getFileName())), Files.readAllBytes(file), file.toString());
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
