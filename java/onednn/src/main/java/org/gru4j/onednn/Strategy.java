package org.gru4j.onednn;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.gru4j.backend.RecurrentDims;

/** The strategy of native recurrent kernels: gru4j's panel kernel or oneDNN's primitives. */
enum Strategy {
    /**
     * A fixed rule that is based on measurements, in native/src/panel/tuning.h. For GRUs it always chooses the panel
     * kernel.
     */
    AUTO,
    /** oneDNN's primitives. They have no masks, and a ragged batch takes as long as a full one. */
    PRIMITIVE,
    /** gru4j's own kernel. */
    PANEL,
    /** The faster of the two on this machine. It is measured once for each shape and stored in a file. */
    TUNED;

    /** The system property with the strategy. It is read when a kernel is created. */
    static final String PROPERTY = "gru4j.strategy";

    /**
     * Returns the strategy of {@code -Dgru4j.strategy}; AUTO if it is not set.
     *
     * @throws IllegalArgumentException if the property's value is not a strategy
     */
    static Strategy fromProperty() {
        String property = System.getProperty(PROPERTY);
        if (property == null) {
            return AUTO;
        }
        for (Strategy strategy : values()) {
            if (strategy.lowerCaseName().equals(property.trim())) {
                return strategy;
            }
        }
        throw new IllegalArgumentException("-D" + PROPERTY + ": expected one of "
                + Arrays.stream(values()).map(Strategy::lowerCaseName).collect(Collectors.joining(", ")) + " but got '"
                + property + "'");
    }

    /** Returns the strategy for a kernel with these dims: PRIMITIVE or PANEL. */
    Strategy resolve(OneDnnBackend backend, RecurrentDims dims) {
        return switch (this) {
            case PRIMITIVE, PANEL -> this;
            case AUTO ->
                ofNative(NativeLibrary.defaultStrategy(
                        NativeCell.of(dims.cell()).value,
                        dims.steps(),
                        dims.batch(),
                        dims.inputSize(),
                        dims.hiddenSize(),
                        dims.training()));
            case TUNED -> Tuning.shared().fastest(backend, dims);
        };
    }

    /** Returns the value of {@code gru4j::Strategy} in native/include/gru4j/recurrent_kernel.h. */
    int nativeValue() {
        return switch (this) {
            case PRIMITIVE -> 0;
            case PANEL -> 1;
            case AUTO, TUNED ->
                throw new IllegalArgumentException("strategy: expected PRIMITIVE or PANEL but got " + this);
        };
    }

    private static Strategy ofNative(int value) {
        return value == PRIMITIVE.nativeValue() ? PRIMITIVE : PANEL;
    }

    String lowerCaseName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
