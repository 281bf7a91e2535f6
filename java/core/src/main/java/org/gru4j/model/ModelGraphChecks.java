package org.gru4j.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gru4j.layer.JoinSpec;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.RecurrentJoinSpec;
import org.jspecify.annotations.Nullable;

/** Checks the inputs, nodes and outputs of a model. */
final class ModelGraphChecks {
    private static final int MOST_NODES = 10_000;

    private ModelGraphChecks() {}

    /**
     * @throws IllegalArgumentException if a node is wrong; the message contains the first wrong node and what it reads
     */
    static void require(List<ModelInput> inputs, List<ModelNode> nodes, List<ModelOutput> outputs) {
        requireNames(inputs, nodes, outputs);
        Map<String, Integer> features = new HashMap<>();
        ModelSteps steps = new ModelSteps(inputs, nodes);
        Map<String, ModelNode> known = new HashMap<>();
        inputs.forEach(input -> features.put(input.name(), input.features()));
        for (ModelNode node : nodes) {
            requireRead(node, features, nodes);
            if (node.sharing() != null) {
                requireShared(node, known);
            }
            if (node.layer() instanceof LayerSpec layer) {
                requireLayer(node, layer, inputs, features, steps, known);
                features.put(node.name(), layer.outputFeatures());
            } else {
                JoinSpec join = (JoinSpec) node.layer();
                features.put(node.name(), requireJoin(node, join, features, steps));
            }
            known.put(node.name(), node);
        }
        if (nodes.stream().noneMatch(node -> node.layer().hasParameters())) {
            throw new IllegalArgumentException("model: expected a node with parameters but there is none to train");
        }
    }

    private static void requireNames(List<ModelInput> inputs, List<ModelNode> nodes, List<ModelOutput> outputs) {
        if (inputs.isEmpty() || nodes.isEmpty() || outputs.isEmpty()) {
            throw new IllegalArgumentException("model: expected at least one input, node and output but got "
                    + inputs.size() + ", " + nodes.size() + " and " + outputs.size());
        }
        if (nodes.size() > MOST_NODES) {
            throw new IllegalArgumentException(
                    "model: expected at most " + MOST_NODES + " nodes but got " + nodes.size());
        }
        Set<String> names = new HashSet<>();
        for (ModelInput input : inputs) {
            requireNew("input", input.name(), names);
        }
        for (ModelNode node : nodes) {
            requireNew("node", node.name(), names);
        }
        Set<String> outputNames = new HashSet<>();
        for (ModelOutput output : outputs) {
            requireNew("output", output.name(), outputNames);
            if (names.contains(output.name()) && !output.name().equals(output.node())) {
                throw new IllegalArgumentException(
                        "output '" + output.name() + "': another input or node has that name, give it another one");
            }
            if (nodes.stream().noneMatch(node -> node.name().equals(output.node()))) {
                throw new IllegalArgumentException("output '" + output.name() + "': there is no node '" + output.node()
                        + "', only " + nodes.stream().map(ModelNode::name).toList());
            }
        }
    }

    private static void requireNew(String what, String name, Set<String> names) {
        if (!names.add(name)) {
            throw new IllegalArgumentException(what + " '" + name + "': the name is taken, give it another one");
        }
    }

    private static void requireRead(ModelNode node, Map<String, Integer> before, List<ModelNode> nodes) {
        for (String read : node.reads()) {
            if (before.containsKey(read)) {
                continue;
            }
            if (nodes.stream().noneMatch(other -> other.name().equals(read))) {
                throw new IllegalArgumentException(
                        "node '" + node.name() + "' reads '" + read + "', but there is no input or node of that name");
            }
            List<String> circle = circle(read, node.name(), nodes);
            throw new IllegalArgumentException(
                    circle == null
                            ? "node '" + node.name() + "' reads '" + read + "', which comes after it: put it before"
                            : "nodes read each other in a circle: '" + node.name() + "' reads "
                                    + String.join(", which reads ", circle));
        }
    }

    /**
     * Returns the names from {@code from} to {@code to}, where each reads the next; null if {@code from} does not
     * depend on {@code to}.
     */
    private static @Nullable List<String> circle(String from, String to, List<ModelNode> nodes) {
        Map<String, ModelNode> named = new HashMap<>();
        nodes.forEach(node -> named.put(node.name(), node));
        Map<String, String> reader = new HashMap<>(); // from each reached name to the node that reads it
        ArrayDeque<String> reached = new ArrayDeque<>(List.of(from));
        while (!reached.isEmpty()) {
            String name = reached.remove();
            if (name.equals(to)) {
                List<String> way = new ArrayList<>();
                for (String on = to; on != null; on = on.equals(from) ? null : reader.get(on)) {
                    way.add("'" + on + "'");
                }
                Collections.reverse(way);
                return way;
            }
            ModelNode node = named.get(name);
            for (String read : node == null ? List.<String>of() : node.reads()) {
                if (!read.equals(from) && reader.putIfAbsent(read, name) == null) {
                    reached.add(read);
                }
            }
        }
        return null;
    }

