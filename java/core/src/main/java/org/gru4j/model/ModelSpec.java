package org.gru4j.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.file.JsonProblem;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Parameters;
import org.gru4j.recurrent.Direction;

/**
 * A model, described: an embedding of token ids, or none, and layers that each read what the one before emits.
 *
 * <p>Immutable.
 */
public record ModelSpec(List<LayerSpec> layers) {
    /** The key of the description among the metadata of files: of checkpoints, of safetensors and of ONNX graphs. */
    public static final String METADATA_KEY = "gru4j.model";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws IllegalArgumentException if there is no layer with parameters, or one does not fit the one before */
    public ModelSpec {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a model needs at least one layer");
        }
        if (layers.stream().allMatch(layer -> layer instanceof LayerSpec.OfDropout || layer instanceof LayerSpec.SingleStep)) {
            throw new IllegalArgumentException("a model of dropout and pooling alone has no parameters");
        }
        LayerSpec single = null;
        for (int k = 1; k < layers.size(); k++) {
            int emitted = layers.get(k - 1).outputFeatures();
            single = layers.get(k - 1) instanceof LayerSpec.SingleStep ? layers.get(k - 1) : single;
            if (single != null && readsSequences(layers.get(k))) {
                throw new IllegalArgumentException("layer " + k + " (" + layers.get(k).kind()
                        + ") can't come after " + single.kind() + ", which leaves a single step");
            }
            if (layers.get(k - 1) instanceof LayerSpec.OfItems) {
                throw new IllegalArgumentException("layer " + k + " (" + layers.get(k).kind()
                        + "): expected none after the scores of items");
            }
            int read = inputFeatures(layers.get(k), k);
            if (read != emitted) {
                throw new IllegalArgumentException("layer " + k + " (" + layers.get(k).kind() + ") reads " + read
                        + " features, but layer " + (k - 1) + " (" + layers.get(k - 1).kind() + ") emits " + emitted);
            }
        }
        requireStates(layers);
    }

    /** @throws IllegalArgumentException if final states are not those of the recurrent layer before them */
    private static void requireStates(List<LayerSpec> layers) {
        for (int k = 0; k < layers.size(); k++) {
            if (!(layers.get(k) instanceof LayerSpec.OfFinalStates states)) {
                continue;
            }
            int before = k - 1;
            while (before >= 0 && layers.get(before) instanceof LayerSpec.OfDropout) {
                before--;
            }
            Direction direction = before < 0 ? null : direction(layers.get(before));
            if (direction == null) {
                throw new IllegalArgumentException("layer " + k + " (final): expected a recurrent layer before it,"
                        + " at most dropout between them, but got " + (before < 0 ? "none" : "layer " + before + " (" + layers.get(before).kind() + ")"));
            }
            if (direction != states.direction()) {
                throw new IllegalArgumentException("layer " + k + " (final): expected the direction of layer " + before
                        + " (" + layers.get(before).kind() + "), " + direction + ", but got " + states.direction());
            }
        }
    }

    /** Null of a layer that is not recurrent. */
    private static Direction direction(LayerSpec layer) {
        return layer instanceof LayerSpec.OfGru gru ? gru.spec().direction()
                : layer instanceof LayerSpec.OfRnn rnn ? rnn.spec().direction() : null;
    }

    /** A model of these layers, the first reading the user's input. */
    public static ModelSpec of(LayerSpec... layers) {
        return new ModelSpec(List.of(layers));
    }

    private static boolean readsSequences(LayerSpec layer) {
        return layer instanceof LayerSpec.OfGru || layer instanceof LayerSpec.OfRnn
                || layer instanceof LayerSpec.SingleStep;
    }

    private static int inputFeatures(LayerSpec layer, int k) {
        if (layer instanceof LayerSpec.OfGru gru) {
            return gru.spec().inputSize();
        }
        if (layer instanceof LayerSpec.OfRnn rnn) {
            return rnn.spec().inputSize();
        }
        if (layer instanceof LayerSpec.OfDense dense) {
            return dense.inputSize();
        }
        if (layer instanceof LayerSpec.OfItems items) {
            return items.inputSize();
        }
        if (layer instanceof LayerSpec.OfDropout dropout) {
            return dropout.size();
        }
        if (layer instanceof LayerSpec.SingleStep single) {
            return single.size();
        }
        throw new IllegalArgumentException("layer " + k + ": an embedding reads token ids and can only come first");
    }

    /**
     * What each layer's parameters are named after, a layer without parameters included: its kind, followed by its number
     * among the layers of its kind from the second on, as in {@code gru}, {@code gru2}.
     */
    public List<String> layerNames() {
        Map<String, Integer> counts = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (LayerSpec layer : layers) {
            int count = counts.merge(layer.kind(), 1, Integer::sum);
            names.add(count == 1 ? layer.kind() : layer.kind() + count);
        }
        return names;
    }

    /** The description as JSON, as checkpoints and other files hold it among their metadata. */
    public String toJson() {
        try {
            return JSON.writerFor(ModelSpec.class).writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a model has no JSON form: " + this, e);
        }
    }

    /** @throws IllegalArgumentException if the text is not what {@link #toJson} gives */
    public static ModelSpec fromJson(String text) {
        try {
            ModelSpec spec = JSON.readValue(text, ModelSpec.class);
            if (spec == null) {
                throw new IllegalArgumentException("expected a model but got null");
            }
            return spec;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(JsonProblem.of(e), e);
        }
    }

    /**
     * The names, shapes and order of all parameters.
     *
     * @throws org.gru4j.tensor.ShapeException if there are more than fit into one slab
     */
    public Parameters.Layout layout() {
        return Sequential.layout(this);
    }

    /** The features that the first layer reads; 0 if it reads token ids. */
    public int inputFeatures() {
        return layers.get(0) instanceof LayerSpec.OfEmbedding ? 0 : inputFeatures(layers.get(0), 0);
    }

    /** Whether it emits a single step for each sequence: after pooling or final states. */
    public boolean emitsOneStep() {
        return layers.stream().anyMatch(LayerSpec.SingleStep.class::isInstance);
    }

    /** The features that the last layer emits. */
    public int outputFeatures() {
        return layers.get(layers.size() - 1).outputFeatures();
    }
}
