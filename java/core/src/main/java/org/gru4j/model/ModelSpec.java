package org.gru4j.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.gru4j.file.JsonProblem;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Parameters;
import org.jspecify.annotations.Nullable;

/**
 * A model, described: a graph of nodes, each of which reads inputs of the model or nodes before it. Most models are a
 * chain, whose layers each read what the one before emits:
 *
 * <pre>
 *   ModelSpec spec = ModelSpec.features(88)
 *           .gru(256, g -&gt; g.numLayers(2).bidirectional())
 *           .dense(10)
 *           .build();
 * </pre>
 * {@link #graph} describes any other.
 *
 * <p>Immutable. Two are equal if they describe the same.
 */
public final class ModelSpec {
    /** The key of the description among the metadata of files: of checkpoints, of safetensors and of ONNX graphs. */
    public static final String METADATA_KEY = "gru4j.model";
    /** The name of a chain's input. */
    public static final String INPUT = "input";
    /** The name of a chain's output. */
    public static final String OUTPUT = "output";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<ModelInput> inputs;
    private final List<ModelNode> nodes;
    private final List<ModelOutput> outputs;
    private final ModelSteps steps;
    private final Map<String, Integer> features;
    /** Empty unless it is a chain. */
    private final List<LayerSpec> layers;

    /**
     * A chain: the first layer reads the user's input, each other one what the layer before emits.
     *
     * @throws IllegalArgumentException if there is no layer with parameters, or one does not fit the one before
     */
    public ModelSpec(List<LayerSpec> layers) {
        this.layers = List.copyOf(layers);
        ModelChain.require(this.layers);
        inputs = List.of(ModelChain.input(this.layers.get(0)));
        nodes = ModelChain.nodes(this.layers);
        outputs = List.of(new ModelOutput(OUTPUT, nodes.get(nodes.size() - 1).name()));
        steps = new ModelSteps(inputs, nodes);
        features = ModelGraphChecks.features(inputs, nodes);
    }

    /**
     * A graph.
     *
     * @param nodes each after those that it reads; also the order in which they run
     * @throws IllegalArgumentException if names are given twice or unknown, nodes read in a circle, or one can't read
     *     what it is to read
     */
    public ModelSpec(List<ModelInput> inputs, List<ModelNode> nodes, List<ModelOutput> outputs) {
        this.inputs = List.copyOf(inputs);
        this.nodes = List.copyOf(nodes);
        this.outputs = List.copyOf(outputs);
        steps = new ModelSteps(this.inputs, this.nodes);
        ModelGraphChecks.require(this.inputs, this.nodes, this.outputs);
        List<LayerSpec> chain = ModelChain.of(this.inputs, this.nodes, this.outputs);
        layers = chain;
        features = ModelGraphChecks.features(this.inputs, this.nodes);
        if (!chain.isEmpty()) {
            ModelChain.require(chain);
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static ModelSpec of(ModelForm form) {
        return form.toSpec();
    }

    @JsonValue
    ModelForm form() {
        return ModelForm.of(this);
    }

    /**
     * Describes a graph.
     *
     * <pre>
     *   ModelSpec.graph(g -&gt; {
     *       Node source = g.tokens("source", 8_000).embedding(64);
     *       Node encoder = source.gru(256, r -&gt; r.bidirectional());
     *       …
     *       g.output("next", decoder.dense(8_000));
     *   });
     * </pre>
     *
     * @throws IllegalArgumentException as the constructor
     */
    public static ModelSpec graph(Consumer<GraphBuilder> description) {
        GraphBuilder graph = new GraphBuilder();
        description.accept(graph);
        return graph.build();
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

    /** Whether it is a chain of layers. */
    public boolean isChain() {
        return !layers.isEmpty();
    }

    /**
     * The layers of a chain, first to last.
     *
     * @throws IllegalStateException if it is not a chain
     */
    public List<LayerSpec> layers() {
        if (layers.isEmpty()) {
            throw new IllegalStateException("model: expected a chain of layers but got a graph of "
                    + nodes.stream().map(ModelNode::name).toList());
        }
        return layers;
    }

    /**
     * The names of the nodes, in their order, which are what their parameters are named after: of a chain, a layer's
     * kind, followed by its number among the layers of its kind from the second on, as in {@code gru}, {@code gru2}.
     */
    public List<String> layerNames() {
        return nodes.stream().map(ModelNode::name).toList();
    }

    /** What it reads. */
    public List<ModelInput> inputs() {
        return inputs;
    }

    /** What it computes, in the order in which it runs. */
    public List<ModelNode> nodes() {
        return nodes;
    }

    /** What it emits. */
    public List<ModelOutput> outputs() {
        return outputs;
    }

    /** Which nodes have the same steps. */
    ModelSteps steps() {
        return steps;
    }

    /** The features that an input or node emits at each step; 0 of token ids. */
    public int features(String name) {
        return ModelGraphChecks.features(features, name);
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
        for (ModelNode node : nodes) {
            if (node.sharing() == null) {
                node.layer().declare(layout, node.name());
            }
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

    /**
     * The features that it reads at each step; 0 if it reads token ids.
     *
     * @throws IllegalStateException if it has several inputs
     */
    public int inputFeatures() {
        return input().features();
    }

    /**
     * Whether it reads token ids instead of features.
     *
     * @throws IllegalStateException if it has several inputs
     */
    public boolean readsTokens() {
        return input().isTokens();
    }

    ModelInput input() {
        if (inputs.size() > 1) {
            throw new IllegalStateException("model: expected a single input but it has "
                    + inputs.stream().map(ModelInput::name).toList());
        }
        return inputs.get(0);
    }

    private String outputNode() {
        if (outputs.size() > 1) {
            throw new IllegalStateException("model: expected a single output but it has "
                    + outputs.stream().map(ModelOutput::name).toList());
        }
        return outputs.get(0).node();
    }

    /**
     * Whether it emits a single step for each sequence: after pooling or final states.
     *
     * @throws IllegalStateException if it has several outputs
     */
    public boolean emitsOneStep() {
        return steps.of(outputNode()) == ModelSteps.ONE_STEP;
    }

    /**
     * The features that it emits at each step.
     *
     * @throws IllegalStateException if it has several outputs
     */
    public int outputFeatures() {
        return features(outputNode());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ModelSpec spec
                && inputs.equals(spec.inputs)
                && nodes.equals(spec.nodes)
                && outputs.equals(spec.outputs);
    }

    @Override
    public int hashCode() {
        return Objects.hash(inputs, nodes, outputs);
    }

    /** The nodes, for logs. */
    @Override
    public String toString() {
        return "ModelSpec" + (isChain() ? layers.toString() : nodes.toString());
    }
}
