package org.gru4j.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.gru4j.backend.Activation;
import org.gru4j.layer.ActivationLayer;
import org.gru4j.layer.AttentionLayer;
import org.gru4j.layer.AttentionPoolingLayer;
import org.gru4j.layer.Conv1dLayer;
import org.gru4j.layer.DirectionMergeLayer;
import org.gru4j.layer.EmbeddingLayer;
import org.gru4j.layer.FeaturesLayer;
import org.gru4j.layer.JoinSpec;
import org.gru4j.layer.LayerNormLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.MaxPoolingLayer;
import org.gru4j.layer.Padding;
import org.gru4j.layer.Recurrence;
import org.gru4j.layer.RecurrentJoinSpec;
import org.gru4j.layer.RecurrentLayerSpec;
import org.gru4j.layer.ReverseLayer;
import org.gru4j.layer.ShiftLayer;
import org.gru4j.layer.StepLayer;
import org.gru4j.layer.TiedScoresLayer;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RnnSpec;
import org.jspecify.annotations.Nullable;

/** An input or node of a graph that is being described. Its methods add nodes that read it. Immutable. */
public final class Node {
    private static final double LAYER_NORM_EPSILON = 1e-5;

    private final GraphBuilder graph;
    private final String name;
    private final int features;
    /** Null for an input. */
    private final @Nullable ModelNode node;

    Node(GraphBuilder graph, String name, int features, @Nullable ModelNode node) {
        this.graph = graph;
        this.name = name;
        this.features = features;
        this.node = node;
    }

    GraphBuilder graph() {
        return graph;
    }

    /** @throws IllegalStateException if this is an input */
    ModelNode node() {
        if (node == null) {
            throw new IllegalStateException("'" + name + "' is an input: expected a node with a layer");
        }
        return node;
    }

    /** Returns the name, which is the prefix of its parameters' names. */
    public String name() {
        return name;
    }

    /** Returns the number of features that it emits at each step. */
    public int features() {
        return features;
    }

    /**
     * Renames this node.
     *
     * @throws IllegalStateException if another node was added after it
     */
    public Node named(String newName) {
        node();
        return graph.rename(this, newName);
    }

    /**
     * Adds any layer.
     *
     * @param factory creates the layer from the number of features that it reads
     */
    public Node layer(IntFunction<? extends LayerSpec> factory) {
        return graph.add(factory.apply(features), List.of(name), null);
    }

    /** Adds the layer of another node, with the same parameters; both nodes train them. */
    public Node sharing(Node other) {
        graph.requireOwn(other);
        ModelNode owner = other.node();
        return graph.add(owner.layer(), List.of(name), owner.parametersName());
    }

    /** Adds one forward layer of GRUs. */
    public Node gru(int hiddenSize) {
        return gru(hiddenSize, own -> own);
    }

    /**
     * Adds GRUs.
     *
     * @param options changes the defaults of {@link GruSpec#of}: {@code g -> g.numLayers(2).bidirectional()}
     */
    public Node gru(int hiddenSize, UnaryOperator<GruSpec.Builder> options) {
        return layer(size ->
                LayerSpec.gru(options.apply(GruSpec.builder(size, hiddenSize)).build()));
    }

    /** Adds one forward layer of LSTM cells. */
    public Node lstm(int hiddenSize) {
        return lstm(hiddenSize, own -> own);
    }

    /**
     * Adds LSTM cells.
     *
     * @param options changes the defaults of {@link RnnSpec#lstm}
     */
    public Node lstm(int hiddenSize, UnaryOperator<RnnSpec.Builder> options) {
        return layer(size -> LayerSpec.rnn(options.apply(RnnSpec.builder(RecurrentCell.LSTM, size, hiddenSize))
                .build()));
    }

    /** Adds one forward layer of tanh units. */
    public Node tanhUnits(int hiddenSize) {
        return tanhUnits(hiddenSize, own -> own);
    }

