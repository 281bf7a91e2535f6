package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.check.Parity;
import org.gru4j.check.RecurrentCase;
import org.gru4j.check.RecurrentOutcome;
import org.gru4j.check.StrategyProperty;

/** Asserts that a backend computes the expected outcome. */
final class Agreement {
    private Agreement() {}

    /** Training and inference, with every strategy of the backend, against the reference in doubles. */
    static void require(String backendName, RecurrentCase c) {
        if (backendName.equals("onednn")) {
            withStrategy("panel", () -> requireOnce(backendName, c));
            // oneDNN's primitives do not support masks
            withStrategy("primitive", () -> requireOnce(backendName, c.withoutMasks()));
        } else {
            requireOnce(backendName, c);
        }
    }

    private static void requireOnce(String backendName, RecurrentCase c) {
        Backend backend = Backends.named(backendName);
        RecurrentOutcome expected = RecurrentOutcome.inDoubles(c);
        require(c.name(), Parity.compare(c, expected, RecurrentOutcome.on(backend, c)));
        require(c.name() + " (inference)", Parity.compare(c, expected, RecurrentOutcome.inferenceOn(backend, c)));
    }

    /** Runs code whose kernels have this strategy. */
    static void withStrategy(String strategy, Runnable body) {
        StrategyProperty.with(strategy, () -> {
            body.run();
            return null;
        });
    }

    static void require(String name, List<Parity.Comparison> comparisons) {
        assertFalse(comparisons.isEmpty(), name + ": nothing was compared");
        List<Parity.Comparison> failed =
                comparisons.stream().filter(comparison -> !comparison.passed()).toList();
        assertTrue(failed.isEmpty(), () -> name + ": " + failed);
    }
}
