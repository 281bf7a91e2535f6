package org.gru4j.parity;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.gru4j.check.GruCases;
import org.gru4j.check.RecurrentCase;
import org.gru4j.check.RecurrentCases;
import org.gru4j.check.RnnCases;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares onednn with the reference in doubles, for all pairs of the settings of a layer, and for random ones. */
class ParityTest {
    static Stream<RecurrentCase> pairwise() {
        return GruCases.pairwise().stream();
    }

    static LongStream randomSeeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource
    void pairwise(RecurrentCase c) {
        Agreement.require("onednn", c);
    }

    @ParameterizedTest
    @MethodSource
    void randomSeeds(long seed) {
        Agreement.require("onednn", GruCases.random(seed));
    }

    static LongStream rnnSeeds() {
        return LongStream.range(0, 150);
    }

    /** Compares the reference's kernels too, because they round to floats what its layers compute in doubles. */
    @ParameterizedTest
    @MethodSource("rnnSeeds")
    void lstmCellsAndTanhUnits(long seed) {
        Agreement.require("onednn", RnnCases.random(seed));
        Agreement.require("reference", RnnCases.random(seed));
    }

    /** Of cases that fuzzing once failed at. */
    @ParameterizedTest
    @ValueSource(
            longs = {-8153267L, 56356L, 24879621744129L
            }) // one unit, few steps: what is compared is what a difference leaves
    void seedsFromFuzzing(long seed) {
        Agreement.require("onednn", GruCases.random(seed));
    }

    /** Layers of one unit whose terms cancel, with one or two steps. Each once exceeded its tolerance. */
    static Stream<RecurrentCase> unitsWhoseTermsCancel() {
        GruSpec.Builder after = GruSpec.builder(9, 1).resetGate(ResetGate.AFTER);
        GruSpec.Builder before =
                GruSpec.builder(9, 1).resetGate(ResetGate.BEFORE).direction(Direction.REVERSE);
        return Stream.of(
                RecurrentCases.of(after.numLayers(2).build(), 2, 1, false, 28372),
                RecurrentCases.of(after.numLayers(2).build(), 2, 1, false, 138035),
                RecurrentCases.of(before.build(), 1, 1, false, 344277),
                RecurrentCases.of(before.build(), 2, 1, false, 323934),
                RecurrentCases.of(
                        GruSpec.builder(1, 1).resetGate(ResetGate.BEFORE).build(), 1, 2, true, 393787),
                RecurrentCases.of(
                        GruSpec.builder(1, 1).direction(Direction.BIDIRECTIONAL).build(), 1, 1, false, 13214));
    }

    @ParameterizedTest
    @MethodSource
    void unitsWhoseTermsCancel(RecurrentCase c) {
        Agreement.require("onednn", c);
    }
}
