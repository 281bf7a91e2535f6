package org.gru4j.interop.pytorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PyTorchWeightsTest {
    // I = 2, H = 1: rows r, z, n
    private static final double[] WEIGHT_IH = {1, 2, 3, 4, 5, 6};
    private static final double[] WEIGHT_HH = {7, 8, 9};
    private static final double[] BIAS_IH = {10, 20, 30};
    private static final double[] BIAS_HH = {1, 2, 3};

    private static GruSpec spec(ResetGate resetGate) {
        return GruSpec.builder(2, 1).resetGate(resetGate).build();
    }

    @Test
    void gatesArePermutedAndTransposed() {
        ReferenceStack.Weights ours =
                PyTorchWeights.fromPyTorch(spec(ResetGate.AFTER), WEIGHT_IH, WEIGHT_HH, BIAS_IH, BIAS_HH);
        assertArrayEquals(new double[] {3, 1, 5, 4, 2, 6}, ours.w()); // [i][u,r,o]
        assertArrayEquals(new double[] {8, 7, 9}, ours.u());
    }

    @Test
    void resetAfterKeepsTheCandidatesTwoBiasesApart() {
        ReferenceStack.Weights ours =
                PyTorchWeights.fromPyTorch(spec(ResetGate.AFTER), WEIGHT_IH, WEIGHT_HH, BIAS_IH, BIAS_HH);
        assertArrayEquals(new double[] {22, 11, 30, 3}, ours.b());
    }

    @Test
    void resetBeforeAddsThem() {
        ReferenceStack.Weights ours =
                PyTorchWeights.fromPyTorch(spec(ResetGate.BEFORE), WEIGHT_IH, WEIGHT_HH, BIAS_IH, BIAS_HH);
        assertArrayEquals(new double[] {22, 11, 33}, ours.b());
    }

    @Test
    void biaslessHasNone() {
        GruSpec biasless = GruSpec.builder(2, 1).bias(false).build();
        assertNull(PyTorchWeights.fromPyTorch(biasless, WEIGHT_IH, WEIGHT_HH, null, null)
                .b());
    }

    @Test
    void aMissingBiasIsNamed() {
        assertThrows(
                IllegalArgumentException.class,
                () -> PyTorchWeights.fromPyTorch(spec(ResetGate.AFTER), WEIGHT_IH, WEIGHT_HH, BIAS_IH, null));
    }

    @ParameterizedTest
    @EnumSource
    void gradientsGoBackToTheirPlaces(ResetGate resetGate) {
        ReferenceStack.Weights ours =
                PyTorchWeights.fromPyTorch(spec(resetGate), WEIGHT_IH, WEIGHT_HH, BIAS_IH, BIAS_HH);
        Map<String, double[]> theirs = PyTorchWeights.gradientsToPyTorch(spec(resetGate), ours.w(), ours.u(), ours.b());
        assertArrayEquals(WEIGHT_IH, theirs.get("weight_ih"));
        assertArrayEquals(WEIGHT_HH, theirs.get("weight_hh"));
        boolean apart = resetGate == ResetGate.AFTER;
        assertArrayEquals(new double[] {11, 22, apart ? 30 : 33}, theirs.get("bias_ih"));
        assertArrayEquals(new double[] {11, 22, apart ? 3 : 33}, theirs.get("bias_hh"));
    }

    @Test
    void namesFollowLayersAndDirections() {
        GruSpec both = GruSpec.builder(2, 1)
                .numLayers(2)
                .direction(Direction.BIDIRECTIONAL)
                .build();
        assertEquals("l0", PyTorchWeights.suffix(both, 0));
        assertEquals("l0_reverse", PyTorchWeights.suffix(both, 1));
        assertEquals("l1", PyTorchWeights.suffix(both, 2));
        assertEquals(
                "l0_reverse",
                PyTorchWeights.suffix(
                        GruSpec.builder(2, 1).direction(Direction.REVERSE).build(), 0));
    }
}
