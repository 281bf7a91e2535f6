package org.gru4j.interop;

import java.util.List;
import java.util.Objects;
import org.gru4j.layer.ModelWeights;

/**
 * A model of another framework.
 *
 * @param notices what was changed or assumed on the way, a sentence each, for the user to see; none if nothing was
 */
public record ImportedModel(ModelWeights weights, List<String> notices) {
    public ImportedModel {
        Objects.requireNonNull(weights, "weights");
        notices = List.copyOf(notices);
    }
}
