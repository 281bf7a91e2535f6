package org.gru4j.model;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gru4j.layer.JoinSpec;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Recurrence;
import org.gru4j.recurrent.Direction;
import org.jspecify.annotations.Nullable;

/** Which nodes of a model run again at each step of an input, and whether they can. */
final class StepNodes {
    private StepNodes() {}

    /** Returns the names of the nodes that depend on the input, directly or through other nodes. */
    static Set<String> of(ModelSpec spec, String input) {
        Set<String> dependent = new HashSet<>(List.of(input));
        for (ModelNode node : spec.nodes()) {
            if (node.reads().stream().anyMatch(dependent::contains)) {
                dependent.add(node.name());
            }
        }
        dependent.remove(input);
        return dependent;
    }

    /**
     * Checks that a model can run one step of an input at a time.
     *
     * @param who the class that runs it, for the message: {@code a stream}
     * @throws IllegalArgumentException if a node can't; the message contains the first such node
     */
    static void require(ModelSpec spec, String input, String who) {
        Set<String> dependent = of(spec, input);
        for (ModelNode node : spec.nodes()) {
            if (dependent.contains(node.name())) {
                String problem = problem(node, dependent, input);
                if (problem != null) {
                    throw new IllegalArgumentException(who + " can't run layer " + node.name() + ": " + problem);
                }
            }
        }
    }

    private static @Nullable String problem(ModelNode node, Set<String> dependent, String input) {
        if (node.layer() instanceof JoinSpec join) {
            for (int k = 0; k < node.reads().size(); k++) {
                String read = node.reads().get(k);
                if (join.readsWhole(k) && (dependent.contains(read) || read.equals(input))) {
                    return "it reads all steps of '" + read + "', of which there is one at a time";
                }
            }
        }
        if (node.layer().emitsOneStep()) {
            return "its output is of whole sequences";
        }
        if (node.layer().runsStepByStep()) {
            return null;
        }
        Optional<Recurrence> recurrence =
                node.layer() instanceof LayerSpec layer ? layer.recurrence() : Optional.empty();
        Direction direction = recurrence.map(Recurrence::direction).orElse(Direction.FORWARD);
        return direction == Direction.FORWARD
                ? "its output depends on more than one step"
                : "it is " + direction + " and reads a sequence from its end, which has not come yet";
    }
}
