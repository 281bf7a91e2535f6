package org.gru4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.gru4j.checkpoint.Checkpoint;

/**
 * Trainings in processes of their own.
 *
 * @param program what comes before {@code train}
 * @param options but for {@code --out} and {@code --resume}
 * @param log where what they say goes
 */
record TrainingProcess(List<String> program, String task, Path run, List<Object> options, Path log) {
    static final long PATIENCE_SECONDS = 120;
    private static final int POLL_MILLISECONDS = 5;

    /** On the reference backend. */
    static TrainingProcess onReference(String task, Path run, List<Object> options, Path log) {
        List<Object> all = new ArrayList<>(List.of("--backend", "reference"));
        all.addAll(options);
        return new TrainingProcess(program(Main.class), task, run, all, log);
    }

    private static List<String> program(Class<?> main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
    }

    /** The same by another main class. */
    TrainingProcess by(Class<?> main) {
        return new TrainingProcess(program(main), task, run, options, log);
    }

    /** Begins the run, or goes on with it if there is a checkpoint. */
    Process start() throws IOException {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("train", task, "--out", run.toString()));
        options.forEach(option -> command.add(option.toString()));
        if (Files.exists(model())) {
            command.add("--resume");
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Waits until the checkpoint has another number of steps; false if the process ended before. */
    boolean awaitStepAfter(long before, Process process) throws InterruptedException {
        return await(process, () -> steps() != before);
    }

    /** Waits until a step later than that has been measured; false if the process ended before. */
    boolean awaitMeasurementAfter(long steps, Process process) throws InterruptedException {
        return await(process, () -> measured() > steps);
    }

    private boolean await(Process process, BooleanSupplier comes) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (process.isAlive() && !comes.getAsBoolean()) {
            require(System.nanoTime() < deadline);
            Thread.sleep(POLL_MILLISECONDS);
        }
        return process.isAlive();
    }

    private void require(boolean inTime) {
        if (!inTime) {
            throw new AssertionError("train " + task + ": nothing in " + PATIENCE_SECONDS + " s: " + said());
        }
    }

    /** The step of the last measurement; −1 if there is none. */
    private long measured() {
        Path metrics = run.resolve("metrics.jsonl");
        String text;
        try {
            text = Files.exists(metrics) ? Files.readString(metrics) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String start = "{\"step\":";
        int last = text.lastIndexOf(start);
        int end = text.indexOf(',', last);
        return last < 0 || end < 0 ? -1 : Long.parseLong(text.substring(last + start.length(), end));
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
        require(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return process.exitValue();
    }

    /** Removes the run. */
    void discard() throws IOException {
        List<Path> paths;
        try (Stream<Path> below = Files.walk(run)) {
            paths = below.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
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
