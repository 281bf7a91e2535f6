package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.backend.Backends;
import org.gru4j.check.Campaign;
import org.gru4j.check.RandomCase;
import org.junit.jupiter.api.Test;

/**
 * Compares onednn with the reference in random cases, which are the same in every run: those of {@code ./gru4j check
 * --random --cases 500}.
 */
class CampaignTest {
    private static final int CASES = 500;

    @Test
    void onednnAgreesWithTheReference() {
        List<String> failures = new ArrayList<>();
        Campaign.Summary summary = new Campaign(threads -> Backends.named("onednn", threads))
                .run(RandomCase.Space.ALL, 0, CASES, () -> true, verdict -> {
                    if (!verdict.passed()) {
                        failures.add("./gru4j check --random --case "
                                + verdict.drawn().code() + ": " + verdict.failures());
                    }
                });
        assertEquals(List.of(), failures);
        assertEquals(CASES, summary.passed());
        assertEquals(16, summary.kinds().size(), "4 cells by 2 strategies, with and without saturation");
        summary.kinds().forEach((kind, count) -> assertTrue(count.passed() >= 10, kind + ": " + count));
    }
}
