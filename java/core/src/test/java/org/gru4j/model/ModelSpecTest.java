package org.gru4j.model;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.layer.LayerSpec;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSpecTest {
    private static final LayerSpec EMBEDDING = LayerSpec.embedding(10, 4);
    private static final LayerSpec GRU = LayerSpec.gru(GruSpec.of(4, 6));

    @Test
    void layersThatFitMakeAModel() {
        assertEquals(10, ModelSpec.of(EMBEDDING, GRU, LayerSpec.dense(6, 10)).outputFeatures());
    }

    @Test
    void aGruThatDoesNotFitTheEmbeddingIsNamed() {
        assertSays(
                IllegalArgumentException.class,
                "layer 1 (gru) reads 5 features, but layer 0 (embedding) emits 4",
                () -> ModelSpec.of(EMBEDDING, LayerSpec.gru(GruSpec.of(5, 6))));
    }

    @Test
    void aDenseLayerMustReadBothDirections() {
        GruSpec both = GruSpec.builder(4, 6).direction(Direction.BIDIRECTIONAL).build();
        assertSays(
                IllegalArgumentException.class,
                "layer 2 (dense) reads 6 features, but layer 1 (gru) emits 12",
                () -> ModelSpec.of(EMBEDDING, LayerSpec.gru(both), LayerSpec.dense(6, 10)));
    }

    @Test
    void dropoutEmitsWhatItReads() {
        ModelSpec spec = ModelSpec.of(LayerSpec.dropout(4, 0.1), GRU, LayerSpec.dropout(6, 0.5));
        assertEquals(4, spec.inputFeatures());
        assertEquals(6, spec.outputFeatures());
        assertSays(
                IllegalArgumentException.class,
                "layer 1 (dropout) reads 5 features, but layer 0 (gru) emits 6",
                () -> ModelSpec.of(GRU, LayerSpec.dropout(5, 0.5)));
        assertSays(
                IllegalArgumentException.class,
                "a model of dropout and pooling alone has no parameters",
                () -> ModelSpec.of(LayerSpec.dropout(5, 0.5)));
    }

    @Test
    void aModelThatReadsIdsReadsNoFeatures() {
        assertEquals(0, ModelSpec.of(EMBEDDING, GRU).inputFeatures());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void dropoutRatesAreProbabilitiesBelowOne(double rate) {
        assertSays(
                IllegalArgumentException.class,
                "dropout rate: expected a number from 0 to below 1 but got " + rate,
                () -> LayerSpec.dropout(4, rate));
        assertSays(
                IllegalArgumentException.class,
                "dropout: expected a number from 0 to below 1 but got " + rate,
                () -> GruSpec.builder(4, 6).dropout(rate).build());
    }

    @Test
    void anEmbeddingComesFirst() {
        assertSays(
                IllegalArgumentException.class,
                "layer 1: an embedding reads token ids and can only come first",
                () -> ModelSpec.of(GRU, EMBEDDING));
    }

    @Test
    void sizesFollowFromTheLayerBefore() {
        assertEquals(
                ModelSpec.of(
                        LayerSpec.gru(GruSpec.builder(88, 256)
                                .numLayers(2)
                                .bidirectional()
                                .build()),
                        LayerSpec.dropout(512, 0.5),
                        LayerSpec.finalStates(512, Direction.BIDIRECTIONAL),
                        LayerSpec.dense(512, 10)),
                ModelSpec.features(88)
                        .gru(256, g -> g.numLayers(2).bidirectional())
                        .dropout(0.5)
                        .finalStates()
                        .dense(10)
                        .build());
        assertEquals(
                ModelSpec.of(
                        LayerSpec.embedding(7, 3),
                        LayerSpec.lstm(3, 4),
                        LayerSpec.tanh(4, 5),
                        LayerSpec.pooling(5),
                        LayerSpec.itemScores(5, 7)),
                ModelSpec.tokens(7)
                        .embedding(3)
                        .lstm(4)
                        .tanh(5)
                        .pooling()
                        .itemScores(7)
                        .build());
        assertSays(
                IllegalStateException.class,
                "final states: expected a recurrent layer below but got none",
                () -> ModelSpec.features(3).dense(4).finalStates());
        assertSays(
                IllegalArgumentException.class,
                "features: expected a positive number but got 0",
                () -> ModelSpec.features(0));
    }

    @Test
    void theSummaryCountsTheStepsThatAreLeft() {
        assertEquals(
                String.format("layer     output     parameters%n"
                        + "gru       [T,N,50]       12,200%n"
                        + "pooling   [1,N,50]            0%n"
                        + "dense     [1,N,10]          510%n"
                        + "total                    12,710%n"),
                ModelSpec.features(30).gru(50).pooling().dense(10).build().summary());
    }

    @Test
    void aModelHasALayer() {
        assertSays(IllegalArgumentException.class, "a model needs at least one layer", ModelSpec::of);
    }

    @Test
    void sizesArePositive() {
        assertSays(
                IllegalArgumentException.class,
                "embedding vocabularySize: expected a positive number but got 0",
                () -> LayerSpec.embedding(0, 4));
        assertSays(
                IllegalArgumentException.class,
                "embedding size: expected a positive number but got -1",
                () -> LayerSpec.embedding(4, -1));
        assertSays(
                IllegalArgumentException.class,
                "dense inputSize: expected a positive number but got 0",
                () -> LayerSpec.dense(0, 4));
        assertSays(
                IllegalArgumentException.class,
                "dropout size: expected a positive number but got 0",
                () -> LayerSpec.dropout(0, 0.5));
        assertSays(
                IllegalArgumentException.class,
                "dense outputSize: expected a positive number but got 0",
                () -> LayerSpec.dense(4, 0));
        assertThrows(NullPointerException.class, () -> LayerSpec.gru(null));
    }

    @Test
    void keepsItsLayersWhenTheListGivenChanges() {
        List<LayerSpec> layers = new ArrayList<>(List.of(GRU));
        ModelSpec spec = new ModelSpec(layers);
        layers.clear();
        assertEquals(List.of(GRU), spec.layers());
    }
}
