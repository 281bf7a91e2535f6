package org.gru4j.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.layer.EmbeddingLayer;
import org.gru4j.layer.LayerSpec;

/** The chain of layers as a graph, and the graph that is a chain. */
final class ModelChain {
    private ModelChain() {}

    /** @throws IllegalArgumentException if there is no layer with parameters, or one does not fit the one before */
    static void require(List<LayerSpec> layers) {
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a model needs at least one layer");
        }
        if (layers.stream().noneMatch(LayerSpec::hasParameters)) {
            throw new IllegalArgumentException("a model of dropout and pooling alone has no parameters");
        }
        LayerSpec single = null;
        for (int k = 0; k < layers.size(); k++) {
            LayerSpec layer = layers.get(k);
            if (single != null && layer.readsSequences()) {
                throw new IllegalArgumentException("layer " + k + " (" + layer.kind() + ") can't come after "
                        + single.kind() + ", which leaves a single step");
            }
            if (k > 0) {
                requireFeatures(layers.get(k - 1), k, layer);
            }
            layer.requirePlace(layers, k);
            single = layer.emitsOneStep() ? layer : single;
        }
    }

    private static void requireFeatures(LayerSpec before, int k, LayerSpec layer) {
        if (layer.inputFeatures() == 0) {
            throw new IllegalArgumentException(
                    "layer " + k + ": an " + layer.kind() + " reads token ids and can only come first");
        }
        if (layer.inputFeatures() != before.outputFeatures()) {
            throw new IllegalArgumentException("layer " + k + " (" + layer.kind() + ") reads " + layer.inputFeatures()
                    + " features, but layer " + (k - 1) + " (" + before.kind() + ") emits " + before.outputFeatures());
        }
    }

    /** What the first layer reads. */
    static ModelInput input(LayerSpec first) {
        if (first.inputFeatures() > 0) {
            return ModelInput.features(ModelSpec.INPUT, first.inputFeatures());
        }
        // a layer of a program's own that reads token ids checks them itself
        int tokens = first instanceof EmbeddingLayer embedding ? embedding.vocabularySize() : Integer.MAX_VALUE;
        return ModelInput.tokens(ModelSpec.INPUT, tokens);
    }

    /** Each layer as a node: its name is its kind, and from the second of its kind on its number. */
    static List<ModelNode> nodes(List<LayerSpec> layers) {
        Map<String, Integer> counts = new HashMap<>();
        List<ModelNode> nodes = new ArrayList<>();
        String before = ModelSpec.INPUT;
        for (LayerSpec layer : layers) {
            String name = name(layer.kind(), counts);
            nodes.add(new ModelNode(name, layer, List.of(before)));
            before = name;
        }
        return List.copyOf(nodes);
    }

    /** The kind, followed by its number among the names of its kind from the second on. */
    static String name(String kind, Map<String, Integer> counts) {
        int count = counts.merge(kind, 1, Integer::sum);
        return count == 1 ? kind : kind + count;
    }

    /** The layers if the graph is what {@link #nodes} and the rest of a chain give; else none. */
    static List<LayerSpec> of(List<ModelInput> inputs, List<ModelNode> nodes, List<ModelOutput> outputs) {
        List<LayerSpec> layers = new ArrayList<>();
        for (ModelNode node : nodes) {
            if (!(node.layer() instanceof LayerSpec layer)) {
                return List.of();
            }
            layers.add(layer);
        }
        boolean isChain = !layers.isEmpty()
                && inputs.equals(List.of(input(layers.get(0))))
                && nodes.equals(nodes(layers))
                && outputs.equals(List.of(new ModelOutput(
                        ModelSpec.OUTPUT, nodes.get(nodes.size() - 1).name())));
        return isChain ? List.copyOf(layers) : List.of();
    }
}
