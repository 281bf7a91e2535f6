package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.gru4j.cli.TinyTasks.Tiny;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.tasks.Tasks;
import org.gru4j.tasks.run.TaskKind;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trainings whose process is killed, at random moments, also while it writes its checkpoint. {@code -Dgru4j.kills=10}
 * kills ten of each task.
 */
class KilledTest {
    private static final int KILLS = Integer.getInteger("gru4j.kills", 2);
    private static final int MOST_MILLISECONDS = 300;
    /** More runs than that for the kills means that no process lives long enough to be killed. */
    private static final int MOST_RUNS = 20 * KILLS;

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
        options.addAll(List.of("--epochs", 6, "--save-every", 0));
        Path whole = temp.resolve("whole");
        List<Object> args = new ArrayList<>(List.of("train", kind.name(), "--backend", "reference", "--out", whole));
        args.addAll(options);
        Outcome.of(args.toArray()).done();
        TrainingProcess training = new TrainingProcess(kind.name(), temp.resolve("killed"), options,
                temp.resolve("log"));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int kills = 0;
        for (int runs = 0; kills < KILLS; runs++) {
            assertEquals(true, runs < MOST_RUNS, () -> "too quick to be killed: " + training.said());
            if (kill(training, random)) {
                kills++;
            } else { // it came to its end
                assertWhole(whole, training, seed);
                delete(training.run());
            }
        }
        assertEquals(ExitCode.DONE, training.exitCode(training.start()), () -> training.said() + ", seed " + seed);
        assertWhole(whole, training, seed);
    }

    /** Lets a process take a step or more, and kills it; false if it was done before. */
    private static boolean kill(TrainingProcess training, Random random) throws IOException, InterruptedException {
        long before = training.steps();
        Process process = training.start();
        training.awaitStepAfter(before, process);
        Thread.sleep(random.nextInt(MOST_MILLISECONDS));
        boolean alive = process.isAlive();
        process.destroyForcibly(); // SIGKILL
        training.exitCode(process);
        return alive;
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

    private static void delete(Path run) throws IOException {
        List<Path> paths;
        try (Stream<Path> below = Files.walk(run)) {
            paths = below.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
