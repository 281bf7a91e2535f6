package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.gru4j.backend.Backends;
import org.gru4j.check.Parity;
import org.gru4j.check.RecurrentOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What PyTorch's LSTM and RNN computed, on both backends, and in doubles on the reference's core. */
class RnnGoldenTest {
    /** How far doubles may be from doubles, relative to the largest value: each is a sum of some thousand terms. */
    private static final double DOUBLE_TOLERANCE = 1e-12;

    static Stream<RnnGolden> all() throws IOException {
        List<RnnGolden> cases = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/golden/rnn"))) {
            for (Path file : files.sorted().toList()) {
                cases.add(RnnGolden.read(file));
            }
        }
        return cases.stream();
    }

    @Test
    void noCaseIsMissing() throws IOException {
        assertEquals(12, all().count());
    }

    @ParameterizedTest
    @MethodSource("all")
    void backends(RnnGolden golden) {
        for (String backend : List.of("onednn", "reference")) {
            RecurrentOutcome actual = RecurrentOutcome.on(Backends.named(backend), golden.input());
            assertEquals(golden.expected().tensors().keySet(), actual.tensors().keySet());
            Agreement.require(
                    backend + " " + golden,
                    Parity.compare(golden.input(), golden.expected().tensors(), actual.tensors()));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void doubles(RnnGolden golden) {
        List<Parity.Comparison> comparisons = new ArrayList<>();
        RecurrentOutcome.inDoubles(golden.input()).tensors().forEach((name, values) -> {
            double[] wanted = golden.expected().tensors().get(name);
            comparisons.add(
                    Parity.compare(name, wanted, values, DOUBLE_TOLERANCE * Math.max(1, Parity.largest(wanted))));
        });
        Agreement.require(golden.toString(), comparisons);
    }
}
