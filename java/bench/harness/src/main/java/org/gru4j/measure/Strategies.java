package org.gru4j.measure;

import java.util.List;
import java.util.function.Supplier;
import org.gru4j.check.StrategyProperty;

/**
 * Which of its ways of computing a GRU the native backend takes: it looks at a system property when it makes a
 * kernel.
 */
public final class Strategies {
    /** The system property. */
    public static final String PROPERTY = StrategyProperty.NAME;
    /** What the backend takes when it is free to choose. */
    public static final String AUTO = "auto";
    /** All that can be asked for. */
    public static final List<String> ALL = List.of(AUTO, "primitive", "panel", "tuned");

    private Strategies() {}

    /** What the property says now. */
    public static String current() {
        return System.getProperty(PROPERTY, AUTO);
    }

    /** @throws IllegalArgumentException if there is no such strategy */
    public static String require(String strategy) {
        if (!ALL.contains(strategy)) {
            throw new IllegalArgumentException("strategy: expected one of " + ALL + " but got '" + strategy + "'");
        }
        return strategy;
    }

    /** Makes something, all of whose kernels are of this strategy. Not for two threads at once. */
    public static <T> T withStrategy(String strategy, Supplier<T> create) {
        return StrategyProperty.with(require(strategy), create);
    }
}
