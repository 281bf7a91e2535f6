package org.gru4j.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tensor.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrategyTest {
    private final String before = System.getProperty(Strategy.PROPERTY);

    @AfterEach
    void restoreProperty() {
        if (before == null) {
            System.clearProperty(Strategy.PROPERTY);
        } else {
            System.setProperty(Strategy.PROPERTY, before);
        }
    }

    @Test
    void withoutThePropertyItIsAuto() {
        System.clearProperty(Strategy.PROPERTY);
        assertEquals(Strategy.AUTO, Strategy.fromProperty());
    }

    @ParameterizedTest
    @EnumSource
    void thePropertyDecides(Strategy strategy) {
        System.setProperty(Strategy.PROPERTY, " " + strategy.lowerCaseName() + " ");
        assertEquals(strategy, Strategy.fromProperty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "", "PANEL"})
    void anUnknownStrategyIsNamed(String value) {
        System.setProperty(Strategy.PROPERTY, value);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, Strategy::fromProperty);
        assertEquals(
                "-Dgru4j.strategy: expected one of auto, primitive, panel, tuned but got '" + value + "'",
                e.getMessage());
    }

    @Test
    @Tag("native")
    void anUnknownStrategyIsRefusedByTheBackend() {
        Backend backend = Backends.named("onednn", 1);
        System.setProperty(Strategy.PROPERTY, "fast");
        assertThrows(
                IllegalArgumentException.class,
                () -> backend.recurrentKernel(new RecurrentDims(RecurrentCell.GRU_AFTER, 1, 1, 1, 1, false, false)));
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "TUNED"})
    void nativeCodeKnowsWhatItComesToOnly(Strategy strategy) {
        assertThrows(IllegalArgumentException.class, strategy::nativeValue);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("native")
    void autoOfGrusIsThePanelKernel(ResetGate resetGate) {
        OneDnnBackend backend = (OneDnnBackend) Backends.named("onednn", 1);
        RecurrentDims dims = new RecurrentDims(resetGate.cell(), 50, 64, 512, 512, false, true);
        assertEquals(Strategy.PANEL, Strategy.AUTO.resolve(backend, dims));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("native")
    void primitivesRefuseMasks(ResetGate resetGate) {
        Backend backend = Backends.named("onednn", 1);
        System.setProperty(Strategy.PROPERTY, "primitive");
        try (Scope scope = new Scope(backend);
                RecurrentKernel kernel =
                        backend.recurrentKernel(new RecurrentDims(resetGate.cell(), 3, 2, 4, 5, false, true));
                RecurrentWorkspace workspace = kernel.allocateWorkspace()) {
            RecurrentWeights weights =
                    new RecurrentWeights(scope.allocate("W", 4, 3, 5), scope.allocate("U", 5, 3, 5), null);
            GruMasks masks = new GruMasks(scope.allocate("m", 2, 5), null);
            IllegalStateException e = assertThrows(
                    IllegalStateException.class,
                    () -> kernel.forward(
                            weights,
                            scope.allocate("x", 3, 2, 4),
                            null,
                            null,
                            masks,
                            scope.allocate("y", 3, 2, 5),
                            scope.allocate("sT", 1, 2, 5),
                            workspace));
            assertEquals(
                    "kernel " + kernel.dims() + ": oneDNN's primitives do not support masks: expected"
                            + " -Dgru4j.strategy=auto or panel but got primitive",
                    e.getMessage());
        }
    }
}
