package org.gru4j.interop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gru4j.model.ModelWeights;

/**
 * A model that was read from another framework's file.
 *
 * <p>Immutable.
 *
 * @param weights the description of the model and the values of its parameters
 * @param notices what the import changed or assumed, one sentence each, to be shown to the user; empty if nothing
 * @param metadata the file's own keys and texts, for the program that wrote them; without the entries that gru4j writes
 *     about itself
 */
public record ImportedModel(ModelWeights weights, List<String> notices, Map<String, String> metadata) {
    /** The prefix of the keys that gru4j writes into the metadata of other formats. */
    private static final String OWN = "gru4j.";

    public ImportedModel {
        Objects.requireNonNull(weights, "weights");
        notices = List.copyOf(notices);
        Map<String, String> foreign = new LinkedHashMap<>(metadata);
        foreign.keySet().removeIf(key -> key.startsWith(OWN));
        metadata = Map.copyOf(foreign);
    }
}
