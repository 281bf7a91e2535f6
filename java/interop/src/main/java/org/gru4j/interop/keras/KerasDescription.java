package org.gru4j.interop.keras;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a {@code config.json} says of a model: its layers from first to last.
 *
 * @param sizes what it says of the sizes of a layer's arrays, by the layer's name; checked against the arrays
 * @param notices what of it the model read does not do
 */
record KerasDescription(List<KerasLayer> layers, Map<String, Sizes> sizes, List<String> notices) {
    /**
     * @param inputs rows of the first array; 0 if nothing is said of them
     * @param units what a layer emits, in each direction
     * @param bias whether it has one
     */
    record Sizes(int inputs, int units, boolean bias) {}

    /** Names as Keras makes them where it writes variables: of the class, numbered from the second on. */
    static final class Names {
        private final Map<String, Integer> counts = new HashMap<>();

        String next(String className) {
            String snake = className
                    .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                    .replaceAll("([a-z])([A-Z])", "$1_$2")
                    .toLowerCase(Locale.ROOT);
            int count = counts.merge(snake, 1, Integer::sum);
            return count == 1 ? snake : snake + "_" + (count - 1);
        }
    }
}
