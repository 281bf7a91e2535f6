package org.gru4j.recurrent;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GruSpecTest {
    @Test
    void defaultsToOneForwardLayerWithBiasAndResetAfter() {
        assertEquals(new GruSpec(3, 4, 1, Direction.FORWARD, ResetGate.AFTER, true, 0, 0, 0), GruSpec.of(3, 4));
    }

    @Test
    void layersAboveTheFirstReadBothDirections() {
        GruSpec spec = GruSpec.builder(3, 4)
                .numLayers(2)
                .direction(Direction.BIDIRECTIONAL)
                .build();
        assertEquals(8, spec.outputSize());
        assertEquals(3, spec.inputSizeOf(0));
        assertEquals(8, spec.inputSizeOf(1));
        assertEquals(4, spec.stateCount());
    }

    @ParameterizedTest
    @CsvSource({"0,4,1,inputSize,0", "3,-1,1,hiddenSize,-1", "3,4,0,numLayers,0"})
    void sizesArePositive(int inputSize, int hiddenSize, int numLayers, String what, int value) {
        assertSays(
                IllegalArgumentException.class,
                what + ": expected a positive number but got " + value,
                () -> GruSpec.builder(inputSize, hiddenSize)
                        .numLayers(numLayers)
                        .build());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
    void ratesAreProbabilitiesBelowOne(double rate) {
        assertSays(
                IllegalArgumentException.class,
                "recurrentDropout: expected a number from 0 to below 1 but got " + rate,
                () -> GruSpec.builder(3, 4).recurrentDropout(rate).build());
        assertSays(
                IllegalArgumentException.class,
                "zoneout: expected a number from 0 to below 1 but got " + rate,
                () -> GruSpec.builder(3, 4).zoneout(rate).build());
    }

    @Test
    void dropoutBetweenLayersNeedsLayers() {
        assertSays(
                IllegalArgumentException.class,
                "dropout acts between the layers of a GRU, but there is one layer:"
                        + " expected 0 but got 0.3. Use LayerSpec.dropout after the GRU, recurrentDropout inside of it, or"
                        + " more layers",
                () -> GruSpec.builder(3, 4).dropout(0.3).build());
        assertEquals(
                0.3, GruSpec.builder(3, 4).numLayers(2).dropout(0.3).build().dropout());
    }

    @Test
    void directionAndResetGateAreGiven() {
        assertSays(
                NullPointerException.class,
                "direction",
                () -> GruSpec.builder(3, 4).direction(null).build());
        assertThrows(
                NullPointerException.class,
                () -> GruSpec.builder(3, 4).resetGate(null).build());
    }

    @ParameterizedTest
    @CsvSource({
        "FORWARD,1,AFTER,true",
        "BIDIRECTIONAL,3,AFTER,true",
        "BIDIRECTIONAL,2,BEFORE,true",
        "REVERSE,2,BEFORE,false"
    })
    void parameterCountIsWhatAModelHolds(Direction direction, int layers, ResetGate gate, boolean bias) {
        GruSpec spec = new GruSpec(5, 7, layers, direction, gate, bias, 0, 0, 0);
        try (Sequential model = new Sequential(ModelSpec.of(LayerSpec.gru(spec)), new ReferenceBackend(), 1)) {
            assertEquals(model.parameters().count(), spec.parameterCount());
        }
    }

    @Test
    void parameterCountDoesNotOverflow() {
        assertEquals(
                3L * 40_000 * 80_000,
                GruSpec.builder(40_000, 40_000).bias(false).build().parameterCount());
    }

    @Test
    void onlyAfterHasAFourthBiasRow() {
        assertEquals(3, ResetGate.BEFORE.biasRows());
        assertEquals(4, ResetGate.AFTER.biasRows());
    }

    @Test
    void theSecondStateOfBothDirectionsIsTheReverseOne() {
        assertFalse(Direction.FORWARD.isReverse(0));
        assertTrue(Direction.REVERSE.isReverse(0));
        assertFalse(Direction.BIDIRECTIONAL.isReverse(0));
        assertTrue(Direction.BIDIRECTIONAL.isReverse(1));
    }
}
