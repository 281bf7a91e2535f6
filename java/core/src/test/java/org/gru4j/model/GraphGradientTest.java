package org.gru4j.model;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.gru4j.backend.Activation;
import org.gru4j.check.GradientCheck;
import org.gru4j.data.Batch;
import org.gru4j.layer.ActivationLayer;
import org.gru4j.layer.AttentionLayer;
import org.gru4j.layer.AttentionPoolingLayer;
import org.gru4j.layer.BatchNormLayer;
import org.gru4j.layer.Conv1dLayer;
import org.gru4j.layer.DirectionMergeLayer;
import org.gru4j.layer.FeaturesLayer;
import org.gru4j.layer.JoinSpec;
import org.gru4j.layer.LayerNormLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.MaxPoolingLayer;
import org.gru4j.layer.PReluLayer;
import org.gru4j.layer.Padding;
import org.gru4j.layer.ReverseLayer;
import org.gru4j.layer.ShiftLayer;
import org.gru4j.layer.StepLayer;
import org.gru4j.loss.BinaryCrossEntropy;
import org.gru4j.loss.Loss;
import org.gru4j.loss.MeanSquaredError;
import org.gru4j.loss.OutputLoss;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of layers, joins, losses and whole graphs against central differences in doubles. */
class GraphGradientTest {
    private static final int N = 3;
    private static final int[] SOURCE_LENGTHS = {5, 1, 3};
    private static final int[] TARGET_LENGTHS = {2, 4, 1};

