package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.check.GruCase;
import org.gru4j.check.GruOutcome;
import org.gru4j.check.Parity;

/** The assertion that a backend comes to the expected outcome. */
final class Agreement {
    private Agreement() {}

    /** Training and inference, against the reference in doubles. */
    static void require(String backendName, GruCase asked) {
        GruCase c = runsMasks(backendName) ? asked : asked.withoutMasks();
        Backend backend = Backends.named(backendName);
        GruOutcome expected = GruOutcome.inDoubles(c);
        require(c.name(), Parity.compare(c, expected, GruOutcome.on(backend, c)));
        require(c.name() + " (inference)", Parity.compare(c, expected, GruOutcome.inferenceOn(backend, c)));
    }

    /** The kernels of oneDNN take no masks yet. */
    private static boolean runsMasks(String backendName) {
        return !backendName.equals("onednn");
    }

    static void require(String name, List<Parity.Comparison> comparisons) {
        assertFalse(comparisons.isEmpty(), name + ": nothing was compared");
        List<Parity.Comparison> failed = comparisons.stream().filter(comparison -> !comparison.passed()).toList();
        assertTrue(failed.isEmpty(), () -> name + ": " + failed);
    }
}