    private static void requireShared(ModelNode node, Map<String, ModelNode> known) {
        ModelNode owner = known.get(node.sharing());
        if (owner == null) {
            throw new IllegalArgumentException("node '" + node.name() + "' shares the parameters of '" + node.sharing()
                    + "', but there is no such node before it");
        }
        if (owner.sharing() != null || !owner.layer().equals(node.layer())) {
            throw new IllegalArgumentException("node '" + node.name() + "' shares the parameters of '" + owner.name()
                    + "': expected the layer that owns them, " + owner.layer() + ", but got " + node.layer());
        }
    }

    private static void requireLayer(
            ModelNode node,
            LayerSpec layer,
            List<ModelInput> inputs,
            Map<String, Integer> features,
            ModelSteps steps,
            Map<String, ModelNode> known) {
        String read = node.reads().get(0);
        if (node.reads().size() != 1) {
            throw new IllegalArgumentException("node '" + node.name() + "': a layer (" + layer.kind()
                    + ") reads one input or node but got " + node.reads());
        }
        ModelInput input = inputs.stream()
                .filter(one -> one.name().equals(read))
                .findFirst()
                .orElse(null);
        if (layer.inputFeatures() == 0 && (input == null || !input.isTokens())) {
            throw new IllegalArgumentException("node '" + node.name() + "' (" + layer.kind()
                    + ") reads token ids, but '" + read + "' is no input of tokens");
        }
        if (layer.inputFeatures() > 0 && input != null && input.isTokens()) {
            throw new IllegalArgumentException("node '" + node.name() + "' (" + layer.kind()
                    + ") reads features, but input '" + read + "' has token ids: put an embedding between them");
        }
        if (layer.inputFeatures() != features(features, read)) {
            throw new IllegalArgumentException("node '" + node.name() + "' (" + layer.kind() + ") reads "
                    + layer.inputFeatures() + " features, but '" + read + "' emits " + features.get(read));
        }
        if (layer.readsSequences() && steps.of(read) == ModelSteps.ONE_STEP) {
            throw new IllegalArgumentException("node '" + node.name() + "' (" + layer.kind() + ") reads steps, but '"
                    + read + "' is a single step for each sequence");
        }
        List<LayerSpec> way = way(node, known);
        layer.requirePlace(way, way.size() - 1);
    }

    /**
     * Returns the layers that lead to a node, its own last. The path goes back to the first node that is not a layer;
     * of a recurrent join it includes the layer.
     */
    private static List<LayerSpec> way(ModelNode node, Map<String, ModelNode> known) {
        List<LayerSpec> way = new ArrayList<>();
        ModelNode next = node;
        while (next != null && next.layer() instanceof LayerSpec layer) {
            way.add(layer);
            next = known.get(next.reads().get(0));
        }
        if (next != null && next.layer() instanceof RecurrentJoinSpec join) {
            way.add(join.layer());
        }
        Collections.reverse(way);
        return way;
    }

    private static int requireJoin(ModelNode node, JoinSpec join, Map<String, Integer> features, ModelSteps steps) {
        List<Integer> read =
                node.reads().stream().map(one -> features(features, one)).toList();
        for (int k = 0; k < read.size(); k++) {
            if (read.get(k) == 0) {
                throw new IllegalArgumentException("node '" + node.name() + "' (" + join.kind()
                        + ") reads features, but input '" + node.reads().get(k)
                        + "' has token ids: put an embedding between them");
            }
            String first = node.reads().get(0);
            String other = node.reads().get(k);
            if (join.readsTheSameSteps() && steps.of(first) != steps.of(other)) {
                throw new IllegalArgumentException("node '" + node.name() + "' (" + join.kind()
                        + ") reads '" + first + "', which has " + steps.describe(first) + ", and '" + other
                        + "', which has " + steps.describe(other) + ": expected the same steps; use attention or"
                        + " repeat to join different ones");
            }
        }
        try {
            return join.outputFeatures(read);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "node '" + node.name() + "' (" + join.kind() + ") reads " + node.reads() + ": " + e.getMessage(),
                    e);
        }
    }

    /**
     * Returns the number of features that an input or node emits at each step.
     *
     * @param nodes ordered so that each comes after those that it reads
     * @throws IllegalArgumentException if there is no input or node of that name
     */
    static int features(List<ModelInput> inputs, List<ModelNode> nodes, String name) {
        return features(features(inputs, nodes), name);
    }

    /** Returns the number of features of every input and node, by name. */
    static Map<String, Integer> features(List<ModelInput> inputs, List<ModelNode> nodes) {
        Map<String, Integer> features = new LinkedHashMap<>();
        inputs.forEach(input -> features.put(input.name(), input.features()));
        for (ModelNode node : nodes) {
            features.put(
                    node.name(),
                    node.layer() instanceof LayerSpec layer
                            ? layer.outputFeatures()
                            : ((JoinSpec) node.layer())
                                    .outputFeatures(node.reads().stream()
                                            .map(read -> features(features, read))
                                            .toList()));
        }
        return features;
    }

    static int features(Map<String, Integer> features, String name) {
        Integer count = features.get(name);
        if (count == null) {
            throw new IllegalArgumentException("expected one of " + features.keySet() + " but got '" + name + "'");
        }
        return count;
    }
}
