package org.gru4j.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gru4j.file.Excerpt;
import org.gru4j.model.ModelSpec;
import org.gru4j.safetensors.SafeTensors;

/** The names of a {@link Checkpoint}'s parts, and the format's version. docs/checkpoints.md lists the parts. */
final class CheckpointFormat {
    /**
     * The version that this build writes. Raise it for a change that would make older readers misread the model or the
     * training. Store any other change under a new key or tensor name, which older readers ignore.
     */
    static final int VERSION = 1;

    static final String KEY_FORMAT = "gru4j.format";
    static final String KEY_OPTIMIZER = "gru4j.optimizer";
    static final String KEY_POSITION = "gru4j.position";
    static final String KEY_STEPS_BEGUN = "gru4j.steps_begun";
    static final String KEY_SCHEDULE = "gru4j.schedule";
    static final String KEY_EARLY_STOPPING = "gru4j.early_stopping";
    static final String TASK = "task.";
    static final String OPTIMIZER_TENSORS = "optimizer.";
    static final String STATE_TENSORS = "state.";
    static final String BEST_TENSOR = "best";

    private static final Set<String> KEYS = Set.of(
            KEY_FORMAT,
            ModelSpec.METADATA_KEY,
            KEY_OPTIMIZER,
            KEY_POSITION,
            KEY_STEPS_BEGUN,
            KEY_SCHEDULE,
            KEY_EARLY_STOPPING);

    private CheckpointFormat() {}

    /**
     * Returns the parts with names that this format does not define, as error messages name them.
     *
     * @param metadata all keys of the file
     * @param tensors all tensors of the file
     * @param parameters names of the model's parameters
     */
    static List<String> unknownParts(Set<String> metadata, Set<String> tensors, Set<String> parameters) {
        List<String> unknown = new ArrayList<>();
        for (String key : metadata) {
            if (!KEYS.contains(key) && !key.startsWith(TASK) && !SafeTensors.OWN_METADATA.contains(key)) {
                unknown.add("metadata '" + Excerpt.of(key) + "'");
            }
        }
        for (String name : tensors) {
            if (!parameters.contains(name)
                    && !name.startsWith(OPTIMIZER_TENSORS)
                    && !name.startsWith(STATE_TENSORS)
                    && !name.equals(BEST_TENSOR)) {
                unknown.add("tensor '" + Excerpt.of(name) + "'");
            }
        }
        return unknown;
    }
}
