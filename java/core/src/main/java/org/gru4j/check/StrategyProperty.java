package org.gru4j.check;

import java.util.List;
import java.util.function.Supplier;
import org.gru4j.backend.Backend;

/**
 * Which of its ways of computing a GRU the native backend takes: it looks at a system property when it makes a kernel.
 *
 * <p>Not thread-safe: a system property is of the whole process.
 */
public final class StrategyProperty {
    /** The system property; the backend tells what it may be. */
    public static final String NAME = "gru4j.strategy";

    private StrategyProperty() {}

    /** The ways that a backend has: panel and primitive; {@code auto} alone if it has no choice. */
    public static List<String> of(Backend backend) {
        return backend.properties().containsKey("strategy") ? List.of("panel", "primitive") : List.of("auto");
    }

    /**
     * Runs something; the kernels that are made meanwhile, by whichever thread, are of this strategy. For checks and
     * measurements: not while others make kernels.
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
