package org.gru4j.onednn;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.gru4j.backend.RecurrentDims;

/** How native kernels compute. */
enum Strategy {
    /**
     * By a fixed rule, which rests on measurements: native/src/panel/tuning.h. GRUs: always the panel kernel.
     */
    AUTO,
    /** oneDNN's primitives: no masks, and ragged batches cost what full ones do. */
    PRIMITIVE,
    /** The project's own kernel. */
    PANEL,
    /** Whichever of the two is the faster here, measured once for each shape and remembered in a file. */
    TUNED;

    /** The system property that chooses the strategy of every kernel made from then on. */
    static final String PROPERTY = "gru4j.strategy";

    /**
     * What {@code -Dgru4j.strategy} says; AUTO if it says nothing.
     *
     * @throws IllegalArgumentException if it is none of these
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

    /** PRIMITIVE or PANEL: what this comes to for a kernel. */
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

    /** The value of {@code gru4j::Strategy} in native/include/gru4j/recurrent_kernel.h. */
    int nativeValue() {
        return switch (this) {
            case PRIMITIVE -> 0;
            case PANEL -> 1;
            case AUTO, TUNED -> throw new IllegalArgumentException("native code knows no strategy " + this);
        };
    }

    private static Strategy ofNative(int value) {
        return value == PRIMITIVE.nativeValue() ? PRIMITIVE : PANEL;
    }

    String lowerCaseName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
