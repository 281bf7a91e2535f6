package org.gru4j.interop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gru4j.model.ModelWeights;

/**
 * A model of another framework.
 *
 * <p>Immutable.
 *
 * @param notices what was changed or assumed on the way, a sentence each, for the user to see; none if nothing was
 * @param metadata what else the file says in words, for whoever wrote it there; without what gru4j writes of itself
 */
public record ImportedModel(ModelWeights weights, List<String> notices, Map<String, String> metadata) {
    /** What gru4j writes of itself into other formats' metadata begins with it. */
    private static final String OWN = "gru4j.";

    public ImportedModel {
        Objects.requireNonNull(weights, "weights");
        notices = List.copyOf(notices);
        Map<String, String> foreign = new LinkedHashMap<>(metadata);
        foreign.keySet().removeIf(key -> key.startsWith(OWN));
        metadata = Map.copyOf(foreign);
    }
}
