package org.gru4j.tasks;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.tasks.run.SavedTask;

/** Checkpoints whose model is sound, and whose memory of their task is whatever some bytes say. */
public final class Remembered {
    private Remembered() {}

    /**
     * Writes a checkpoint and uses it: without an error, or with one that names the file.
     *
     * @param directory for the file
     * @param task its name
     * @param bytes lines of a key, =, and what the checkpoint has under it
     */
    public static void use(Path directory, String task, ModelSpec model, byte[] bytes, Consumer<SavedTask> use) {
        Map<String, String> memory = new LinkedHashMap<>();
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
            int end = Math.max(0, line.indexOf('='));
            memory.put(line.substring(0, end), line.substring(Math.min(line.length(), end + 1)));
        }
        memory.put("name", task);
        Map<String, float[]> values = new HashMap<>();
        model.layout().shapes().forEach((name, shape) -> values.put(name, new float[shape.size()]));
        Path file = directory.resolve("hostile.safetensors");
        Checkpoint.save(file, new ModelWeights(model, values), memory);
        Refusal.orNone(file, () -> {
            try (Checkpoint checkpoint = Checkpoint.load(file)) {
                use.accept(new SavedTask(checkpoint, task));
            }
        });
    }
}
