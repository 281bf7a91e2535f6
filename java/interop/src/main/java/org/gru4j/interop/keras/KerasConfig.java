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
 * Reads {@code config.json}: which layers a model is a chain of. A Sequential lists them; a Functional says of each
 * what it is applied to.
 */
final class KerasConfig {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "config.json";
    private static final String TENSOR = "__keras_tensor__";

    private KerasConfig() {}

    /** @throws IOException if it is not such a model, naming the layer and the field */
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
                throw new IOException(named.place() + ": is there twice");
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

    /** The chain, if what its last layer gives is all that the model gives. */
    private static List<JsonFields> requireOutput(List<JsonFields> chain, JsonFields model) throws IOException {
        if (chain.isEmpty()) {
            throw new IOException(FILE + ": layers: expected at least one but got none");
        }
        List<String> outputs = new ArrayList<>();
        collectNames(model.get("output_layers"), outputs);
        String last = chain.get(chain.size() - 1).object("config").text("name");
        if (!outputs.equals(List.of(last))) {
            throw new IOException(FILE + ": output_layers: expected the last of the chain of layers, '" + last
                    + "', alone but got " + outputs);
        }
        return chain;
    }

    /** The layers of references such as {@code ["dense", 0, 0]}, which may be nested in arrays and objects. */
    private static void collectNames(JsonNode node, List<String> names) {
        if (node.isArray() && node.path(0).isTextual()) {
            names.add(node.get(0).asText());
        } else {
            for (JsonNode child : node) {
                collectNames(child, names);
            }
        }
    }

    /** The layers in the order in which data passes them, if each is applied once, to the one before. */
    private static List<JsonFields> chain(Map<String, JsonFields> byName) throws IOException {
        Map<String, String> next = new HashMap<>();
        String current = null;
        for (Map.Entry<String, JsonFields> layer : byName.entrySet()) {
            JsonNode nodes = layer.getValue().array("inbound_nodes");
            if (layer.getValue().text("class_name").equals("InputLayer")) {
                if (current != null) {
                    throw new IOException(layer.getValue().place()
                            + ": expected one input, as a chain of layers has, but '"
                            + current + "' is another");
                }
                current = layer.getKey();
                continue;
            }
            List<JsonNode> inputs = new ArrayList<>();
            collectTensors(nodes, inputs);
            if (nodes.size() != 1 || inputs.size() != 1) {
                throw new IOException(layer.getValue().place() + ": expected to be applied once, to one output of"
                        + " another layer, but it is applied " + nodes.size() + " times, to " + inputs.size());
            }
            JsonNode history = inputs.get(0).path("config").path("keras_history");
            String before = history.path(0).asText();
            if (!byName.containsKey(before)
                    || history.path(1).asInt(-1) != 0
                    || history.path(2).asInt(-1) != 0) {
                throw new IOException(layer.getValue().place() + ": expected to read the one output of another layer"
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
            throw new IOException(FILE + ": expected a chain of all " + byName.size()
                    + " layers from an InputLayer on but "
                    + chain.size() + " of them make one");
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
