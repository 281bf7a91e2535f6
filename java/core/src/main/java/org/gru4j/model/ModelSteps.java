package org.gru4j.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.layer.LayerSpec;
import org.jspecify.annotations.Nullable;

/**
 * Which inputs and nodes of a model have the same steps and lengths. Each input of steps has its own; a node has those of
 * what it reads first, unless it emits a single step, or skips steps. Immutable.
 */
final class ModelSteps {
    /** The steps of what emits a single one for each sequence. */
    static final int ONE_STEP = -1;

    /**
     * Where steps come from.
     *
     * @param name of the input, or of the node that skips steps
     * @param from the steps that the node's input has; meaningless for an input
     * @param layer what makes the node's steps of those; null for an input
     */
    record Origin(String name, int from, @Nullable LayerSpec layer) {}

    private final List<Origin> origins = new ArrayList<>();
    private final Map<String, Integer> of = new HashMap<>();

    /** Of what is not known or comes later, nothing is found here; {@link ModelGraphChecks} names it. */
    ModelSteps(List<ModelInput> inputs, List<ModelNode> nodes) {
        for (ModelInput input : inputs) {
            if (input.perSequence()) {
                of.put(input.name(), ONE_STEP);
            } else {
                of.put(input.name(), origins.size());
                origins.add(new Origin(input.name(), ONE_STEP, null));
            }
        }
        for (ModelNode node : nodes) {
            int read = of.getOrDefault(node.reads().get(0), ONE_STEP);
            if (node.layer().emitsOneStep()) {
                of.put(node.name(), ONE_STEP);
            } else if (read != ONE_STEP && node.layer() instanceof LayerSpec layer && skips(layer)) {
                of.put(node.name(), origins.size());
                origins.add(new Origin(node.name(), read, layer));
            } else {
                of.put(node.name(), read);
            }
        }
    }

    /** Whether it emits another number of steps than it reads: told by a number that has no small divisors. */
    private static boolean skips(LayerSpec layer) {
        return layer.outputSteps(PROBE) != PROBE;
    }

    private static final int PROBE = 10_007;

    /** The number of an input's or node's steps, or {@link #ONE_STEP}. */
    int of(String name) {
        Integer number = of.get(name);
        if (number == null) {
            throw new IllegalArgumentException("expected one of " + of.keySet() + " but got '" + name + "'");
        }
        return number;
    }

    /** By number, each after those that it is made from. */
    List<Origin> origins() {
        return origins;
    }

    /** For messages: the input or node that the steps come from. */
    String describe(String name) {
        int number = of(name);
        return number == ONE_STEP
                ? "a single step"
                : "the steps of '" + origins.get(number).name() + "'";
    }
}