    /**
     * Tanh units.
     *
     * @param options sets what is not as in {@link RnnSpec#tanh}
     */
    public Node tanhUnits(int hiddenSize, UnaryOperator<RnnSpec.Builder> options) {
        return layer(size -> LayerSpec.rnn(options.apply(RnnSpec.builder(RecurrentCell.TANH, size, hiddenSize))
                .build()));
    }

    /** Adds a dense layer with {@code outputSize} features. */
    public Node dense(int outputSize) {
        return layer(size -> LayerSpec.dense(size, outputSize));
    }

    /**
     * Adds dropout.
     *
     * @param rate the probability of a zero, in [0, 1)
     */
    public Node dropout(double rate) {
        return layer(size -> LayerSpec.dropout(size, rate));
    }

    /** Adds the mean over the valid steps of each sequence. */
    public Node mean() {
        return layer(LayerSpec::pooling);
    }

    /**
     * Adds the last output of each direction of this recurrent layer: at the last valid step in the forward direction,
     * at the first one in reverse.
     *
     * @throws IllegalStateException if this is not a recurrent layer
     */
    public Node finalStates() {
        Recurrence recurrence = recurrence()
                .orElseThrow(() -> new IllegalStateException(
                        "final states: expected a recurrent layer but '" + name + "' is none"));
        return layer(size -> LayerSpec.finalStates(size, recurrence.direction()));
    }

    private Optional<Recurrence> recurrence() {
        if (node != null && node.layer() instanceof RecurrentJoinSpec join) {
            return join.layer().recurrence();
        }
        return node != null && node.layer() instanceof LayerSpec layer ? layer.recurrence() : Optional.empty();
    }

    /** Adds a score for each of {@code count} items. */
    public Node itemScores(int count) {
        return layer(size -> LayerSpec.itemScores(size, count));
    }

    /** Adds an activation function, applied to each feature. */
    public Node activation(Activation activation) {
        return layer(size -> new ActivationLayer(size, activation));
    }

    /** Adds rectified linear units. */
    public Node relu() {
        return activation(Activation.RELU);
    }

    /** Adds the hyperbolic tangent. */
    public Node tanh() {
        return activation(Activation.TANH);
    }

    /** Adds the logistic function. */
    public Node sigmoid() {
        return activation(Activation.SIGMOID);
    }

    /** Adds a softmax: the exponentials of a step's features, divided by their sum. */
    public Node softmax() {
        return activation(Activation.SOFTMAX);
    }

    /** Adds layer normalisation of each step's features, with ε = 1e-5. */
    public Node layerNorm() {
        return layer(size -> new LayerNormLayer(size, LAYER_NORM_EPSILON));
    }

    /**
     * Adds a convolution over steps with stride 1.
     *
     * @param filters O
     * @param kernelSize K, the number of steps that each output reads
     */
    public Node conv1d(int filters, int kernelSize, Padding padding) {
        return conv1d(filters, kernelSize, 1, padding);
    }

    /** Adds a convolution over steps with a stride, the number of steps from one output to the next. */
    public Node conv1d(int filters, int kernelSize, int stride, Padding padding) {
        return layer(size -> new Conv1dLayer(size, filters, kernelSize, stride, padding));
    }

    /** Adds the maximum of each feature in windows of steps. */
    public Node maxPool(int kernelSize, int stride, Padding padding) {
        return layer(size -> new MaxPoolingLayer(size, kernelSize, stride, padding));
    }

    /** Adds the first valid step of each sequence. */
    public Node first() {
        return layer(size -> new StepLayer(size, StepLayer.Choice.FIRST));
    }

    /** Adds the last valid step of each sequence. */
    public Node last() {
        return layer(size -> new StepLayer(size, StepLayer.Choice.LAST));
    }

    /** Adds the maximum of each feature over the valid steps. */
    public Node max() {
        return layer(size -> new StepLayer(size, StepLayer.Choice.MAX));
    }

    /**
     * Adds a mean of the valid steps with trained weights. Weights are computed from {@code attentionSize} features.
     */
    public Node attentionPooling(int attentionSize) {
        return layer(size -> new AttentionPoolingLayer(size, attentionSize));
    }

