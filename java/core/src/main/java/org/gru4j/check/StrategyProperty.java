package org.gru4j.check;

import java.util.function.Supplier;

/** Which of its ways of computing a GRU the native backend takes: it looks at a system property when it makes a kernel. */
public final class StrategyProperty {
    /** The system property; the backend tells what it may be. */
    public static final String NAME = "gru4j.strategy";

    private StrategyProperty() {}

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
