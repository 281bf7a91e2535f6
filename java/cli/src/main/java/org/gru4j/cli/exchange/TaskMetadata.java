package org.gru4j.cli.exchange;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stores a checkpoint's task information, such as the vocabulary of a text or the scaling of a series, in the metadata
 * of other formats. Programs that serve the exported model need it, and a model that is imported again keeps its task.
 */
public final class TaskMetadata {
    private static final String PREFIX = "task.";

    private TaskMetadata() {}

    /** Returns the task information as metadata. */
    public static Map<String, String> of(Map<String, String> task) {
        Map<String, String> metadata = new LinkedHashMap<>();
        task.forEach((key, value) -> metadata.put(PREFIX + key, value));
        return metadata;
    }

    /** Returns the task information in metadata; empty if there is none. */
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
