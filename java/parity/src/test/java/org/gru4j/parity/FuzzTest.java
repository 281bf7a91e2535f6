package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.gru4j.backend.Backends;
import org.gru4j.check.Campaign;
import org.gru4j.check.RandomCase;

/** Checks as many random cases as fit into half a minute, different in every run. A failure names its case. */
class FuzzTest {
    private static final long NANOS = 30_000_000_000L;
    private static final Path FAILURE = Path.of("target", "fuzz-failure.txt");

    private static long deadline;

    private final Campaign campaign = new Campaign(threads -> Backends.named("onednn", threads));

    @Property(tries = 100_000, shrinking = ShrinkingMode.OFF)
    void onednnAgreesWithTheReference(@ForAll long seed) throws IOException {
        if (deadline == 0) {
            deadline = System.nanoTime() + NANOS;
        }
        if (System.nanoTime() > deadline) {
            return;
        }
        Campaign.Verdict verdict = campaign.check(RandomCase.draw(RandomCase.Space.ALL, seed));
        String replay = "./gru4j check --random --case " + verdict.drawn().code();
        if (!verdict.passed()) {
            Files.writeString(FAILURE, replay + System.lineSeparator() + verdict.failures() + System.lineSeparator());
        }
        assertEquals(List.of(), verdict.failures(), replay);
    }
}
