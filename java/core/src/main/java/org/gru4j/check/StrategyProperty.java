package org.gru4j.check;

import java.util.List;
import java.util.function.Supplier;
import org.gru4j.backend.Backend;

/**
 * Selects how the native backend computes a GRU. The backend reads a system property whenever it creates a kernel.
 *
 * <p>Not thread-safe: a system property is shared by the whole process.
 */
public final class StrategyProperty {
    /** The name of the system property; the backend defines its values. */
    public static final String NAME = "gru4j.strategy";

    private StrategyProperty() {}

    /** Returns the strategies of a backend: panel and primitive, or only {@code auto} if it has no choice. */
    public static List<String> of(Backend backend) {
        return backend.properties().containsKey("strategy") ? List.of("panel", "primitive") : List.of("auto");
    }

    /**
     * Runs {@code body}. Kernels that any thread creates meanwhile use this strategy. For checks and measurements only,
     * while no other thread creates kernels.
     */
    public static <T> T with(String strategy, Supplier<T> body) {
        String before = System.getProperty(NAME);
        System.setProperty(NAME, strategy);
        try {
            return body.get();
        } finally {
            if (before == null) {
                System.clearProperty(NAME);
            } else {
                System.setProperty(NAME, before);
            }
        }
    }
}
