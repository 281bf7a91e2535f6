package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gru4j.backend.Backends;
import org.gru4j.check.Parity;
import org.gru4j.check.RecurrentOutcome;
import org.gru4j.interop.golden.GoldenCase;
import org.gru4j.interop.golden.GoldenFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares golden cases, computed by PyTorch, with both backends, and with the reference in doubles. */
class GoldenTest {
    private static final List<GoldenCase> CASES = Stream.of("golden", "golden/rnn")
            .flatMap(folder -> GoldenFile.readAll(Path.of("src/test/resources", folder)).stream())
            .toList();

    static Stream<GoldenCase> all() {
        return CASES.stream();
    }

    static Stream<GoldenCase> doubles() {
        return CASES.stream().filter(GoldenCase::doublePrecision);
    }

    @Test
    void noCaseIsMissing() {
        assertEquals(44, CASES.size());
        assertEquals(42, doubles().count());
    }

    @ParameterizedTest
    @MethodSource("all")
    void everythingThatAFileExpectsIsCompared(GoldenCase golden) {
        assertEquals(
                golden.expected().keySet(),
                golden.compare(RecurrentOutcome.inDoubles(golden.input())).stream()
                        .map(Parity.Comparison::tensor)
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void onednn(GoldenCase golden) {
        Agreement.require(
                golden.toString(), golden.compare(RecurrentOutcome.on(Backends.named("onednn"), golden.input())));
    }

    @ParameterizedTest
    @MethodSource("all")
    void reference(GoldenCase golden) {
        Agreement.require(
                golden.toString(), golden.compare(RecurrentOutcome.on(Backends.named("reference"), golden.input())));
    }

    @ParameterizedTest
    @MethodSource
    void doubles(GoldenCase golden) {
        Agreement.require(golden.toString(), golden.compareDoubles());
    }
}
