package org.gru4j.tasks.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.gru4j.tasks.output.OutputDirectory;

/** The run directory and the paths of its files. */
public record RunFiles(Path directory) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /** Returns a directory that does not exist yet, named after the task and the time. */
    public static RunFiles unused(String task) {
        String name = task + "-" + LocalDateTime.now(ZoneId.systemDefault()).format(TIME);
        Path directory = Path.of("runs", name);
        for (int k = 2; Files.exists(directory); k++) {
            directory = Path.of("runs", name + "-" + k);
        }
        return new RunFiles(directory);
    }

    /** Returns the checkpoint file for a path that is either a run directory or the checkpoint itself. */
    public static Path checkpoint(Path model) {
        return Files.isDirectory(model) ? new RunFiles(model).model() : model;
    }

    /** Returns the path of the checkpoint. */
    public Path model() {
        return directory.resolve("model.safetensors");
    }

    /** Returns the path of the metrics file, which has one {@link Measurement} per line. */
    public Path metrics() {
        return directory.resolve("metrics.jsonl");
    }

    /** Returns the path of another file in the directory. */
    public Path file(String name) {
        return directory.resolve(name);
    }

    /** Returns the path of the chart of training and validation loss. */
    public Path chart() {
        return directory.resolve("loss.png");
    }

    /**
     * Creates and locks the directory for a new run.
     *
     * @throws IllegalArgumentException if it already contains a model, another training is writing to it, or the path
     *     is a file
     * @throws org.gru4j.file.WriteFailedException if it can't be created
     */
    RunLock create() {
        requireNoModel();
        OutputDirectory.make(directory);
        RunLock lock = RunLock.take(directory);
        try {
            requireNoModel(); // another training may have just finished here
            return lock;
        } catch (IllegalArgumentException e) {
            lock.close();
            throw e;
        }
    }

    private void requireNoModel() {
        if (Files.exists(model())) {
            throw new IllegalArgumentException("--out " + directory
                    + " already contains a model: add --resume to continue it, or choose another directory");
        }
    }
}
