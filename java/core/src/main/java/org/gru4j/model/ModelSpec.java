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
 * The description of a model: a graph of nodes, each of which reads inputs of the model or earlier nodes. Most models
 * are a chain of layers, each of which reads the output of the layer before it:
 *
 * <pre>
 *   ModelSpec spec = ModelSpec.features(88)
 *           .gru(256, g -&gt; g.numLayers(2).bidirectional())
 *           .dense(10)
 *           .build();
 * </pre>
 *
 * {@link #graph} describes any other model.
 *
 * <p>Immutable. Two specs are equal if they describe the same model.
 */
public final class ModelSpec {
    /** The key of the description in the metadata of checkpoints, safetensors files and ONNX graphs. */
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
    /** Empty unless this is a chain. */
    private final List<LayerSpec> layers;

    /**
     * Creates a chain. The first layer reads the model's input, every other layer the output of the layer before it.
     *
     * @throws IllegalArgumentException if no layer has parameters, or a layer does not fit the layer before it
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
     * Creates a graph.
     *
     * @param nodes in the order in which they run; each comes after those that it reads
     * @throws IllegalArgumentException if a name is unknown or not unique, nodes read each other in a circle, or a node
     *     can't read its inputs
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
     * Creates a graph from a description:
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
     * @throws IllegalArgumentException as {@link #ModelSpec(List, List, List)} does
     */
    public static ModelSpec graph(Consumer<GraphBuilder> description) {
        GraphBuilder graph = new GraphBuilder();
        description.accept(graph);
        return graph.build();
    }

    /** Creates a chain of these layers; the first one reads the model's input. */
    public static ModelSpec of(LayerSpec... layers) {
        return new ModelSpec(List.of(layers));
    }

    /** Starts a chain that reads {@code count} features at each step. */
    public static ModelSpecBuilder features(int count) {
        return new ModelSpecBuilder(count);
    }

    /** Starts a chain that reads token ids from 0 to {@code vocabularySize} − 1. */
    public static Tokens tokens(int vocabularySize) {
        return new Tokens(vocabularySize);
    }

    /**
     * The start of a chain that reads token ids. Immutable.
     *
     * @param vocabularySize V
     */
    public record Tokens(int vocabularySize) {
        /** Adds an embedding: a trained vector of {@code size} features for each token. */
        public ModelSpecBuilder embedding(int size) {
            return new ModelSpecBuilder(LayerSpec.embedding(vocabularySize, size));
        }
    }

    /** Returns whether this is a chain of layers. */
    public boolean isChain() {
        return !layers.isEmpty();
    }

    /**
     * Returns the layers of a chain, first to last.
     *
     * @throws IllegalStateException if this is not a chain
     */
    public List<LayerSpec> layers() {
        if (layers.isEmpty()) {
            throw new IllegalStateException("model: expected a chain of layers but got a graph of "
                    + nodes.stream().map(ModelNode::name).toList());
        }
        return layers;
    }

    /**
     * Returns the names of the nodes in order. Parameters are named after them. In a chain, a name is the layer's kind,
     * with a number from the second of a kind on: {@code gru}, {@code gru2}.
     */
    public List<String> layerNames() {
        return nodes.stream().map(ModelNode::name).toList();
    }

    /** Returns the model's inputs. */
    public List<ModelInput> inputs() {
        return inputs;
    }

    /** Returns the nodes, in the order in which they run. */
    public List<ModelNode> nodes() {
        return nodes;
    }

    /** Returns the model's outputs. */
    public List<ModelOutput> outputs() {
        return outputs;
    }

    /** Returns which inputs and nodes have the same steps. */
    ModelSteps steps() {
        return steps;
    }

    /** Returns the number of features that an input or node emits at each step; 0 for token ids. */
    public int features(String name) {
        return ModelGraphChecks.features(features, name);
    }

    /**
     * Returns the description as JSON, the form in which checkpoints and other files contain it in their metadata.
     *
     * @throws IllegalArgumentException if a layer's class is not registered; see
     *     {@link org.gru4j.layer.LayerSpecs#register}
     */
    public String toJson() {
        try {
            return JSON.writerFor(ModelSpec.class).writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("model without a JSON form: " + JsonProblem.of(e), e);
        }
    }

    /**
     * Reads a description from the JSON text that {@link #toJson} returns.
     *
     * @throws IllegalArgumentException if the text is not such a description
     */
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
     * Returns the names, shapes and order of all parameters.
     *
     * @throws org.gru4j.tensor.ShapeException if there are more than fit into one slab
     */
    public Parameters.Layout layout() {
        return declare(new Parameters.Layout());
    }

    /**
     * Returns the {@link #layout} of a description that may be damaged.
     *
     * @param most the maximum number of parameters
     * @throws IllegalArgumentException if there are more; thrown before they take memory
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
     * Returns a table of the layers, with their names, the shapes that they emit, and their numbers of parameters.
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
     * Returns the number of features that the model reads at each step; 0 if it reads token ids.
     *
     * @throws IllegalStateException if the model has several inputs
     */
    public int inputFeatures() {
        return input().features();
    }

    /**
     * Returns whether the model reads token ids instead of features.
     *
     * @throws IllegalStateException if the model has several inputs
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
     * Returns whether the model emits a single step for each sequence, for example after pooling or final states.
     *
     * @throws IllegalStateException if the model has several outputs
     */
    public boolean emitsOneStep() {
        return steps.of(outputNode()) == ModelSteps.ONE_STEP;
    }

    /**
     * Returns the number of features that the model emits at each step.
     *
     * @throws IllegalStateException if the model has several outputs
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

    /** Returns the nodes as text, for logs. */
    @Override
    public String toString() {
        return "ModelSpec" + (isChain() ? layers.toString() : nodes.toString());
    }
}
