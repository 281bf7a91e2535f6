package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.cli.TinyTasks.Tiny;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.tasks.Tasks;
import org.gru4j.tasks.run.TaskKind;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trainings whose process is killed, at random moments, also while it writes its checkpoint. {@code -Dgru4j.kills=10}
 * kills ten of each task. Prints where the kills fell.
 */
class KilledTest {
    private static final int KILLS = Integer.getInteger("gru4j.kills", 2);
    /** One process in so many, the first one among them, is killed from its start on, the others after a step. */
    private static final int EARLY = 4;

    private static final int MOST_MILLISECONDS = 300;
    /** A process has started within that time, as a rule, and read its data. */
    private static final int MOST_MILLISECONDS_OF_START = 1500;
    /** More runs than that for the kills means that no process lives long enough to be killed. */
    private static final int MOST_RUNS = 20 * KILLS;

    private static final int EPOCHS = 6;
    /** 128 and the number of SIGKILL. */
    private static final int KILLED = 137;

    /** Where a kill fell. */
    private enum Fell {
        BEFORE_THE_FIRST_SAVE("before the process first saved"),
        IN_A_SAVE("in a save"),
        BETWEEN_SAVES("between two saves"),
        /** No kill of a training, and not counted as one. */
        AFTER_TRAINING("after training");

        private final String text;

        Fell(String text) {
            this.text = text;
        }
    }

    @TempDir
    private Path temp;

    static List<TaskKind<?>> kinds() {
        return Tasks.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void endsWithTheBitsOfATrainingThatWasNotKilled(TaskKind<?> kind) throws IOException, InterruptedException {
        Tiny tiny = TinyTasks.of(kind, temp);
        List<Object> options = new ArrayList<>(tiny.options());
        options.addAll(List.of("--epochs", EPOCHS, "--save-every", 0));
        Path whole = temp.resolve("whole");
        List<Object> args = new ArrayList<>(List.of("train", kind.name(), "--backend", "reference", "--out", whole));
        args.addAll(options);
        Outcome.of(args.toArray()).done();
        TrainingProcess training =
                TrainingProcess.onReference(kind.name(), temp.resolve("killed"), options, temp.resolve("log"));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Fell, Integer> fell = new EnumMap<>(Fell.class);
        int kills = 0;
        for (int runs = 0; kills < KILLS; runs++) {
            assertEquals(true, runs < MOST_RUNS, () -> "too quick to be killed: " + training.said());
            Fell where = kill(training, runs % EARLY == 0, random);
            if (where == null) { // it came to its end
                assertWhole(whole, training, seed);
                training.discard();
            } else {
                fell.merge(where, 1, Integer::sum);
                kills += where == Fell.AFTER_TRAINING ? 0 : 1;
            }
        }
        assertEquals(ExitCode.DONE, training.exitCode(training.start()), () -> training.said() + ", seed " + seed);
        assertWhole(whole, training, seed);
        System.out.println("train " + kind.name() + ": " + kills + " kills, "
                + fell.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey().text)
                        .collect(Collectors.joining(", "))
                + "; ended with the same bits");
    }

    /**
     * Kills a process at a random moment: of its start, or after a step or more.
     *
     * @return null if it was done before
     */
    private static Fell kill(TrainingProcess training, boolean early, Random random)
            throws IOException, InterruptedException {
        long before = training.steps();
        Set<String> partsBefore = parts(training.run());
        Process process = training.start();
        if (early) {
            Thread.sleep(random.nextInt(MOST_MILLISECONDS_OF_START));
        } else {
            training.awaitStepAfter(before, process);
            Thread.sleep(random.nextInt(MOST_MILLISECONDS));
        }
        process.destroyForcibly(); // SIGKILL
        int code = training.exitCode(process);
        if (code != KILLED) {
            assertEquals(ExitCode.DONE, code, training::said);
            return null;
        }
        Set<String> parts = parts(training.run());
        parts.removeAll(partsBefore);
        if (!parts.isEmpty()) {
            return Fell.IN_A_SAVE;
        }
        if (training.steps() == before) {
            return Fell.BEFORE_THE_FIRST_SAVE;
        }
        try (Checkpoint checkpoint = Checkpoint.load(training.model())) {
            return checkpoint.position().epoch() < EPOCHS ? Fell.BETWEEN_SAVES : Fell.AFTER_TRAINING;
        }
    }

    /** The unfinished checkpoints. */
    private static Set<String> parts(Path run) throws IOException {
        Set<String> parts = new HashSet<>();
        if (Files.isDirectory(run)) {
            files(run).stream()
                    .filter(name -> name.startsWith(".model.safetensors."))
                    .forEach(parts::add);
        }
        return parts;
    }

    /** The same bits, and nothing left of those that were killed. */
    private static void assertWhole(Path whole, TrainingProcess training, long seed) throws IOException {
        StoppedRun.assertSameBits(whole, training.run());
        assertEquals(files(whole), files(training.run()), () -> "seed " + seed);
    }

    private static List<String> files(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
