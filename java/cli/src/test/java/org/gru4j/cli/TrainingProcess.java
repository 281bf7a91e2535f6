package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gru4j.checkpoint.Checkpoint;

/**
 * Trainings in processes of their own, on the reference backend.
 *
 * @param log where what they say goes
 */
record TrainingProcess(String task, Path run, List<Object> options, Path log) {
    static final long PATIENCE_SECONDS = 120;

    /** Begins the run, or goes on with it if there is a checkpoint. */
    Process start() throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Main.class.getName(), "train",
                task, "--backend", "reference", "--out", run.toString()));
        options.forEach(option -> command.add(option.toString()));
        if (Files.exists(model())) {
            command.add("--resume");
        }
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    /** Waits until the checkpoint has another number of steps; false if the process ended before. */
    boolean awaitStepAfter(long before, Process process) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (process.isAlive() && steps() == before) {
            assertTrue(System.nanoTime() < deadline, () -> "no step in " + PATIENCE_SECONDS + " s: " + said());
            Thread.sleep(5);
        }
        return process.isAlive();
    }

    /** The steps of the checkpoint, which is whole at every moment; −1 if there is none. */
    long steps() {
        if (!Files.exists(model())) {
            return -1;
        }
        try (Checkpoint checkpoint = Checkpoint.load(model())) {
            return checkpoint.position().steps();
        }
    }

    /** Waits for the end. */
    int exitCode(Process process) throws InterruptedException {
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), this::said);
        return process.exitValue();
    }

    Path model() {
        return run.resolve("model.safetensors");
    }

    String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
