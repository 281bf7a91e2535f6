package org.gru4j.onednn;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How native kernels compute; peer of {@code gru4j::Strategy} in native/include/gru4j/gru_kernel.h. */
enum Strategy {
    /** By a fixed rule on the shape. */
    AUTO(0),
    /** oneDNN's GRU primitives. */
    PRIMITIVE(1),
    /** The project's own kernel. */
    PANEL(2);

    /** The system property that chooses the strategy of every kernel made from then on. */
    static final String PROPERTY = "gru4j.strategy";

    private final int code;

    Strategy(int code) {
        this.code = code;
    }

    /** Its number in native code. */
    int code() {
        return code;
    }

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
        throw new IllegalArgumentException("-D" + PROPERTY + ": expected one of " + Arrays.stream(values())
                .map(Strategy::lowerCaseName).collect(Collectors.joining(", ")) + " but got '" + property + "'");
    }

    private String lowerCaseName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