    /** Adds a selection of features: {@code count} of them, beginning at index {@code from}, which counts from 0. */
    public Node features(int from, int count) {
        return layer(size -> new FeaturesLayer(size, from, count));
    }

    /** Adds the valid steps in reverse order. */
    public Node reversed() {
        return layer(ReverseLayer::new);
    }

    /** Adds a shift by {@code steps} steps to later, with zeros before them; a negative number shifts to earlier. */
    public Node shifted(int steps) {
        return layer(size -> new ShiftLayer(size, steps));
    }

    /** Adds the merged directions of a bidirectional layer: one feature for each unit instead of two. */
    public Node mergeDirections(DirectionMergeLayer.Merge merge) {
        return layer(size -> new DirectionMergeLayer(size / 2, merge));
    }

    /** Adds scores of an embedding's tokens, computed with the embedding's own weights. */
    public Node tiedTo(Node embedding) {
        graph.requireOwn(embedding);
        if (!(embedding.node().layer() instanceof EmbeddingLayer tokens)) {
            throw new IllegalStateException("tiedTo: expected an embedding but '" + embedding.name + "' is none");
        }
        return layer(size -> new TiedScoresLayer(
                size, tokens.vocabularySize(), embedding.node().parametersName()));
    }

    /**
     * Adds scaled dot-product attention to the valid steps of a memory with the same number of features. It emits a
     * context for each step of this node.
     */
    public Node attention(Node memory) {
        return attention(memory, AttentionLayer.Score.SCALED_DOT, 0);
    }

    /**
     * Adds attention to the valid steps of a memory. It emits a context for each step of this node.
     *
     * @param size the number of features in which queries and memory are compared; 0 for scores without weights
     */
    public Node attention(Node memory, AttentionLayer.Score score, int size) {
        return graph.join(new AttentionLayer(features, memory.features, score, size), this, memory);
    }

    /**
     * Replaces this recurrent layer by one that starts from states that another node emits, instead of zeros.
     *
     * @param states [1,N,K·H] the states of all of its layers and directions side by side, as {@link #states} emits
     *     them; for one GRU layer, any single step of H features
     * @throws IllegalStateException if this is not a recurrent layer
     */
    public Node startingFrom(Node states) {
        Objects.requireNonNull(states, "states");
        if (node == null || !(node.layer() instanceof RecurrentLayerSpec recurrent)) {
            throw new IllegalStateException("startingFrom: expected a recurrent layer but '" + name + "' is none");
        }
        graph.requireOwn(states);
        return graph.replace(
                this, JoinSpec.recurrent(recurrent.spec()), List.of(node.reads().get(0), states.name));
    }

    /**
     * Adds the final states of all layers and directions of this recurrent layer, side by side: [1,N,K·H]. For LSTMs, h
     * is followed by c for each layer and direction.
     *
     * @throws IllegalStateException if this is not a recurrent layer
     */
    public Node states() {
        Recurrence recurrence = recurrence()
                .orElseThrow(() ->
                        new IllegalStateException("states: expected a recurrent layer but '" + name + "' is none"));
        return graph.add(JoinSpec.states(recurrence.states(), recurrence.hiddenSize()), List.of(name), null);
    }

    /** Adds the features of this node and of the others, side by side. */
    public Node concat(Node... others) {
        return join(JoinSpec.concat(), others);
    }

    /** Adds the sum of this node and the others, feature by feature: a residual connection. */
    public Node add(Node... others) {
        return join(JoinSpec.sum(), others);
    }

    /** Adds the product of this node and the others, feature by feature. */
    public Node multiply(Node... others) {
        return join(JoinSpec.product(), others);
    }

    private Node join(JoinSpec join, Node... others) {
        Node[] all = new Node[others.length + 1];
        all[0] = this;
        System.arraycopy(others, 0, all, 1, others.length);
        return graph.join(join, all);
    }

    /** Adds this node's single step, repeated for each step of another node. */
    public Node repeatedOver(Node steps) {
        return graph.join(JoinSpec.repeat(), steps, this);
    }
}
