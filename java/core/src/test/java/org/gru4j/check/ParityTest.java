package org.gru4j.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParityTest {
    private static final GruSpec SPEC = GruSpec.of(5, 7);
    private static final int T = 6;
    private static final int N = 4;

    private final RecurrentCase c = RecurrentCases.of(SPEC, T, N, true, 1);
    private final RecurrentOutcome expected = RecurrentOutcome.inDoubles(c);

    /** A copy, with one tensor changed. */
    private RecurrentOutcome changed(String tensor, Consumer<double[]> change) {
        Map<String, double[]> tensors = new LinkedHashMap<>();
        expected.tensors().forEach((name, values) -> tensors.put(name, values.clone()));
        change.accept(tensors.get(tensor));
        return new RecurrentOutcome(tensors);
    }

    private double worstRatio(RecurrentOutcome actual) {
        return Parity.compare(c, expected, actual).stream()
                .mapToDouble(Parity.Comparison::ratio)
                .max()
                .orElseThrow();
    }

    private Parity.Comparison compare(String tensor, RecurrentOutcome actual) {
        return Parity.compare(c, expected, actual).stream()
                .filter(comparison -> comparison.tensor().equals(tensor))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyTensorIsCompared() {
        assertEquals(
                List.of("y", "sT", "dx", "ds0", "l0.forward.W", "l0.forward.U", "l0.forward.b"),
                Parity.compare(c, expected, expected).stream()
                        .map(Parity.Comparison::tensor)
                        .toList());
    }

    @Test
    void theSameNumbersAreNoneOff() {
        assertEquals(0, worstRatio(expected));
    }

    @Test
    void roundingToFloatPasses() {
        for (String tensor : expected.tensors().keySet()) {
            double ratio = worstRatio(changed(tensor, values -> {
                for (int k = 0; k < values.length; k++) {
                    values[k] = (float) values[k];
                }
            }));
            assertTrue(ratio > 0 && ratio < 0.1, tensor + " is off by " + ratio + " tolerances");
        }
    }

    @Test
    void theToleranceIsTheFormula() {
        double root = Math.sqrt(SPEC.inputSize() + SPEC.hiddenSize()) * Math.sqrt(T);
        assertEquals(
                Parity.C
                        * Numbers.FLOAT_EPSILON
                        * root
                        * Parity.largest(expected.tensors().get("y")),
                Parity.tolerance(c, expected, "y"),
                1e-18);
        root = Math.sqrt(T * N + SPEC.inputSize() + SPEC.hiddenSize()) * Math.sqrt(T);
        assertEquals(
                Parity.C
                        * Numbers.FLOAT_EPSILON
                        * root
                        * Parity.largest(expected.tensors().get("l0.forward.W")),
                Parity.tolerance(c, expected, "l0.forward.W"),
                1e-18);
    }

    /** One unit, one step: less is summed up than what a single term is off by. */
    @Test
    void theToleranceOfShortSumsIsThatOfATerm() {
        RecurrentCase small = RecurrentCases.of(GruSpec.of(1, 1), 1, 1, false, 3);
        RecurrentOutcome outcome = RecurrentOutcome.inDoubles(small);
        double h0 = Math.abs(small.s0()[0]);
        double a = small.largestWeight() * Math.max(Math.abs(small.x()[0]), h0);
        double upstream = Math.max(Math.abs(small.dy()[0]), Math.abs(small.dsT()[0]));
        double factor = Parity.C * Numbers.FLOAT_EPSILON * Math.sqrt(1 + 2 * a * a);
        assertEquals(
                Math.max(
                        factor * Math.max(h0, a),
                        Parity.C
                                * Numbers.FLOAT_EPSILON
                                * Math.sqrt(2)
                                * Math.abs(outcome.tensors().get("y")[0])),
                Parity.tolerance(small, outcome, "y"),
                1e-18);
        assertEquals(
                Math.max(
                        factor * upstream * small.largestWeight(),
                        Parity.C
                                * Numbers.FLOAT_EPSILON
                                * Math.sqrt(2)
                                * Math.abs(outcome.tensors().get("dx")[0])),
                Parity.tolerance(small, outcome, "dx"),
                1e-18);
    }

    @Test
    void errorsMayGrowAsWhatGoesInDoesIfItIsMoved() {
        RandomCase drawn = RandomCase.parse("tanh,primitive,threads=1,T=8,N=4,I=3,H=12,h0,gain=8,seed=5");
        RecurrentCase saturating = drawn.create();
        Map<String, double[]> inDoubles = RecurrentOutcome.inDoubles(saturating).tensors();
        Map<String, double[]> moved =
                RecurrentOutcome.inDoubles(saturating.moved(99)).tensors();
        assertTrue(Parity.compare(saturating, inDoubles, moved).stream().anyMatch(comparison -> !comparison.passed()));
        List<Parity.Comparison> grown = Parity.compareGrown(saturating, inDoubles, moved);
        grown.forEach(comparison -> assertTrue(comparison.passed() && comparison.decides(), comparison::toString));
        Map<String, double[]> wrong = new LinkedHashMap<>(inDoubles);
        wrong.put("y", inDoubles.get("y").clone());
        wrong.get("y")[7] += 0.05;
        List<Parity.Comparison> faulty = Parity.compareGrown(saturating, inDoubles, wrong);
        assertEquals("y", faulty.get(0).tensor());
        assertTrue(faulty.get(0).ratio() >= 10, faulty::toString);
    }

    @Test
    void anErrorJustAboveTheToleranceFailsAndOneJustBelowPasses() {
        double tolerance = Parity.tolerance(c, expected, "dx");
        assertFalse(compare("dx", changed("dx", values -> values[0] += 1.01 * tolerance))
                .passed());
        assertTrue(compare("dx", changed("dx", values -> values[0] += 0.99 * tolerance))
                .passed());
    }

    @Test
    void aNumberWhereNoneIsExpectedIsInfinitelyFarOff() {
        RecurrentOutcome nan = changed("y", values -> values[3] = Double.NaN);
        assertEquals(Double.POSITIVE_INFINITY, compare("y", nan).error());
        assertFalse(compare("y", nan).passed());
    }

    @Test
    void noNumberOnBothSidesAgrees() {
        double[] values = {1, Double.NaN, Double.POSITIVE_INFINITY};
        assertEquals(0, Parity.compare("y", values, values.clone(), 1e-9).error());
    }

    @Test
    void anotherNumberOfElementsIsInfinitelyFarOff() {
        assertFalse(Parity.compare("y", new double[3], new double[2], 1e9).passed());
    }

    /** Mistakes in what comes out. */
    static Stream<Named<Consumer<Map<String, double[]>>>> faults() {
        int h = SPEC.hiddenSize();
        return Stream.of(
                Named.of("one term of a bias gradient dropped", t -> t.get("l0.forward.b")[1] *= 1 - 1.0 / (T * N)),
                Named.of("bo and bu' swapped", t -> {
                    double[] b = t.get("l0.forward.b");
                    for (int j = 0; j < h; j++) {
                        double kept = b[2 * h + j];
                        b[2 * h + j] = b[3 * h + j];
                        b[3 * h + j] = kept;
                    }
                }),
                Named.of("a padded step leaking", t -> t.get("y")[(T * N - 1) * h - h] += 1e-3),
                Named.of("gradients overwritten instead of added", t -> {
                    for (int k = 0; k < t.get("l0.forward.U").length; k++) {
                        t.get("l0.forward.U")[k] /= 2;
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultExceedsTheToleranceTenfold(Consumer<Map<String, double[]>> fault) {
        RecurrentOutcome faulty = changed("y", values -> {});
        fault.accept(faulty.tensors());
        double ratio = worstRatio(faulty);
        assertTrue(ratio >= 10, "off by just " + ratio + " tolerances");
    }

    @Test
    void theOtherResetGateExceedsTheToleranceTenfold() {
        GruSpec biasless = GruSpec.builder(5, 7).bias(false).build();
        RecurrentCase after = RecurrentCases.of(biasless, T, N, false, 1);
        GruSpec other =
                GruSpec.builder(5, 7).bias(false).resetGate(ResetGate.BEFORE).build();
        RecurrentCase before = new RecurrentCase(
                "other", other, T, N, after.weights(), after.x(), after.s0(), null, null, after.dy(), after.dsT(), 1);
        double ratio =
                Parity.compare(after, RecurrentOutcome.inDoubles(after), RecurrentOutcome.inDoubles(before)).stream()
                        .mapToDouble(Parity.Comparison::ratio)
                        .min()
                        .orElseThrow();
        assertTrue(ratio >= 10, "some tensor is off by just " + ratio + " tolerances");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theReferenceBackendAgreesWithItsOwnDoubles(long seed) {
        RecurrentCase random = GruCases.random(seed);
        List<Parity.Comparison> comparisons = Parity.compare(
                random, RecurrentOutcome.inDoubles(random), RecurrentOutcome.on(new ReferenceBackend(), random));
        comparisons.forEach(comparison -> assertTrue(comparison.passed(), random + ": " + comparison));
    }

    @ParameterizedTest
    @EnumSource(RecurrentCases.Masks.class)
    void theReferenceBackendAgreesWithItsOwnDoublesUnderMasks(RecurrentCases.Masks masks) {
        for (ResetGate gate : ResetGate.values()) {
            GruSpec spec = GruSpec.builder(5, 7)
                    .resetGate(gate)
                    .numLayers(2)
                    .direction(Direction.BIDIRECTIONAL)
                    .build();
            RecurrentCase masked = RecurrentCases.of(spec, T, N, true, masks, 1);
            RecurrentOutcome inDoubles = RecurrentOutcome.inDoubles(masked);
            List<Parity.Comparison> comparisons = new ArrayList<>();
            comparisons.addAll(Parity.compare(masked, inDoubles, RecurrentOutcome.on(new ReferenceBackend(), masked)));
            comparisons.addAll(
                    Parity.compare(masked, inDoubles, RecurrentOutcome.inferenceOn(new ReferenceBackend(), masked)));
            comparisons.forEach(comparison -> assertTrue(comparison.passed(), masked + ": " + comparison));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = RecurrentCases.Masks.class,
            names = {"STATE", "UPDATE"})
    void aForgottenMaskExceedsTheToleranceTenfold(RecurrentCases.Masks masks) {
        RecurrentCase masked = RecurrentCases.of(SPEC, T, N, true, masks, 1);
        double ratio = Parity.compare(
                        masked, RecurrentOutcome.inDoubles(masked), RecurrentOutcome.inDoubles(masked.withoutMasks()))
                .stream()
                .mapToDouble(Parity.Comparison::ratio)
                .min()
                .orElseThrow();
        assertTrue(ratio >= 10, "some tensor is off by just " + ratio + " tolerances");
    }

    @Test
    void inferenceComparesOutputsAlone() {
        RecurrentOutcome inference = RecurrentOutcome.inferenceOn(new ReferenceBackend(), c);
        assertEquals(
                List.of("y", "sT"),
                Parity.compare(c, expected, inference).stream()
                        .map(Parity.Comparison::tensor)
                        .toList());
    }

    @Test
    void twoPassesAddUp() {
        GruSpec spec = GruSpec.builder(3, 4).direction(Direction.BIDIRECTIONAL).build();
        RecurrentCase once = RecurrentCases.of(spec, 4, 3, true, 2);
        RecurrentCase twice = new RecurrentCase(
                "twice",
                spec,
                4,
                3,
                once.weights(),
                once.x(),
                once.s0(),
                once.lengths(),
                null,
                once.dy(),
                once.dsT(),
                2);
        double[] one = RecurrentOutcome.inDoubles(once).tensors().get("l0.reverse.W");
        double[] two = RecurrentOutcome.inDoubles(twice).tensors().get("l0.reverse.W");
        for (int k = 0; k < one.length; k++) {
            assertEquals(2 * one[k], two[k], 64 * Math.ulp(one[k]));
        }
    }

    @Test
    void whereTheOutputIsNotDeterminedNoGradientIs() {
        // a last bit of what goes in turns states round, and gradients of 1e9 become gradients of 1e19
        RecurrentCase chaotic = RandomCase.parse("tanh,primitive,threads=6,T=200,N=10,I=6,H=14,bidirectional,ragged,h0,"
                        + "upstream=state,gain=8,seed=-8471431324125650518")
                .create();
        Map<String, double[]> inDoubles = RecurrentOutcome.inDoubles(chaotic).tensors();
        Map<String, double[]> other = new LinkedHashMap<>(
                RecurrentOutcome.inDoubles(chaotic.moved(99)).tensors());
        other.replaceAll((tensor, values) -> tensor.equals("l0.forward.W")
                ? Arrays.stream(values).map(value -> 1e10 * value).toArray()
                : values);
        assertFalse(comparisonOf("l0.forward.W", Parity.compare(chaotic, inDoubles, other))
                .passed());
        Parity.Comparison grown = comparisonOf("l0.forward.W", Parity.compareGrown(chaotic, inDoubles, other));
        assertTrue(grown.passed());
        assertFalse(grown.decides());
    }

    private static Parity.Comparison comparisonOf(String tensor, List<Parity.Comparison> comparisons) {
        return comparisons.stream()
                .filter(comparison -> comparison.tensor().equals(tensor))
                .findFirst()
                .orElseThrow();
    }
}
