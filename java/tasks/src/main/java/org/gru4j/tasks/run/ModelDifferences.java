package org.gru4j.tasks.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.gru4j.layer.DropoutLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;

/**
 * Finds the differences between two models: their layers, and the layers' sizes. Dropout is ignored because it acts
 * only in training. Zoneout is compared because it changes inference.
 */
final class ModelDifferences {
    private static final Set<String> TRAINING_ONLY = Set.of("dropout", "recurrentDropout");
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelDifferences() {}

    /**
     * Checks that the parameters of one model can be used in another.
     *
     * @param what describes the origin of {@code saved}, for messages
     * @throws IllegalArgumentException if the models differ; the message lists the differences
     */
    static void require(String what, ModelSpec saved, ModelSpec asked) {
        List<LayerSpec> expected = computing(saved);
        List<LayerSpec> actual = computing(asked);
        List<String> differences = new ArrayList<>();
        if (!names(expected).equals(names(actual))) {
            differences.add("layers: expected " + names(expected) + " but got " + names(actual));
        } else {
            for (int k = 0; k < expected.size(); k++) {
                compare(
                        names(expected).get(k),
                        JSON.valueToTree(expected.get(k)),
                        JSON.valueToTree(actual.get(k)),
                        differences);
            }
        }
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(
                    what + ": the model does not match the settings and the data: " + String.join("; ", differences));
        }
    }

    private static List<LayerSpec> computing(ModelSpec model) {
        return model.layers().stream()
                .filter(layer -> !(layer instanceof DropoutLayer))
                .toList();
    }

    private static List<String> names(List<LayerSpec> layers) {
        return new ModelSpec(layers).layerNames();
    }

    private static void compare(String name, JsonNode expected, JsonNode actual, List<String> differences) {
        if (expected.isObject()) {
            expected.fieldNames().forEachRemaining(field -> {
                if (!TRAINING_ONLY.contains(field)) {
                    compare(
                            field.equals("spec") ? name : name + " " + field,
                            expected.get(field),
                            actual.get(field),
                            differences);
                }
            });
        } else if (!expected.equals(actual)) {
            differences.add(name + ": expected " + text(expected) + " but got " + text(actual));
        }
    }

    private static String text(JsonNode value) {
        return value.asText().toLowerCase(Locale.ROOT);
    }
}
