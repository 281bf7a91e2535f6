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

/**
 * A model, described: layers that each read what the one before emits, the first the user's features or token ids.
 *
 * <pre>
 *   ModelSpec spec = ModelSpec.features(88)
 *           .gru(256, g -&gt; g.numLayers(2).bidirectional())
 *           .dense(10)
 *           .build();
 * </pre>
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

    /** A model of these layers, the first reading the user's input. */
    public static ModelSpec of(LayerSpec... layers) {
        return new ModelSpec(List.of(layers));
    }

    /** Starts a model that reads {@code count} features at each step. */
    public static ModelSpecBuilder features(int count) {
        return new ModelSpecBuilder(count);
    }

    /** Starts a model that reads token ids from 0 to {@code vocabularySize} − 1. */
    public static Tokens tokens(int vocabularySize) {
        return new Tokens(vocabularySize);
    }

    /**
     * The beginning of a model that reads token ids. Immutable.
     *
     * @param vocabularySize V
     */
    public record Tokens(int vocabularySize) {
        /** A trained vector of {@code size} features for each token. */
        public ModelSpecBuilder embedding(int size) {
            return new ModelSpecBuilder(LayerSpec.embedding(vocabularySize, size));
        }
    }

    /**
     * What each layer's parameters are named after, a layer without parameters included: its kind, followed by its
     * number among the layers of its kind from the second on, as in {@code gru}, {@code gru2}.
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

    /**
     * The description as JSON, as checkpoints and other files hold it among their metadata.
     *
     * @throws IllegalArgumentException if a layer has no name in files, see {@link org.gru4j.layer.LayerSpecs#register}
     */
    public String toJson() {
        try {
            return JSON.writerFor(ModelSpec.class).writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("model without a JSON form: " + JsonProblem.of(e), e);
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
        return declare(new Parameters.Layout());
    }

    /**
     * {@link #layout} of a description that may be damaged.
     *
     * @param most how many parameters there can be
     * @throws IllegalArgumentException if there are more, before they take memory
     */
    public Parameters.Layout layout(int most) {
        return declare(new Parameters.Layout(most));
    }

    private Parameters.Layout declare(Parameters.Layout layout) {
        List<String> names = layerNames();
        for (int k = 0; k < names.size(); k++) {
            layers.get(k).declare(layout, names.get(k));
        }
        return layout;
    }

    /**
     * A table of the layers: what each is called, the shape that it emits, and how many parameters it has.
     *
     * <pre>
     *   layer       output      parameters
     *   embedding   [T,N,32]         3,200
     *   gru         [T,N,256]      222,720
     *   dense       [T,N,100]       25,700
     *   total                      251,620
     * </pre>
     */
    public String summary() {
        return ModelSummary.of(this);
    }

    /** The features that the first layer reads; 0 if it reads token ids. */
    public int inputFeatures() {
        return layers.get(0).inputFeatures();
    }

    /** Whether it reads token ids instead of features. */
    public boolean readsTokens() {
        return inputFeatures() == 0;
    }

    /** Whether it emits a single step for each sequence: after pooling or final states. */
    public boolean emitsOneStep() {
        return layers.stream().anyMatch(LayerSpec::emitsOneStep);
    }

    /** The features that the last layer emits. */
    public int outputFeatures() {
        return layers.get(layers.size() - 1).outputFeatures();
    }
}
