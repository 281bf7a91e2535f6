package org.gru4j.interop.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.interop.keras.KerasDescription.Sizes;
import org.gru4j.recurrent.ResetGate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the description of each layer in {@code config.json}. Settings that gru4j can't compute are errors; settings
 * that it ignores are notices.
 */
final class KerasLayerConfigs {
    private static final String LINEAR = "linear";
    private static final String FLOATS = "float32";

    private final KerasDescription.Names names = new KerasDescription.Names();
    private final Map<String, String> groups = new HashMap<>();
    private final List<KerasLayer> layers = new ArrayList<>();
    private final Map<String, Sizes> sizes = new HashMap<>();
    private final List<String> notices = new ArrayList<>();
    /** The features I of the input; 0 if the description does not contain them. */
    private int inputFeatures;
    /** The activation after the layers so far; null if there is none. Only the last layer may have one. */
    private @Nullable String activation;

    /**
     * Registers a layer and generates the name of its variables. To be called for every layer, in the order of the
     * file, because Keras numbers the names in this order.
     */
    void name(JsonFields layer) throws IOException {
        groups.put(layer.object("config").text("name"), names.next(layer.text("class_name")));
    }

    /** Returns the description of the layers that were added. */
    KerasDescription described() {
        if (activation != null) {
            notices.add("the activation '" + activation + "' of the last layer is left out: the imported model emits"
                    + " logits");
        }
        return new KerasDescription(layers, sizes, notices);
    }

    /** Adds the next layer of the chain. */
    void add(JsonFields layer) throws IOException {
        JsonNode module = layer.get("module");
        if (module.isTextual() && !module.asText().startsWith("keras")) {
            throw new IOException(
                    layer.place() + ": expected a layer of Keras but its module is '" + module.asText() + "'");
        }
        JsonFields config = new JsonFields(layer.place(), layer.get("config"));
        String group = groups.get(config.text("name"));
        if (group == null) {
            throw config.wrong("name", "the name of one of the layers " + groups.keySet());
        }
        String kind = layer.text("class_name");
        if (activation != null && !kind.equals("Dropout")) {
            throw new IOException(layer.place() + ": follows the activation '" + activation
                    + "'; activations are read only after the last layer");
        }
        if (!kind.equals("InputLayer")) {
            noteNumbers(config, group);
        }
        switch (kind) {
            case "InputLayer" -> input(config);
            case "Embedding" -> embedding(config, group);
            case "GRU", "LSTM", "SimpleRNN" -> recurrent(config, kind, group, false, config);
            case "Bidirectional" -> bidirectional(config, group);
            case "Dense" -> dense(config, group, false);
            case "TimeDistributed" -> dense(timeDistributed(config), group, true);
            case "Dropout" -> layers.add(new KerasLayer.Dropout(group, config.rate("rate")));
            case "Activation" -> activation(config);
            default ->
                throw layer.wrong(
                        "class_name",
                        "one of InputLayer, Embedding, GRU, LSTM, SimpleRNN,"
                                + " Bidirectional, Dense, TimeDistributed, Dropout and Activation");
        }
    }

    /** Adds a notice if Keras computes the layer in a type other than float32. */
    private void noteNumbers(JsonFields config, String group) {
        JsonNode dtype = config.get("dtype");
        String policy = dtype.isTextual()
                ? dtype.asText()
                : dtype.path("config").path("name").asText(FLOATS);
        if (!policy.equals(FLOATS)) {
            notices.add(group + ": dtype " + policy + " is ignored: the imported model computes in " + FLOATS);
        }
    }

    /** Stores the number of features I of an input [N,T,I]. */
    private void input(JsonFields config) throws IOException {
        JsonNode shape = config.has("batch_shape") ? config.get("batch_shape") : config.get("batch_input_shape");
        if (shape.size() == 3 && shape.get(2).canConvertToInt()) {
            inputFeatures = shape.get(2).asInt();
        }
    }

    private void embedding(JsonFields config, String group) throws IOException {
        layers.add(new KerasLayer.Embedding(group));
        sizes.put(group, new Sizes(config.positive("input_dim"), config.positive("output_dim"), false));
        if (config.flag("mask_zero", false)) {
            notices.add(group + ": mask_zero is ignored: pass lengths with the batch; id 0 is an ordinary token");
        }
    }

