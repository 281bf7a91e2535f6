package org.gru4j.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gru4j.layer.JoinSpec;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.NodeSpec;
import org.jspecify.annotations.Nullable;

/**
 * Describes a graph: its inputs, the nodes that compute something ({@link Node}), and its outputs. See
 * {@link ModelSpec#graph}. Not thread-safe.
 */
public final class GraphBuilder {
    private final List<ModelInput> inputs = new ArrayList<>();
    private final List<ModelNode> nodes = new ArrayList<>();
    private final List<ModelOutput> outputs = new ArrayList<>();
    private final Map<String, Integer> counts = new HashMap<>();

    GraphBuilder() {}

    /** A declared input of token ids that still needs a layer which reads the ids. */
    public final class Tokens {
        private final ModelInput input;

        private Tokens(ModelInput input) {
            this.input = input;
        }

        /** Adds an embedding: a trained vector of {@code size} features for each token. */
        public Node embedding(int size) {
            return layer(LayerSpec.embedding(input.tokens(), size));
        }

        /** Adds an embedding that shares the parameters of another input's embedding; both train them. */
        public Node embeddingOf(Node other) {
            ModelNode owner = other.node();
            return add(owner.layer(), List.of(input.name()), owner.parametersName());
        }

        /** Adds a custom layer that reads token ids. */
        public Node layer(LayerSpec layer) {
            return add(layer, List.of(input.name()), null);
        }
    }

    /** Declares an input of token ids from 0 to {@code count} − 1, with its own steps and lengths. */
    public Tokens tokens(String name, int count) {
        return new Tokens(declare(ModelInput.tokens(name, count)));
    }

    /** Declares an input of {@code count} features at each step, with its own steps and lengths. */
    public Node features(String name, int count) {
        declare(ModelInput.features(name, count));
        return new Node(this, name, count, null);
    }

    /** Declares an input of {@code count} features for each sequence: a single step. */
    public Node featuresPerSequence(String name, int count) {
        declare(ModelInput.featuresPerSequence(name, count));
        return new Node(this, name, count, null);
    }

    private ModelInput declare(ModelInput input) {
        inputs.add(input);
        return input;
    }

    /** Makes a node an output of the model. A loss compares its values with the targets of the same name. */
    public void output(String name, Node node) {
        Objects.requireNonNull(node, "node");
        outputs.add(new ModelOutput(name, node.name()));
    }

    /** Adds a node that reads several others. */
    public Node join(JoinSpec join, Node... reads) {
        List<String> names = new ArrayList<>();
        for (Node read : reads) {
            requireOwn(read);
            names.add(read.name());
        }
        return add(join, names, null);
    }

    /** @throws IllegalArgumentException if the node belongs to another graph */
    void requireOwn(Node node) {
        if (node.graph() != this) {
            throw new IllegalArgumentException("node '" + node.name() + "' belongs to another graph");
        }
    }

    /** @param sharing the node whose parameters it uses; null for its own */
    Node add(NodeSpec layer, List<String> reads, @Nullable String sharing) {
        String name = ModelChain.name(layer.kind(), counts);
        while (isTaken(name)) {
            name = ModelChain.name(layer.kind(), counts);
        }
        ModelNode node = new ModelNode(name, layer, reads, sharing);
        nodes.add(node);
        return node(node);
    }

    private Node node(ModelNode node) {
        return new Node(this, node.name(), ModelGraphChecks.features(inputs, nodes, node.name()), node);
    }

    private boolean isTaken(String name) {
        return inputs.stream().anyMatch(input -> input.name().equals(name))
                || nodes.stream().anyMatch(node -> node.name().equals(name));
    }

    /** Renames a node that no other node reads yet. */
    Node rename(Node node, String name) {
        ModelNode old = node.node();
        return replace(node, new ModelNode(name, old.layer(), old.reads(), old.sharing()));
    }

    /** Replaces the layer of a node that no other node reads yet, and moves the node to the end. */
    Node replace(Node node, NodeSpec layer, List<String> reads) {
        return replace(node, new ModelNode(node.name(), layer, reads));
    }

    private Node replace(Node node, ModelNode replacement) {
        if (!nodes.contains(node.node())
                || nodes.stream().anyMatch(other -> other.reads().contains(node.name()))) {
            throw new IllegalStateException(
                    "node '" + node.name() + "': expected to be changed before another node reads it");
        }
        nodes.remove(node.node());
        nodes.add(replacement);
        return node(replacement);
    }

    ModelSpec build() {
        return new ModelSpec(inputs, nodes, outputs);
    }
}
