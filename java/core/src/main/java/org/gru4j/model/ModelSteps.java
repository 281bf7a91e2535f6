package org.gru4j.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.layer.LayerSpec;
import org.jspecify.annotations.Nullable;

/**
 * Which inputs and nodes of a model have the same steps and lengths. Each input with steps has its own. A node has the
 * steps of the first input or node that it reads, unless it emits a single step or skips steps. Immutable.
 */
final class ModelSteps {
    /** The number that stands for a single step per sequence. */
    static final int ONE_STEP = -1;

    /**
     * The origin of steps: an input, or a node that skips steps.
     *
     * @param name of the input or the node
     * @param from the number of the steps that the node reads; meaningless for an input
     * @param layer the layer that skips steps; null for an input
     */
    record Origin(String name, int from, @Nullable LayerSpec layer) {}

    private final List<Origin> origins = new ArrayList<>();
    private final Map<String, Integer> of = new HashMap<>();

    /** Names that are unknown or come later are ignored here; {@link ModelGraphChecks} reports them. */
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

    /** Returns whether a layer emits a different number of steps than it reads. Tested with a prime number of steps. */
    private static boolean skips(LayerSpec layer) {
        return layer.outputSteps(PROBE) != PROBE;
    }

    private static final int PROBE = 10_007;

    /** Returns the number of an input's or node's steps, or {@link #ONE_STEP}. */
    int of(String name) {
        Integer number = of.get(name);
        if (number == null) {
            throw new IllegalArgumentException("expected one of " + of.keySet() + " but got '" + name + "'");
        }
        return number;
    }

    /** Returns the origins by number, each after the origin that it depends on. */
    List<Origin> origins() {
        return origins;
    }

    /** Describes the steps of an input or node, for messages. */
    String describe(String name) {
        int number = of(name);
        return number == ONE_STEP
                ? "a single step"
                : "the steps of '" + origins.get(number).name() + "'";
    }
}