    static Stream<Named<LayerSpec>> layers() {
        return Stream.of(
                        LayerSpec.dense(4, 3),
                        LayerSpec.itemScores(4, 6),
                        LayerSpec.pooling(4),
                        LayerSpec.dropout(4, 0.3),
                        LayerSpec.gru(GruSpec.builder(4, 3)
                                .numLayers(2)
                                .bidirectional()
                                .dropout(0.2)
                                .recurrentDropout(0.2)
                                .zoneout(0.1)
                                .build()),
                        LayerSpec.gru(GruSpec.builder(4, 3)
                                .resetGate(ResetGate.BEFORE)
                                .direction(Direction.REVERSE)
                                .build()),
                        new ActivationLayer(4, Activation.RELU),
                        new ActivationLayer(4, Activation.LEAKY_RELU),
                        new ActivationLayer(4, Activation.ELU),
                        new ActivationLayer(4, Activation.GELU),
                        new ActivationLayer(4, Activation.SILU),
                        new ActivationLayer(4, Activation.TANH),
                        new ActivationLayer(4, Activation.SIGMOID),
                        new ActivationLayer(4, Activation.SOFTMAX),
                        new PReluLayer(4),
                        new LayerNormLayer(4, 1e-5),
                        new BatchNormLayer(4, 1e-3),
                        new Conv1dLayer(4, 3, 2, 1, Padding.VALID),
                        new Conv1dLayer(4, 3, 3, 1, Padding.SAME),
                        new Conv1dLayer(4, 3, 3, 2, Padding.CAUSAL),
                        new MaxPoolingLayer(4, 2, 2, Padding.VALID),
                        new MaxPoolingLayer(4, 3, 1, Padding.SAME),
                        new StepLayer(4, StepLayer.Choice.FIRST),
                        new StepLayer(4, StepLayer.Choice.LAST),
                        new StepLayer(4, StepLayer.Choice.MAX),
                        new FeaturesLayer(4, 1, 2),
                        new ReverseLayer(4),
                        new ShiftLayer(4, 1),
                        new ShiftLayer(4, -2),
                        new DirectionMergeLayer(2, DirectionMergeLayer.Merge.SUM),
                        new DirectionMergeLayer(2, DirectionMergeLayer.Merge.MEAN),
                        new DirectionMergeLayer(2, DirectionMergeLayer.Merge.PRODUCT),
                        new AttentionPoolingLayer(4, 3),
                        LayerSpec.lstm(4, 3),
                        LayerSpec.tanh(4, 3))
                .map(layer -> Named.of(layer.toString(), layer));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void ofLayers(LayerSpec layer) {
        GradientCheck.ofLayer(size -> layer, 4).require();
    }

    @Test
    void ofJoins() {
        GradientCheck.ofJoin(JoinSpec.concat(), 3, 1, 2).require();
        GradientCheck.ofJoin(JoinSpec.sum(), 3, 3, 3).require();
        GradientCheck.ofJoin(JoinSpec.product(), 2, 2, 2).require();
    }

    static Stream<Named<Loss>> losses() {
        return Stream.of(
                Named.of("squares", new MeanSquaredError()),
                Named.of("likelihood of labels", new BinaryCrossEntropy()));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void ofLossesOfValues(Loss loss) {
        Batch batch = Batch.ofParts(4, N).withValuesPerStep(2).lengths(new int[] {4, 0, 2});
        float[] values = Numbers.floats(5, batch.targetValues().length);
        for (int k = 0; k < values.length; k++) {
            batch.targetValues()[k] = k == 3 ? Float.NaN : Math.abs(values[k]) % 1;
        }
        GradientCheck.ofLoss(loss, batch, 2).require();
    }

    @Test
    void ofLossesOfClasses() {
        Batch batch = Batch.ofParts(4, N).withClassPerStep().lengths(new int[] {4, 0, 2});
        System.arraycopy(Numbers.ids(3, batch.targets().length, 5), 0, batch.targets(), 0, batch.targets().length);
        batch.targets()[3] = Batch.IGNORE;
        GradientCheck.ofLoss(new SoftmaxCrossEntropy(), batch, 5).require();
        GradientCheck.ofLoss(new SoftmaxCrossEntropy(0.1), batch, 5).require();
    }

    private static Batch features(int steps, int size, int[] lengths, int seed) {
        Batch batch = Batch.ofFeatures(steps, N, size).lengths(lengths);
        float[] values = Numbers.floats(seed, batch.features().length);
        System.arraycopy(values, 0, batch.features(), 0, values.length);
        return batch;
    }

    private static void check(Consumer<GraphBuilder> graph, Batch batch, OutputLoss... losses) {
        GradientCheck.ofModel(ModelSpec.graph(graph), List.of(losses), batch).require();
    }

    private static Batch values(int steps, int size, int[] lengths, int seed) {
        Batch batch = Batch.ofParts(steps, N).withValuesPerStep(size).lengths(lengths);
        float[] values = Numbers.floats(seed, batch.targetValues().length);
        System.arraycopy(values, 0, batch.targetValues(), 0, values.length);
        return batch;
    }

    @Test
    void ofAResidualConnectionAndTwoOutputs() {
        check(
                g -> {
                    Node x = g.features("x", 3);
                    Node below = x.gru(3);
                    Node sum = below.add(below.dense(3), x);
                    g.output("value", sum.dense(2));
                    g.output("state", sum.gru(2, gru -> gru.bidirectional()));
                },
                Batch.ofParts(5, N)
                        .withInput("x", features(5, 3, SOURCE_LENGTHS, 1))
                        .withTarget("value", values(5, 2, SOURCE_LENGTHS, 2))
                        .withTarget("state", values(5, 4, SOURCE_LENGTHS, 3)),
                new OutputLoss("value", new MeanSquaredError()),
                new OutputLoss("state", new MeanSquaredError(), 0.3));
    }

    @Test
    void ofAnEncoderWhoseStatesADecoderStartsFrom() {
        check(
                g -> {
                    Node encoder = g.features("source", 2).gru(3, gru -> gru.numLayers(2));
                    Node decoder = g.features("target", 4)
                            .gru(3, gru -> gru.numLayers(2))
                            .startingFrom(encoder.states());
                    g.output(
                            "next",
                            decoder.concat(encoder.finalStates().repeatedOver(decoder))
                                    .dense(2));
                },
                Batch.ofParts(4, N)
                        .withInput("source", features(5, 2, SOURCE_LENGTHS, 1))
                        .withInput("target", features(4, 4, TARGET_LENGTHS, 2))
                        .withTarget("next", values(4, 2, TARGET_LENGTHS, 3)),
                new OutputLoss("next", new MeanSquaredError()));
    }

    @Test
    void ofAnLstmWhoseStatesAreReadTwice() {
        check(
                g -> {
                    Node encoder = g.features("source", 2).lstm(3);
                    Node states = encoder.states();
                    Node decoder = g.features("target", 4).lstm(3).startingFrom(states);
                    Node again = g.features("more", 3).lstm(3).startingFrom(decoder.states());
                    g.output(
                            "next", decoder.concat(states.repeatedOver(decoder)).dense(2));
                    g.output("last", again);
                },
                Batch.ofParts(4, N)
                        .withInput("source", features(5, 2, SOURCE_LENGTHS, 1))
                        .withInput("target", features(4, 4, TARGET_LENGTHS, 2))
                        .withInput("more", features(2, 3, null, 4))
                        .withTarget("next", values(4, 2, TARGET_LENGTHS, 3))
                        .withTarget("last", values(2, 3, null, 5)),
                new OutputLoss("next", new MeanSquaredError()),
                new OutputLoss("last", new MeanSquaredError()));
    }

    @ParameterizedTest
    @EnumSource
    void ofAttentionToAnEncoder(AttentionLayer.Score score) {
        boolean projected = score == AttentionLayer.Score.GENERAL || score == AttentionLayer.Score.ADDITIVE;
        check(
                g -> {
                    Node encoder = g.features("source", 2).gru(3);
                    Node decoder = g.features("target", 4).gru(3);
                    g.output(
                            "next",
                            decoder.concat(decoder.attention(encoder, score, projected ? 2 : 0))
                                    .dense(2));
                },
                Batch.ofParts(4, N)
                        .withInput("source", features(5, 2, new int[] {5, 0, 3}, 1))
                        .withInput("target", features(4, 4, TARGET_LENGTHS, 2))
                        .withTarget("next", values(4, 2, TARGET_LENGTHS, 3)),
                new OutputLoss("next", new MeanSquaredError()));
    }

    @Test
    void ofScoresTiedToAnEmbedding() {
        Batch ids = Batch.ofIds(5, N).withClassPerStep().lengths(SOURCE_LENGTHS);
        System.arraycopy(Numbers.ids(1, 5 * N, 7), 0, ids.ids(), 0, 5 * N);
        System.arraycopy(Numbers.ids(2, 5 * N, 7), 0, ids.targets(), 0, 5 * N);
        check(
                g -> {
                    Node embedding = g.tokens("text", 7).embedding(3);
                    g.output("next", embedding.gru(3).tiedTo(embedding));
                },
                ids,
                new OutputLoss("next", new SoftmaxCrossEntropy()));
    }

    @Test
    void ofSiamesePasses() {
        check(
                g -> {
                    Node left = g.features("left", 2).gru(3);
                    Node right = g.features("right", 2).sharing(left);
                    g.output("same", left.mean().multiply(right.mean()).dense(1));
                },
                Batch.ofParts(1, N)
                        .withInput("left", features(5, 2, SOURCE_LENGTHS, 1))
                        .withInput("right", features(4, 2, TARGET_LENGTHS, 2))
                        .withTarget("same", values(1, 1, null, 3)),
                new OutputLoss("same", new MeanSquaredError()));
    }
}
