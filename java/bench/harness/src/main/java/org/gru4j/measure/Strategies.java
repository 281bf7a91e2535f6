package org.gru4j.measure;

import java.util.List;
import java.util.function.Supplier;
import org.gru4j.check.StrategyProperty;

/**
 * Chooses the strategy of the native backend, which is a system property that the backend reads when it creates a
 * kernel.
 */
public final class Strategies {
    /** The system property. */
    public static final String PROPERTY = StrategyProperty.NAME;
    /** The strategy in which the backend chooses. */
    public static final String AUTO = "auto";
    /** All strategies. */
    public static final List<String> ALL = List.of(AUTO, "primitive", "panel", "tuned");

    private Strategies() {}

    /** Returns the present value of the property. */
    public static String current() {
        return System.getProperty(PROPERTY, AUTO);
    }

    /**
     * Returns the strategy.
     *
     * @throws IllegalArgumentException if there is no such strategy
     */
    public static String require(String strategy) {
        if (!ALL.contains(strategy)) {
            throw new IllegalArgumentException("strategy: expected one of " + ALL + " but got '" + strategy + "'");
        }
        return strategy;
    }

    /** Creates an object whose kernels all have this strategy. Only one thread may call it at a time. */
    public static <T> T withStrategy(String strategy, Supplier<T> create) {
        return StrategyProperty.with(require(strategy), create);
    }
}
