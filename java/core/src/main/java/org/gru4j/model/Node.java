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

/**
 * What an input or a node of a graph emits, while the graph is described: its methods add nodes that read it. Immutable.
 */
public final class Node {
    private static final double LAYER_NORM_EPSILON = 1e-5;

    private final GraphBuilder graph;
    private final String name;
    private final int features;
    /** Null of an input. */
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

    /** @throws IllegalStateException if it is an input */
    ModelNode node() {
        if (node == null) {
            throw new IllegalStateException("'" + name + "' is an input: expected a node with a layer");
        }
        return node;
    }

    /** What it is called: what the names of its parameters begin with. */
    public String name() {
        return name;
    }

    /** The features that it emits at each step. */
    public int features() {
        return features;
    }

    /**
     * The same under another name.
     *
     * @throws IllegalStateException if another node was added after it
     */
    public Node named(String newName) {
        node();
        return graph.rename(this, newName);
    }

    /**
     * Any layer.
     *
     * @param factory makes it of the number of features that it reads
     */
    public Node layer(IntFunction<? extends LayerSpec> factory) {
        return graph.add(factory.apply(features), List.of(name), null);
    }

    /** The layer that another node has, with the same parameters: both train them. */
    public Node sharing(Node other) {
        graph.requireOwn(other);
        ModelNode owner = other.node();
        return graph.add(owner.layer(), List.of(name), owner.parametersName());
    }

    /** H GRUs that read forward, in one layer. */
    public Node gru(int hiddenSize) {
        return gru(hiddenSize, own -> own);
    }

    /**
     * GRUs.
     *
     * @param options sets what is not as in {@link GruSpec#of}: {@code g -> g.numLayers(2).bidirectional()}
     */
    public Node gru(int hiddenSize, UnaryOperator<GruSpec.Builder> options) {
        return layer(size ->
                LayerSpec.gru(options.apply(GruSpec.builder(size, hiddenSize)).build()));
    }

    /** H LSTM cells that read forward, in one layer. */
    public Node lstm(int hiddenSize) {
        return lstm(hiddenSize, own -> own);
    }

    /**
     * LSTM cells.
     *
     * @param options sets what is not as in {@link RnnSpec#lstm}
     */
    public Node lstm(int hiddenSize, UnaryOperator<RnnSpec.Builder> options) {
        return layer(size -> LayerSpec.rnn(options.apply(RnnSpec.builder(RecurrentCell.LSTM, size, hiddenSize))
                .build()));
    }

    /** H tanh units that read forward, in one layer. */
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

    /** O features from all that there are. */
    public Node dense(int outputSize) {
        return layer(size -> LayerSpec.dense(size, outputSize));
    }

    /** @param rate the probability of a zero, in [0, 1) */
    public Node dropout(double rate) {
        return layer(size -> LayerSpec.dropout(size, rate));
    }

    /** The mean over the valid steps of each sequence. */
    public Node mean() {
        return layer(LayerSpec::pooling);
    }

    /**
     * The last output of each direction of a recurrent layer: of the last valid step forward, of the first one in
     * reverse.
     *
     * @throws IllegalStateException if this is no recurrent layer
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

    /** A score for each of {@code count} items. */
    public Node itemScores(int count) {
        return layer(size -> LayerSpec.itemScores(size, count));
    }

    /** An activation function of each feature. */
    public Node activation(Activation activation) {
        return layer(size -> new ActivationLayer(size, activation));
    }

    /** Rectified linear units. */
    public Node relu() {
        return activation(Activation.RELU);
    }

    /** The hyperbolic tangent. */
    public Node tanh() {
        return activation(Activation.TANH);
    }

    /** The logistic function. */
    public Node sigmoid() {
        return activation(Activation.SIGMOID);
    }

    /** The exponentials of a step's features, divided by their sum. */
    public Node softmax() {
        return activation(Activation.SOFTMAX);
    }

    /** Layer normalisation of each step's features, with ε = 1e-5. */
    public Node layerNorm() {
        return layer(size -> new LayerNormLayer(size, LAYER_NORM_EPSILON));
    }

    /**
     * A convolution over steps, stride 1.
     *
     * @param filters O
     * @param kernelSize K, the steps that each output reads
     */
    public Node conv1d(int filters, int kernelSize, Padding padding) {
        return conv1d(filters, kernelSize, 1, padding);
    }

