package org.gru4j.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.gru4j.check.GruCase;
import org.gru4j.check.GruCases;

/** As many random cases as fit into half a minute, other ones at every run; a failure names its seed. */
class FuzzTest {
    private static final long NANOS = 30_000_000_000L;
    private static final Path FAILURE = Path.of("target", "fuzz-failure.txt");

    private static long deadline;

    @Property(tries = 100_000, shrinking = ShrinkingMode.OFF)
    void onednnAgreesWithTheReference(@ForAll long seed) throws IOException {
        if (deadline == 0) {
            deadline = System.nanoTime() + NANOS;
        }
        if (System.nanoTime() > deadline) {
            return;
        }
        GruCase c = GruCases.random(seed);
        try {
            Agreement.require("onednn", c);
        } catch (AssertionError | RuntimeException e) {
            Files.writeString(FAILURE, "GruCases.random(" + seed + "L): " + e + System.lineSeparator());
            throw e;
        }
    }
}
