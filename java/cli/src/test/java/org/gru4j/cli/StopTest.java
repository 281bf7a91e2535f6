package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.gru4j.cli.StopTrial.Signal;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.cli.text.TinyText;
import org.gru4j.tasks.Tasks;
import org.gru4j.tasks.run.TaskKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trainings that are asked to end save where they stand. {@link StopCampaign} asks at random moments, by other signals
 * too, and takes the time.
 */
class StopTest {
    private static final int STOPS = 2;

    @TempDir
    private Path temp;

    /** The command line, whose process gets a SIGTERM when it tells of its first measurement. */
    static final class Terminated {
        private static final CountDownLatch ENDING = new CountDownLatch(1);

        private Terminated() {}

        public static void main(String[] arguments) {
            Runtime.getRuntime().addShutdownHook(new Thread(ENDING::countDown));
            PrintWriter out = new PrintWriter(
                    new FilterWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8)) {
                        @Override
                        public void write(String text, int from, int length) throws IOException {
                            super.write(text, from, length);
                            if (ENDING.getCount() > 0 && text.startsWith("{\"event\":\"progress\"")) {
                                terminate();
                            }
                        }
                    },
                    true);
            System.exit(Cli.run(out, new PrintWriter(System.err, true), arguments));
        }

        /** Returns when the signal has come. */
        private static void terminate() throws IOException {
            new ProcessBuilder(
                            "kill",
                            "-TERM",
                            Long.toString(ProcessHandle.current().pid()))
                    .start();
            try {
                ENDING.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    static List<TaskKind<?>> kinds() {
        return Tasks.all();
    }

    /** So long that the first measurement is not the last one, and saved by nobody but who stops it. */
    private TrainingProcess training(TaskKind<?> kind, String run) throws IOException {
        List<Object> options = new ArrayList<>(TinyTasks.of(kind, temp).options());
        options.addAll(List.of("--epochs", kind.name().equals("text") ? 200 : 20, "--save-every", 3600, "--json"));
        return TrainingProcess.onReference(kind.name(), temp.resolve(run), options, temp.resolve("log of " + run));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatIsStoppedHasSavedAndGoesOnToTheSameBits(TaskKind<?> kind) throws IOException, InterruptedException {
        TrainingProcess whole = training(kind, "whole");
        assertEquals(ExitCode.DONE, whole.exitCode(whole.start()), whole::said);
        TrainingProcess training = training(kind, "run");
        StopTrial trial = new StopTrial(training, whole.run(), new Random());
        TrainingProcess stopped = training.by(Terminated.class);
        for (int k = 0; k < STOPS; k++) {
            long before = stopped.steps();
            assertTrue(trial.hasStopped(before, stopped.exitCode(stopped.start()), Signal.TERM), training::said);
        }
        trial.finish();
    }

    /** The process ends, but not before it has said that it could not save. */
    @Test
    void aSaveThatFailsThenIsTold() throws IOException, InterruptedException {
        TrainingProcess training = TrainingProcess.onReference(
                "text",
                temp.resolve("run"),
                Arrays.asList(TinyText.small(TinyText.corpus(temp), "--seconds", 600, "--save-every", 3600)),
                temp.resolve("log"));
        Process process = training.start();
        assertTrue(training.awaitMeasurementAfter(-1, process), training::said);
        Files.delete(training.model());
        Files.createDirectories(training.model().resolve("in the way"));
        process.destroy(); // SIGTERM
        training.exitCode(process);
        assertTrue(training.said().contains("error: " + training.model() + ": could not be written: "), training::said);
    }
}
