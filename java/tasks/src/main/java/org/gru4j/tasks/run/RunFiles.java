package org.gru4j.tasks.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.gru4j.tasks.output.OutputDirectory;

/** The directory of a run, and what is in it. */
public record RunFiles(Path directory) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /** A directory that is not there yet, named after the task and the time. */
    public static RunFiles unused(String task) {
        String name = task + "-" + LocalDateTime.now(ZoneId.systemDefault()).format(TIME);
        Path directory = Path.of("runs", name);
        for (int k = 2; Files.exists(directory); k++) {
            directory = Path.of("runs", name + "-" + k);
        }
        return new RunFiles(directory);
    }

    /** The checkpoint that a user means by a run's directory, or by its path. */
    public static Path checkpoint(Path model) {
        return Files.isDirectory(model) ? new RunFiles(model).model() : model;
    }

    /** The checkpoint. */
    public Path model() {
        return directory.resolve("model.safetensors");
    }

    /** One {@link Measurement} a line. */
    public Path metrics() {
        return directory.resolve("metrics.jsonl");
    }

    /** Another file of the run. */
    public Path file(String name) {
        return directory.resolve(name);
    }

    /** The picture of both losses. */
    public Path chart() {
        return directory.resolve("loss.png");
    }

    /**
     * Makes the directory for a new run, and locks it.
     *
     * @throws IllegalArgumentException if there is a model in it already, another training writes there, or a file
     *     is in its place
     * @throws org.gru4j.file.WriteFailedException if it can't be made
     */
    RunLock create() {
        requireNoModel();
        OutputDirectory.make(directory);
        RunLock lock = RunLock.take(directory);
        try {
            requireNoModel(); // of a training that has come to its end meanwhile
            return lock;
        } catch (IllegalArgumentException e) {
            lock.close();
            throw e;
        }
    }

    private void requireNoModel() {
        if (Files.exists(model())) {
            throw new IllegalArgumentException("--out " + directory
                    + ": there is a model already; --resume goes on with it, another directory starts anew");
        }
    }
}
