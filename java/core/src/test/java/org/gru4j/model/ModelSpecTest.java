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
    private static final LayerSpec EMBEDDING = new LayerSpec.OfEmbedding(10, 4);
    private static final LayerSpec GRU = new LayerSpec.OfGru(GruSpec.of(4, 6));

    @Test
    void layersThatFitMakeAModel() {
        assertEquals(10, ModelSpec.of(EMBEDDING, GRU, new LayerSpec.OfDense(6, 10)).outputFeatures());
    }

    @Test
    void aGruThatDoesNotFitTheEmbeddingIsNamed() {
        assertSays(IllegalArgumentException.class, "layer 1 (gru) reads 5 features, but layer 0 (embedding) emits 4",
                () -> ModelSpec.of(EMBEDDING, new LayerSpec.OfGru(GruSpec.of(5, 6))));
    }

    @Test
    void aDenseLayerMustReadBothDirections() {
        GruSpec both = GruSpec.builder(4, 6).direction(Direction.BIDIRECTIONAL).build();
        assertSays(IllegalArgumentException.class, "layer 2 (dense) reads 6 features, but layer 1 (gru) emits 12",
                () -> ModelSpec.of(EMBEDDING, new LayerSpec.OfGru(both), new LayerSpec.OfDense(6, 10)));
    }

    @Test
    void dropoutEmitsWhatItReads() {
        ModelSpec spec = ModelSpec.of(new LayerSpec.OfDropout(4, 0.1), GRU, new LayerSpec.OfDropout(6, 0.5));
        assertEquals(4, spec.inputFeatures());
        assertEquals(6, spec.outputFeatures());
        assertSays(IllegalArgumentException.class, "layer 1 (dropout) reads 5 features, but layer 0 (gru) emits 6",
                () -> ModelSpec.of(GRU, new LayerSpec.OfDropout(5, 0.5)));
        assertSays(IllegalArgumentException.class, "a model of dropout and pooling alone has no parameters",
                () -> ModelSpec.of(new LayerSpec.OfDropout(5, 0.5)));
    }

    @Test
    void aModelThatReadsIdsReadsNoFeatures() {
        assertEquals(0, ModelSpec.of(EMBEDDING, GRU).inputFeatures());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void dropoutRatesAreProbabilitiesBelowOne(double rate) {
        assertSays(IllegalArgumentException.class, "dropout rate must be from 0 to below 1, got " + rate,
                () -> new LayerSpec.OfDropout(4, rate));
        assertSays(IllegalArgumentException.class, "dropout must be from 0 to below 1, got " + rate,
                () -> GruSpec.builder(4, 6).dropout(rate).build());
    }

    @Test
    void anEmbeddingComesFirst() {
        assertSays(IllegalArgumentException.class, "layer 1: an embedding reads token ids and can only come first",
                () -> ModelSpec.of(GRU, EMBEDDING));
    }

    @Test
    void aModelHasALayer() {
        assertSays(IllegalArgumentException.class, "a model needs at least one layer", ModelSpec::of);
    }

    @Test
    void sizesArePositive() {
        assertSays(IllegalArgumentException.class, "embedding vocabularySize must be positive, got 0",
                () -> new LayerSpec.OfEmbedding(0, 4));
        assertSays(IllegalArgumentException.class, "embedding size must be positive, got -1",
                () -> new LayerSpec.OfEmbedding(4, -1));
        assertSays(IllegalArgumentException.class, "dense inputSize must be positive, got 0",
                () -> new LayerSpec.OfDense(0, 4));
        assertSays(IllegalArgumentException.class, "dropout size must be positive, got 0",
                () -> new LayerSpec.OfDropout(0, 0.5));
        assertSays(IllegalArgumentException.class, "dense outputSize must be positive, got 0",
                () -> new LayerSpec.OfDense(4, 0));
        assertThrows(NullPointerException.class, () -> new LayerSpec.OfGru(null));
    }

    @Test
    void keepsItsLayersWhenTheListGivenChanges() {
        List<LayerSpec> layers = new ArrayList<>(List.of(GRU));
        ModelSpec spec = new ModelSpec(layers);
        layers.clear();
        assertEquals(List.of(GRU), spec.layers());
    }
}
