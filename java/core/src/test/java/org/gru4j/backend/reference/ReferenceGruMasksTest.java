package org.gru4j.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What masks inside the recurrence mean, on the reference in doubles. */
class ReferenceGruMasksTest {
    private static final int T = 5;
    private static final int N = 4;
    private static final int I = 3;
    private static final int H = 2;
    private static final int[] RAGGED = {5, 0, 1, 3};
    private static final double LN3 = Math.log(3);
    /** A few operations on numbers near 1. */
    private static final double ROUNDING = 16 * Math.ulp(1.0);

    private final double[] x = Numbers.uniform(1, T * N * I, 1);

    static Stream<Arguments> gatesAndDirections() {
        return Stream.of(ResetGate.values())
                .flatMap(gate -> Stream.of(Direction.values()).map(direction -> Arguments.of(gate, direction)));
    }

    private static GruSpec spec(ResetGate gate, Direction direction) {
        return GruSpec.builder(I, H).resetGate(gate).direction(direction).build();
    }

    private static List<ReferenceStack.Weights> weights(GruSpec spec, long seedOfU) {
        List<ReferenceStack.Weights> weights = new ArrayList<>();
        for (int k = 0; k < spec.stateCount(); k++) {
            ReferenceStack.Weights zeros = ReferenceStack.Weights.zeros(spec, 0);
            weights.add(new ReferenceStack.Weights(
                    Numbers.uniform(20 + k, zeros.w().length, 1),
                    Numbers.uniform(seedOfU + k, zeros.u().length, 1),
                    Numbers.uniform(60 + k, zeros.b().length, 1)));
        }
        return weights;
    }

    private static double[] states(GruSpec spec) {
        return Numbers.uniform(2, spec.stateCount() * N * H, 1);
    }

    private static double[] filled(int length, double value) {
        double[] values = new double[length];
        Arrays.fill(values, value);
        return values;
    }

    /** The same masks for each layer and direction. */
    private static List<ReferenceStack.Masks> masks(GruSpec spec, double[] state, double[] update) {
        return Stream.generate(() -> new ReferenceStack.Masks(state, update))
                .limit(spec.stateCount())
                .toList();
    }

    /** y, hT, dx, dh0, and the first layer's dU. */
    private List<double[]> run(GruSpec spec, List<ReferenceStack.Weights> weights, List<ReferenceStack.Masks> masks) {
        double[] h0 = states(spec);
        ReferenceStack gru = new ReferenceStack(spec, T, N);
        gru.forward(weights, x, h0, RAGGED, masks);
        List<ReferenceStack.Weights> gradients =
                weights.stream().map(w -> ReferenceStack.Weights.zeros(spec, 0)).toList();
        double[] dx = new double[x.length];
        double[] dh0 = new double[h0.length];
        gru.backward(
                RAGGED, Numbers.uniform(5, gru.y().length, 1), Numbers.uniform(6, h0.length, 1), gradients, dx, dh0);
        return List.of(gru.y(), gru.sT(), dx, dh0, gradients.get(0).u());
    }

    /**
     * One unit, all weights 0 but Uo, hence u = r = ½. The state's mask of 4 acts on what Uo sees but not on what is
     * kept; the update's mask of ½ at the second step takes the mean of g and h.
     */
    @ParameterizedTest
    @EnumSource
    void oneUnitTwoStepsByHand(ResetGate gate) {
        GruSpec spec = GruSpec.builder(1, 1).resetGate(gate).bias(false).build();
        double[] w = {0, 0, 0};
        double[] u = {0, 0, LN3};
        ReferenceStack gru = new ReferenceStack(spec, 2, 1);
        gru.forward(
                List.of(new ReferenceStack.Weights(w, u, null)),
                new double[] {0, 0},
                new double[] {0.25},
                null,
                List.of(new ReferenceStack.Masks(new double[] {4}, new double[] {1, 0.5})));
        // step 1: o = tanh(½·(4·¼)·ln 3) = ½, g = ½·¼ + ½·½ = ⅜ = h
        double o = Math.tanh(0.5 * 4 * 0.375 * LN3);
        double g = 0.5 * 0.375 + 0.5 * o;
        assertArrayEquals(new double[] {0.375, 0.5 * g + 0.5 * 0.375}, gru.y(), ROUNDING);
    }