    private void bidirectional(JsonFields config, String group) throws IOException {
        if (!config.text("merge_mode").equals("concat")) {
            throw config.wrong("merge_mode", "'concat'");
        }
        JsonFields wrapped = config.object("layer");
        String kind = wrapped.text("class_name");
        if (!List.of("GRU", "LSTM", "SimpleRNN").contains(kind)) {
            throw wrapped.wrong("class_name", "GRU, LSTM or SimpleRNN");
        }
        JsonFields forward = wrapped.object("config");
        if (forward.flag("go_backwards", false)) {
            throw forward.wrong("go_backwards", "false in the layer inside a Bidirectional");
        }
        Sizes told = recurrent(forward, kind, group, true, config);
        if (config.has("backward_layer")) {
            JsonFields backward = config.object("backward_layer");
            JsonFields backwardConfig = backward.object("config");
            if (!backward.text("class_name").equals(kind)) {
                throw backward.wrong("class_name", kind + ", like the forward layer's,");
            }
            KerasLayer.Recurrent like = (KerasLayer.Recurrent) layers.get(layers.size() - 1);
            KerasLayer.Recurrent read = read(backwardConfig, kind, group, true);
            if (!read.goBackwards()
                    || read.resetGate() != like.resetGate()
                    || read.returnSequences() != like.returnSequences()
                    || backwardConfig.positive("units") != told.units()
                    || backwardConfig.flag("use_bias", true) != told.bias()) {
                throw new IOException(backward.place() + ": expected the units, use_bias, reset_after and"
                        + " return_sequences of the forward layer, and go_backwards=True, but got other values");
            }
        }
    }

    private Sizes recurrent(JsonFields config, String kind, String group, boolean bidirectional, JsonFields outer)
            throws IOException {
        KerasLayer.Recurrent layer = read(config, kind, group, bidirectional);
        layers.add(layer);
        Sizes told = putSizes(group, config);
        if (config.flag("stateful", false) || outer.flag("stateful", false)) {
            notices.add(group + ": stateful is ignored: your program carries the states from batch to batch"
                    + " (Sequential.newState)");
        }
        if (config.rate("dropout") > 0 || config.rate("recurrent_dropout") > 0) {
            notices.add(group + ": dropout " + config.rate("dropout") + " and recurrent_dropout "
                    + config.rate("recurrent_dropout") + " are ignored: they matter only in training, and gru4j applies"
                    + " its masks at other places");
        }
        return told;
    }

    private Sizes putSizes(String group, JsonFields config) throws IOException {
        Sizes told = new Sizes(
                layers.size() == 1 ? inputFeatures : 0, config.positive("units"), config.flag("use_bias", true));
        sizes.put(group, told);
        return told;
    }

    /** Reads the settings of a recurrent layer, which may be one direction of a Bidirectional. */
    private static KerasLayer.Recurrent read(JsonFields config, String kind, String group, boolean bidirectional)
            throws IOException {
        config.requireActivation("activation", "tanh");
        if (!kind.equals("SimpleRNN")) {
            config.requireActivation("recurrent_activation", "sigmoid");
        }
        if (config.flag("return_state", false)) {
            throw config.wrong("return_state", "false");
        }
        ResetGate resetGate = config.flag("reset_after", true) ? ResetGate.AFTER : ResetGate.BEFORE;
        return new KerasLayer.Recurrent(
                group,
                switch (kind) {
                    case "GRU" -> KerasLayer.Cell.GRU;
                    case "LSTM" -> KerasLayer.Cell.LSTM;
                    default -> KerasLayer.Cell.SIMPLE_RNN;
                },
                resetGate,
                bidirectional,
                config.flag("go_backwards", false),
                config.flag("return_sequences", false));
    }

    private static JsonFields timeDistributed(JsonFields config) throws IOException {
        JsonFields wrapped = config.object("layer");
        if (!wrapped.text("class_name").equals("Dense")) {
            throw wrapped.wrong("class_name", "Dense, the only layer that gru4j can apply at every step,");
        }
        return wrapped.object("config");
    }

    private void dense(JsonFields config, String group, boolean wrapped) throws IOException {
        layers.add(new KerasLayer.Dense(group, wrapped));
        putSizes(group, config);
        activation(config);
    }

    private void activation(JsonFields config) throws IOException {
        String name = config.activation("activation", LINEAR);
        if (name.equals("softmax") || name.equals("sigmoid")) {
            activation = name;
        } else if (!name.equals(LINEAR)) {
            throw config.wrong("activation", "linear, or softmax or sigmoid after the last layer,");
        }
    }
}
