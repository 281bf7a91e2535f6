package org.gru4j.cli.exchange;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a checkpoint remembers of its task (the vocabulary of a text, the scaling of a series, …), in the metadata of
 * other formats: whoever serves the model there needs it, and a model that comes back is what it was.
 */
public final class TaskMetadata {
    private static final String PREFIX = "task.";

    private TaskMetadata() {}

    /** A task's own words as metadata. */
    public static Map<String, String> of(Map<String, String> task) {
        Map<String, String> metadata = new LinkedHashMap<>();
        task.forEach((key, value) -> metadata.put(PREFIX + key, value));
        return metadata;
    }

    /** Those among all metadata; empty if they speak of no task. */
    public static Map<String, String> in(Map<String, String> metadata) {
        Map<String, String> task = new LinkedHashMap<>();
        metadata.forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                task.put(key.substring(PREFIX.length()), value);
            }
        });
        return task;
    }
}