    @ParameterizedTest
    @MethodSource("gatesAndDirections")
    void masksOfOnesAreNoneBitForBit(ResetGate gate, Direction direction) {
        GruSpec spec = spec(gate, direction);
        List<double[]> without = run(spec, weights(spec, 40), null);
        List<double[]> with = run(spec, weights(spec, 40), masks(spec, filled(N * H, 1), filled(T * N * H, 1)));
        for (int k = 0; k < without.size(); k++) {
            assertArrayEquals(without.get(k), with.get(k), "result " + k);
        }
    }

    @ParameterizedTest
    @MethodSource("gatesAndDirections")
    void anUpdatesMaskOfZerosKeepsTheInitialState(ResetGate gate, Direction direction) {
        GruSpec spec = spec(gate, direction);
        List<double[]> results = run(spec, weights(spec, 40), masks(spec, null, new double[T * N * H]));
        assertArrayEquals(states(spec), results.get(1));
        assertArrayEquals(new double[x.length], results.get(2), "dx");
        assertArrayEquals(new double[H * 3 * H], results.get(4), "dU");
    }

    @ParameterizedTest
    @MethodSource("gatesAndDirections")
    void aRowWhoseStateIsMaskedDoesNotSeeTheRecurrentWeights(ResetGate gate, Direction direction) {
        GruSpec spec = spec(gate, direction);
        double[] mask = filled(N * H, 1);
        Arrays.fill(mask, 0, H, 0); // row 0
        double[] some = run(spec, weights(spec, 40), masks(spec, mask, null)).get(0);
        double[] others = run(spec, weights(spec, 50), masks(spec, mask, null)).get(0);
        int features = spec.outputSize();
        for (int t = 0; t < T; t++) {
            int row = t * N * features;
            assertArrayEquals(
                    Arrays.copyOfRange(some, row, row + features),
                    Arrays.copyOfRange(others, row, row + features),
                    "t=" + t);
        }
        assertNotEquals(some[3 * features], others[3 * features], "row 3, which has no mask");
    }

    @Test
    void anUpdatesMaskIsReadByTimeWhateverTheDirection() {
        GruSpec spec = spec(ResetGate.AFTER, Direction.REVERSE);
        double[] mask = filled(T * N * H, 1);
        Arrays.fill(mask, 0, H, 0); // t = 0 of row 0, the last that a reverse layer reads
        ReferenceStack gru = new ReferenceStack(spec, T, N);
        gru.forward(weights(spec, 40), x, states(spec), RAGGED, masks(spec, null, mask));
        double[] y = gru.y();
        assertArrayEquals(Arrays.copyOfRange(y, N * H, N * H + H), Arrays.copyOfRange(y, 0, H), "kept from t = 1");
        assertArrayEquals(Arrays.copyOfRange(y, 0, H), Arrays.copyOfRange(gru.sT(), 0, H));
    }

    @Test
    void whatLiesPastALengthIsNotRead() {
        GruSpec spec = spec(ResetGate.AFTER, Direction.BIDIRECTIONAL);
        double[] mask = filled(T * N * H, 0.5);
        List<double[]> expected = run(spec, weights(spec, 40), masks(spec, null, mask));
        double[] padded = mask.clone();
        for (int row = 0; row < T * N; row++) {
            if (row / N >= RAGGED[row % N]) {
                Arrays.fill(padded, row * H, (row + 1) * H, Double.NaN);
            }
        }
        List<double[]> actual = run(spec, weights(spec, 40), masks(spec, null, padded));
        for (int k = 0; k < expected.size(); k++) {
            assertArrayEquals(expected.get(k), actual.get(k), "result " + k);
        }
        assertFalse(Arrays.equals(
                expected.get(0), run(spec, weights(spec, 40), null).get(0)));
    }

    @Test
    void eachLayerAndDirectionHasItsOwn() {
        GruSpec spec = spec(ResetGate.AFTER, Direction.BIDIRECTIONAL);
        ReferenceStack gru = new ReferenceStack(spec, T, N);
        gru.forward(
                weights(spec, 40),
                x,
                states(spec),
                null,
                List.of(new ReferenceStack.Masks(null, null), new ReferenceStack.Masks(null, new double[T * N * H])));
        double[] reverse = Arrays.copyOfRange(gru.sT(), N * H, 2 * N * H);
        assertArrayEquals(Arrays.copyOfRange(states(spec), N * H, 2 * N * H), reverse);
        assertNotEquals(states(spec)[0], gru.sT()[0]);
    }
}
