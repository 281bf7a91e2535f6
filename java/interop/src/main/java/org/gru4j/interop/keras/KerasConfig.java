package org.gru4j.interop.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.file.JsonProblem;

/**
 * Reads {@code config.json} and finds the chain of layers. A Sequential lists its layers in order. A Functional model
 * lists, for each layer, the layer that it is applied to.
 */
final class KerasConfig {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "config.json";
    private static final String TENSOR = "__keras_tensor__";

    private KerasConfig() {}

    /**
     * Reads the description of a model.
     *
     * @param config the contents of {@code config.json}
     * @throws IOException if it is not a chain of layers that gru4j has; the message names the layer and the field
     */
    static KerasDescription read(byte[] config) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(config);
        } catch (JsonProcessingException e) {
            throw new IOException(FILE + ": not valid JSON: " + JsonProblem.of(e), e);
        }
        JsonFields model = new JsonFields(FILE, root);
        String kind = model.text("class_name");
        JsonNode layers = model.object("config").array("layers");
        KerasLayerConfigs configs = new KerasLayerConfigs();
        Map<String, JsonFields> byName = new LinkedHashMap<>();
        for (int k = 0; k < layers.size(); k++) {
            JsonFields layer = new JsonFields(FILE + ": layer " + k, layers.get(k));
            JsonFields named =
                    new JsonFields(FILE + ": layer '" + layer.object("config").text("name") + "'", layers.get(k));
            if (byName.put(named.object("config").text("name"), named) != null) {
                throw new IOException(named.place() + ": duplicate layer name");
            }
            configs.name(named);
        }
        List<JsonFields> chain = switch (kind) {
            case "Sequential" -> new ArrayList<>(byName.values());
            case "Functional", "Model" -> requireOutput(chain(byName), model.object("config"));
            default -> throw model.wrong("class_name", "Sequential or Functional");
        };
        for (JsonFields layer : chain) {
            configs.add(layer);
        }
        return configs.described();
    }

    /** Checks that the output of the last layer is the only output of the model, and returns the chain. */
    private static List<JsonFields> requireOutput(List<JsonFields> chain, JsonFields model) throws IOException {
        if (chain.isEmpty()) {
            throw new IOException(FILE + ": layers: expected at least one but got none");
        }
        List<String> outputs = new ArrayList<>();
        collectNames(model.get("output_layers"), outputs);
        String last = chain.get(chain.size() - 1).object("config").text("name");
        if (!outputs.equals(List.of(last))) {
            throw new IOException(FILE + ": output_layers: expected only the last layer of the chain, '" + last
                    + "', but got " + outputs);
        }
        return chain;
    }

    /**
     * Collects the names of layers from references such as {@code ["dense", 0, 0]}, which may be nested in arrays and
     * objects.
     */
    private static void collectNames(JsonNode node, List<String> names) {
        if (node.isArray() && node.path(0).isTextual()) {
            names.add(node.get(0).asText());
        } else {
            for (JsonNode child : node) {
                collectNames(child, names);
            }
        }
    }

    /**
     * Returns the layers in the order in which data passes through them.
     *
     * @throws IOException if they are not a chain, in which each layer is applied once, to the previous layer
     */
    private static List<JsonFields> chain(Map<String, JsonFields> byName) throws IOException {
        Map<String, String> next = new HashMap<>();
        String current = null;
        for (Map.Entry<String, JsonFields> layer : byName.entrySet()) {
            JsonNode nodes = layer.getValue().array("inbound_nodes");
            if (layer.getValue().text("class_name").equals("InputLayer")) {
                if (current != null) {
                    throw new IOException(layer.getValue().place()
                            + ": expected a chain of layers with one input but '"
                            + current + "' is an input too");
                }
                current = layer.getKey();
                continue;
            }
            List<JsonNode> inputs = new ArrayList<>();
            collectTensors(nodes, inputs);
            if (nodes.size() != 1 || inputs.size() != 1) {
                throw new IOException(layer.getValue().place() + ": expected to be applied once, to one output of"
                        + " another layer, but it is applied " + nodes.size() + " times, to " + inputs.size()
                        + " outputs");
            }
            JsonNode history = inputs.get(0).path("config").path("keras_history");
            String before = history.path(0).asText();
            if (!byName.containsKey(before)
                    || history.path(1).asInt(-1) != 0
                    || history.path(2).asInt(-1) != 0) {
                throw new IOException(layer.getValue().place() + ": expected to read the only output of another layer"
                        + " but its keras_history is " + history);
            }
            String sibling = next.put(before, layer.getKey());
            if (sibling != null) {
                throw new IOException(layer.getValue().place() + ": expected a chain of layers but '" + sibling
                        + "' reads '" + before + "' as well");
            }
        }
        List<JsonFields> chain = new ArrayList<>();
        for (; current != null && chain.size() <= byName.size(); current = next.get(current)) {
            chain.add(byName.get(current));
        }
        if (chain.size() != byName.size()) {
            throw new IOException(FILE + ": expected all " + byName.size()
                    + " layers to form one chain from an InputLayer on but the chain has "
                    + chain.size() + " layers");
        }
        return chain;
    }

    private static void collectTensors(JsonNode node, List<JsonNode> tensors) {
        if (node.path("class_name").asText().equals(TENSOR)) {
            tensors.add(node);
        } else {
            for (JsonNode child : node) {
                collectTensors(child, tensors);
            }
        }
    }
}
