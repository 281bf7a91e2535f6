package org.gru4j.parity;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.gru4j.check.GruCase;
import org.gru4j.check.GruCases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** onednn against the reference in doubles: everything that can be asked of a GRU, in pairs and at random. */
class ParityTest {
    static Stream<GruCase> pairwise() {
        return GruCases.pairwise().stream();
    }

    static LongStream randomSeeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource
    void pairwise(GruCase c) {
        Agreement.require("onednn", c);
    }

    @ParameterizedTest
    @MethodSource
    void randomSeeds(long seed) {
        Agreement.require("onednn", GruCases.random(seed));
    }

    /** Of cases that fuzzing once failed at. */
    @ParameterizedTest
    @ValueSource(longs = {-8153267L, 56356L, 24879621744129L}) // one unit, few steps: what is compared is what a difference leaves
    void seedsFromFuzzing(long seed) {
        Agreement.require("onednn", GruCases.random(seed));
    }
}
