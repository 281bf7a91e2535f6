package org.gru4j.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.layer.EmbeddingLayer;
import org.gru4j.layer.LayerSpec;

/** Converts a chain of layers into a graph, and recognizes a graph that is a chain. */
final class ModelChain {
    private ModelChain() {}

    /** @throws IllegalArgumentException if no layer has parameters, or a layer does not fit the layer before it */
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

    /** Returns the input that the first layer reads. */
    static ModelInput input(LayerSpec first) {
        if (first.inputFeatures() > 0) {
            return ModelInput.features(ModelSpec.INPUT, first.inputFeatures());
        }
        // a custom layer that reads token ids checks them itself
        int tokens = first instanceof EmbeddingLayer embedding ? embedding.vocabularySize() : Integer.MAX_VALUE;
        return ModelInput.tokens(ModelSpec.INPUT, tokens);
    }

    /**
     * Returns the layers as nodes. A node is named after its layer's kind, with a number from the second of a kind on.
     */
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

    /** Returns the kind, followed by a number from its second use on. */
    static String name(String kind, Map<String, Integer> counts) {
        int count = counts.merge(kind, 1, Integer::sum);
        return count == 1 ? kind : kind + count;
    }

    /** Returns the layers of a graph that is a chain, as {@link #nodes} makes it; an empty list for any other graph. */
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
