package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.gru4j.tasks.Tasks;
import org.gru4j.tasks.run.TaskKind;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Run directories that earlier builds wrote are read and resumed. {@code earlier/TASK} holds a run that was killed on
 * its way, and {@code earlier/TASK.json} what it came to when the build that wrote it resumed it. {@link #main} makes
 * them; they are never made again, only added to.
 */
class EarlierRunsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Object> BUDGET = List.of("--epochs", 4, "--save-every", 0);
    private static final int KILLED_AFTER_STEPS = 3;
    /**
     * Of a score. Java's own exp and tanh may differ by a last place of a double from machine to machine, which some
     * 200 steps in float enlarge to far less; a run that lost the state of its optimiser differs by far more.
     */
    private static final double TOLERANCE = 1e-3;

    /** Of the last line, what another machine may say otherwise. */
    private static final Set<String> NO_SCORES = Set.of("seconds", "threads", "notes_per_frame");

    @TempDir
    private Path temp;

    static List<TaskKind<?>> kinds() {
        return Tasks.all();
    }

    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(EarlierRunsTest.class.getResource("earlier/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    /** What a killed process leaves beside its run. */
    private static void deleteHidden(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("."))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    private static JsonNode resume(TaskKind<?> kind, Path run, List<Object> options) {
        List<Object> args = new ArrayList<>(
                List.of("train", kind.name(), "--backend", "reference", "--json", "--out", run, "--resume"));
        args.addAll(options);
        return Outcome.of(args.toArray()).done().last();
    }

    private static List<Object> options(TaskKind<?> kind, Path directory) throws IOException {
        List<Object> options = new ArrayList<>(TinyTasks.of(kind, directory).options());
        options.addAll(BUDGET);
        return options;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isResumedToWhatItCameToThen(TaskKind<?> kind) throws IOException {
        Path run = temp.resolve("run");
        copy(resource(kind.name()), run);
        List<Object> options = options(kind, temp);
        JsonNode actual = resume(kind, run, options);
        JsonNode expected = JSON.readTree(resource(kind.name() + ".json").toFile());
        assertTrue(expected.size() > 1, expected::toString);
        for (Map.Entry<String, JsonNode> score : expected.properties()) {
            double value = score.getValue().asDouble();
            assertEquals(value, actual.path(score.getKey()).asDouble(), TOLERANCE * Math.abs(value), score.getKey());
        }
    }

    /** Makes the resources of a task; arguments: the task and the folder for them, {@code …/org/gru4j/cli/earlier}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        TaskKind<?> kind = Tasks.all().stream()
                .filter(k -> k.name().equals(args[0]))
                .findFirst()
                .orElseThrow();
        Path run = Path.of(args[1], kind.name());
        Path temp = Files.createTempDirectory("earlier");
        List<Object> options = options(kind, temp);
        TrainingProcess training = TrainingProcess.onReference(kind.name(), run, options, temp.resolve("log"));
        Process process = training.start();
        while (training.steps() < KILLED_AFTER_STEPS && process.isAlive()) {
            Thread.sleep(1);
        }
        process.destroyForcibly();
        training.exitCode(process);
        deleteHidden(run);
        Path resumed = temp.resolve("resumed");
        copy(run, resumed);
        ObjectNode scores = JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> field : resume(kind, resumed, options).properties()) {
            if (field.getValue().isNumber() && !NO_SCORES.contains(field.getKey())) {
                scores.set(field.getKey(), field.getValue());
            }
        }
        Files.writeString(Path.of(args[1], kind.name() + ".json"), scores.toPrettyString() + "\n");
    }
}