    /** As above, with a stride: the steps from one output to the next. */
    public Node conv1d(int filters, int kernelSize, int stride, Padding padding) {
        return layer(size -> new Conv1dLayer(size, filters, kernelSize, stride, padding));
    }

    /** The largest value of each feature in windows of steps. */
    public Node maxPool(int kernelSize, int stride, Padding padding) {
        return layer(size -> new MaxPoolingLayer(size, kernelSize, stride, padding));
    }

    /** The first valid step of each sequence. */
    public Node first() {
        return layer(size -> new StepLayer(size, StepLayer.Choice.FIRST));
    }

    /** The last valid step of each sequence. */
    public Node last() {
        return layer(size -> new StepLayer(size, StepLayer.Choice.LAST));
    }

    /** The largest value of each feature over the valid steps. */
    public Node max() {
        return layer(size -> new StepLayer(size, StepLayer.Choice.MAX));
    }

    /** The mean of the valid steps with trained weights, which are compared in {@code attentionSize} features. */
    public Node attentionPooling(int attentionSize) {
        return layer(size -> new AttentionPoolingLayer(size, attentionSize));
    }

    /** Some features: {@code count} from {@code from} on, counted from 0. */
    public Node features(int from, int count) {
        return layer(size -> new FeaturesLayer(size, from, count));
    }

    /** The valid steps from the last to the first. */
    public Node reversed() {
        return layer(ReverseLayer::new);
    }

    /** Each step {@code steps} later, with zeros before; negative for earlier. */
    public Node shifted(int steps) {
        return layer(size -> new ShiftLayer(size, steps));
    }

    /** One direction's features made of those of both, of a bidirectional layer. */
    public Node mergeDirections(DirectionMergeLayer.Merge merge) {
        return layer(size -> new DirectionMergeLayer(size / 2, merge));
    }

    /** Scores of the tokens of an embedding, with the embedding's weights. */
    public Node tiedTo(Node embedding) {
        graph.requireOwn(embedding);
        if (!(embedding.node().layer() instanceof EmbeddingLayer tokens)) {
            throw new IllegalStateException("tiedTo: expected an embedding but '" + embedding.name + "' is none");
        }
        return layer(size -> new TiedScoresLayer(
                size, tokens.vocabularySize(), embedding.node().parametersName()));
    }

    /** Scaled dot-product attention to the valid steps of a memory of as many features: a context for each step. */
    public Node attention(Node memory) {
        return attention(memory, AttentionLayer.Score.SCALED_DOT, 0);
    }

    /**
     * Attention to the valid steps of a memory: a context for each step of this.
     *
     * @param size the features that queries and memory are compared in; 0 of scores without weights
     */
    public Node attention(Node memory, AttentionLayer.Score score, int size) {
        return graph.join(new AttentionLayer(features, memory.features, score, size), this, memory);
    }

    /**
     * A recurrent layer that starts from other states than zeros.
     *
     * @param states [1,N,K·H] the states of all of its layers and directions side by side, as {@link #states} emits them;
     *     of one GRU layer that is any single step of H features
     * @throws IllegalStateException if this is no recurrent layer
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
     * The final states of all layers and directions of a recurrent layer, side by side: [1,N,K·H], of LSTMs each h and
     * then c.
     *
     * @throws IllegalStateException if this is no recurrent layer
     */
    public Node states() {
        Recurrence recurrence = recurrence()
                .orElseThrow(() ->
                        new IllegalStateException("states: expected a recurrent layer but '" + name + "' is none"));
        return graph.add(JoinSpec.states(recurrence.states(), recurrence.hiddenSize()), List.of(name), null);
    }

    /** The features of this and of the others side by side. */
    public Node concat(Node... others) {
        return join(JoinSpec.concat(), others);
    }

    /** The sum of this and the others, feature by feature: a residual connection. */
    public Node add(Node... others) {
        return join(JoinSpec.sum(), others);
    }

    /** The product of this and the others, feature by feature. */
    public Node multiply(Node... others) {
        return join(JoinSpec.product(), others);
    }

    private Node join(JoinSpec join, Node... others) {
        Node[] all = new Node[others.length + 1];
        all[0] = this;
        System.arraycopy(others, 0, all, 1, others.length);
        return graph.join(join, all);
    }

    /** The single step of this for each step of another node. */
    public Node repeatedOver(Node steps) {
        return graph.join(JoinSpec.repeat(), steps, this);
    }
}
