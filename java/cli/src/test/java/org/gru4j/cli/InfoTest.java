package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class InfoTest {
    @Test
    void namesEveryBackendAndWhyOneIsUnavailable() {
        Outcome outcome = Outcome.of("info").done();
        assertTrue(outcome.out().contains("libbroken.so: cannot open shared object file"), outcome.out());
        JsonNode result = Outcome.of("info", "--json").done().last();
        assertEquals("result", result.path("event").asText());
        assertTrue(result.path("backends").path("reference").path("available").asBoolean());
        assertFalse(result.path("backends").path("broken").path("available").asBoolean(true));
        assertTrue(
                result.path("backends").path("broken").path("reason").asText().startsWith("libbroken.so"));
    }

    @Test
    void tellsOfMachineAndVersions() {
        JsonNode result = Outcome.of("info", "--json").done().last();
        assertTrue(result.path("gru4j").asText().matches("\\d+\\.\\d+\\.\\d+.*"), result.toString());
        assertTrue(result.path("java").asText().startsWith(System.getProperty("java.specification.version")));
        assertTrue(result.path("physical_cores").asInt() > 0);
        assertTrue(result.path("threads").asInt() > 0);
        assertTrue(result.path("memory_mib").asLong() > 0);
        assertFalse(result.path("cpu").asText().isBlank());
    }

    @Test
    void helpsWhoAsksForNothing() {
        assertTrue(Outcome.of().done().out().contains("gru4j train text"));
        assertTrue(Outcome.of("--help").done().out().contains("gru4j train text"));
        assertTrue(Outcome.of("train", "text", "--help").done().out().contains("--reset-gate"));
        assertTrue(Outcome.of("--version").done().out().startsWith("gru4j "));
    }
}
