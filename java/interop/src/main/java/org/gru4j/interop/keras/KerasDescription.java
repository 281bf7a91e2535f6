package org.gru4j.interop.keras;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The description of a model in a {@code config.json}.
 *
 * @param layers the layers in order
 * @param sizes the sizes of the layers' arrays, by the layer's name; they are checked against the arrays
 * @param notices the differences between the description and the imported model
 */
record KerasDescription(List<KerasLayer> layers, Map<String, Sizes> sizes, List<String> notices) {
    /**
     * The sizes of a layer's arrays.
     *
     * @param inputs the rows of the first array; 0 if the description does not contain them
     * @param units the features that the layer emits in each direction
     * @param bias whether the layer has a bias
     */
    record Sizes(int inputs, int units, boolean bias) {}

    /**
     * Generates the names under which Keras writes the variables of layers: the class in snake case, numbered from the
     * second layer of a class on ({@code gru}, {@code gru_1}, …).
     */
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
