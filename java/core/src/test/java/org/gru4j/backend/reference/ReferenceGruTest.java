package org.gru4j.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruGates;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a GRU means, on the reference in doubles. */
class ReferenceGruTest {
    private static final int T = 5;
    private static final int N = 4;
    private static final int I = 3;
    private static final int H = 2;
    private static final int[] RAGGED = {5, 0, 1, 3};
    private static final double LN3 = Math.log(3);
    /** A few operations on numbers near 1. */
    private static final double ROUNDING = 16 * Math.ulp(1.0);

    private final double[] x = Numbers.uniform(1, T * N * I, 1);
    private final double[] h0 = Numbers.uniform(2, N * H, 1);

    private static List<ReferenceStack.Weights> weights(GruSpec spec) {
        List<ReferenceStack.Weights> weights = new ArrayList<>();
        for (int k = 0; k < spec.stateCount(); k++) {
            ReferenceStack.Weights zeros =
                    ReferenceStack.Weights.zeros(spec, k / spec.direction().count());
            weights.add(new ReferenceStack.Weights(
                    Numbers.uniform(20 + k, zeros.w().length, 1),
                    Numbers.uniform(40 + k, zeros.u().length, 1),
                    Numbers.uniform(60 + k, zeros.b().length, 1)));
        }
        return weights;
    }

    private static GruSpec spec(ResetGate gate, Direction direction) {
        return GruSpec.builder(I, H).resetGate(gate).direction(direction).build();
    }

    private static ReferenceStack run(
            GruSpec spec, List<ReferenceStack.Weights> weights, double[] x, double[] h0, int[] lengths) {
        ReferenceStack gru = new ReferenceStack(spec, T, N);
        gru.forward(weights, x, h0, lengths, null);
        return gru;
    }

    /** Columns {@code from … from+count-1} of rows of {@code width}. */
    private static double[] columns(double[] values, int width, int from, int count) {
        double[] part = new double[values.length / width * count];
        for (int row = 0; row < values.length / width; row++) {
            System.arraycopy(values, row * width + from, part, row * count, count);
        }
        return part;
    }

    /** Each row read backwards within its length; what lies past it stays. */
    private static double[] rowsReversed(double[] values, int width, int[] lengths) {
        double[] reversed = values.clone();
        for (int n = 0; n < N; n++) {
            for (int t = 0; t < lengths[n]; t++) {
                System.arraycopy(values, (t * N + n) * width, reversed, ((lengths[n] - 1 - t) * N + n) * width, width);
            }
        }
        return reversed;
    }

    /** One unit, two steps, gates whose values are fractions: σ(ln 3) = ¾, tanh(½·ln 3) = ½, tanh(ln 3) = ⅘. */
    @ParameterizedTest
    @EnumSource
    void oneUnitTwoStepsByHand(ResetGate gate) {
        GruSpec spec = GruSpec.builder(1, 1).resetGate(gate).build();
        double[] w = {-2 * LN3, 0, 0};
        double[] u = {0, 0, 8 * LN3};
        // r = ½ throughout; AFTER adds r·bu' to the candidate's argument where BEFORE adds bo
        double[] b = gate == ResetGate.AFTER ? new double[] {LN3, 0, 0, LN3} : new double[] {LN3, 0, LN3 / 2};
        ReferenceStack gru = new ReferenceStack(spec, 2, 1);
        gru.forward(List.of(new ReferenceStack.Weights(w, u, b)), new double[] {0, 1}, null, null, null);
        // step 1: u = ¾, o = tanh(½·ln 3) = ½, h = ¾·0 + ¼·½ = ⅛
        // step 2: u = σ(ln 3 − 2·ln 3) = ¼, o = tanh(½·⅛·8·ln 3 + ½·ln 3) = ⅘, h = ¼·⅛ + ¾·⅘ = 0.63125
        assertArrayEquals(new double[] {0.125, 0.63125}, gru.y(), ROUNDING);
        assertArrayEquals(new double[] {0.63125}, gru.sT(), ROUNDING);
    }

    /** Two units whose reset gates differ, so that it matters on which side of the product with Uo they act. */
    @ParameterizedTest
    @EnumSource
    void theResetGateActsWhereItsNameSays(ResetGate gate) {
        GruSpec spec = GruSpec.builder(1, 2).resetGate(gate).bias(false).build();
        double[] w = {0, 0, LN3, -LN3, 0, 0}; // r = (¾, ¼), u = ½
        double[] u = new double[2 * 3 * 2];
        u[0 * 6 + 4 + 1] = 1; // Uo: unit 0's state into unit 1's candidate
        ReferenceStack gru = new ReferenceStack(spec, 1, 1);
        gru.forward(
                List.of(new ReferenceStack.Weights(w, u, null)), new double[] {1}, new double[] {0.5, 0}, null, null);
        double factor = gate == ResetGate.BEFORE ? 0.75 : 0.25; // BEFORE: r of the state; AFTER: r of the candidate
        assertArrayEquals(new double[] {0.25, Math.tanh(factor * 0.5) / 2}, gru.y(), ROUNDING);
    }

    @Test
    void resetBeforeAndAfterAreDifferentModels() {
        GruSpec after = GruSpec.builder(I, H).bias(false).build();
        GruSpec before =
                GruSpec.builder(I, H).bias(false).resetGate(ResetGate.BEFORE).build();
        ReferenceStack.Weights w =
                weights(spec(ResetGate.AFTER, Direction.FORWARD)).get(0);
        List<ReferenceStack.Weights> weights = List.of(new ReferenceStack.Weights(w.w(), w.u(), null));
        double[] a = run(after, weights, x, h0, null).sT();
        double[] b = run(before, weights, x, h0, null).sT();
        for (int k = 0; k < a.length; k++) {
            assertTrue(Math.abs(a[k] - b[k]) > 1e-4, "state " + k + ": " + a[k] + " and " + b[k]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateGateOfOneKeepsTheState(ResetGate gate) {
        GruSpec spec = spec(gate, Direction.FORWARD);
        List<ReferenceStack.Weights> weights = weights(spec);
        Arrays.fill(weights.get(0).b(), 0, H, 1000);
        ReferenceStack gru = run(spec, weights, x, h0, null);
        assertArrayEquals(h0, gru.sT());
        for (int t = 0; t < T; t++) {
            assertArrayEquals(h0, Arrays.copyOfRange(gru.y(), t * N * H, (t + 1) * N * H));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateGateOfZeroTakesTheCandidate(ResetGate gate) {
        GruSpec spec = spec(gate, Direction.FORWARD);
        List<ReferenceStack.Weights> weights = weights(spec);
        Arrays.fill(weights.get(0).b(), 0, H, -1000);
        ReferenceStack gru = run(spec, weights, x, h0, null);
        assertArrayEquals(gru.gates().get(0).o(), gru.y());
    }

    @ParameterizedTest
    @EnumSource
    void aResetGateOfZeroIgnoresTheStateInTheCandidate(ResetGate gate) {
        GruSpec spec = spec(gate, Direction.FORWARD);
        List<ReferenceStack.Weights> weights = weights(spec);
        Arrays.fill(weights.get(0).b(), H, 2 * H, -1000);
        double[] from0 = run(spec, weights, x, null, null).gates().get(0).o();
        double[] fromH0 = run(spec, weights, x, h0, null).gates().get(0).o();
        assertArrayEquals(from0, fromH0);
    }

    @Test
    void noInitialStateIsOneOfZeros() {
        GruSpec spec = spec(ResetGate.AFTER, Direction.BIDIRECTIONAL);
        assertArrayEquals(
                run(spec, weights(spec), x, new double[2 * N * H], null).y(),
                run(spec, weights(spec), x, null, null).y());
    }

    @Test
    void noBiasIsOneOfZeros() {
        for (ResetGate gate : ResetGate.values()) {
            GruSpec spec = spec(gate, Direction.FORWARD);
            ReferenceStack.Weights w = weights(spec).get(0);
            GruSpec biasless = GruSpec.builder(I, H).resetGate(gate).bias(false).build();
            ReferenceStack.Weights zeroBias = new ReferenceStack.Weights(w.w(), w.u(), new double[w.b().length]);
            ReferenceStack.Weights noBias = new ReferenceStack.Weights(w.w(), w.u(), null);
            assertArrayEquals(
                    run(spec, List.of(zeroBias), x, h0, null).y(),
                    run(biasless, List.of(noBias), x, h0, null).y());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRowOfLengthZeroKeepsItsInitialState(Direction direction) {
        GruSpec spec = spec(ResetGate.AFTER, direction);
        double[] states = Numbers.uniform(3, direction.count() * N * H, 1);
        double[] hT = run(spec, weights(spec), x, states, RAGGED).sT();
        for (int d = 0; d < direction.count(); d++) {
            int row = (d * N + 1) * H;
            assertArrayEquals(Arrays.copyOfRange(states, row, row + H), Arrays.copyOfRange(hT, row, row + H));
        }
    }

    @ParameterizedTest
    @EnumSource
    void outputsPastALengthAreZero(Direction direction) {
        GruSpec spec = spec(ResetGate.BEFORE, direction);
        double[] y = run(spec, weights(spec), x, null, RAGGED).y();
        int width = spec.outputSize();
        for (int t = 0; t < T; t++) {
            for (int n = 0; n < N; n++) {
                for (int j = 0; j < width; j++) {
                    double value = y[(t * N + n) * width + j];
                    assertEquals(t >= RAGGED[n], value == 0, "t=" + t + " n=" + n + " is " + value);
                }
            }
        }
    }

    @Test
    void aShortRowIsComputedAsIfItWereAlone() {
        GruSpec spec = spec(ResetGate.AFTER, Direction.FORWARD);
        double[] full = run(spec, weights(spec), x, h0, null).y();
        double[] ragged = run(spec, weights(spec), x, h0, RAGGED).y();
        for (int n = 0; n < N; n++) {
            for (int t = 0; t < RAGGED[n]; t++) {
                int row = (t * N + n) * H;
                assertArrayEquals(Arrays.copyOfRange(full, row, row + H), Arrays.copyOfRange(ragged, row, row + H));
            }
        }
    }

    @Test
    void theFinalStateIsTheLastValidOutput() {
        GruSpec spec = spec(ResetGate.AFTER, Direction.FORWARD);
        ReferenceStack gru = run(spec, weights(spec), x, h0, RAGGED);
        for (int n : new int[] {0, 2, 3}) {
            int row = ((RAGGED[n] - 1) * N + n) * H;
            assertArrayEquals(
                    Arrays.copyOfRange(gru.y(), row, row + H), Arrays.copyOfRange(gru.sT(), n * H, (n + 1) * H));
        }
    }

    @ParameterizedTest
    @EnumSource
    void reverseIsForwardOnRowsReversedWithinTheirLengths(ResetGate gate) {
        GruSpec reverse = spec(gate, Direction.REVERSE);
        ReferenceStack backwards = run(reverse, weights(reverse), x, h0, RAGGED);
        ReferenceStack forward =
                run(spec(gate, Direction.FORWARD), weights(reverse), rowsReversed(x, I, RAGGED), h0, RAGGED);
        assertArrayEquals(rowsReversed(forward.y(), H, RAGGED), backwards.y());
        assertArrayEquals(forward.sT(), backwards.sT());
    }

    @ParameterizedTest
    @EnumSource
    void bidirectionalConcatenatesForwardAndReverse(ResetGate gate) {
        GruSpec both = spec(gate, Direction.BIDIRECTIONAL);
        List<ReferenceStack.Weights> weights = weights(both);
        ReferenceStack gru = run(both, weights, x, null, RAGGED);
        ReferenceStack forward = run(spec(gate, Direction.FORWARD), weights.subList(0, 1), x, null, RAGGED);
        ReferenceStack reverse = run(spec(gate, Direction.REVERSE), weights.subList(1, 2), x, null, RAGGED);
        assertArrayEquals(forward.y(), columns(gru.y(), 2 * H, 0, H));
        assertArrayEquals(reverse.y(), columns(gru.y(), 2 * H, H, H));
        assertArrayEquals(forward.sT(), Arrays.copyOfRange(gru.sT(), 0, N * H));
        assertArrayEquals(reverse.sT(), Arrays.copyOfRange(gru.sT(), N * H, 2 * N * H));
    }

    @Test
    void theSecondLayerReadsBothDirectionsOfTheFirst() {
        GruSpec two = GruSpec.builder(I, H)
                .numLayers(2)
                .direction(Direction.BIDIRECTIONAL)
                .build();
        List<ReferenceStack.Weights> weights = weights(two);
        ReferenceStack stack = run(two, weights, x, null, RAGGED);
        double[] first = run(spec(ResetGate.AFTER, Direction.BIDIRECTIONAL), weights.subList(0, 2), x, null, RAGGED)
                .y();
        GruSpec upper =
                GruSpec.builder(2 * H, H).direction(Direction.BIDIRECTIONAL).build();
        ReferenceStack second = run(upper, weights.subList(2, 4), first, null, RAGGED);
        assertArrayEquals(second.y(), stack.y());
        assertArrayEquals(second.sT(), Arrays.copyOfRange(stack.sT(), 2 * N * H, 4 * N * H));
    }

    @Test
    void extremeInputsSaturateWithoutOverflow() {
        GruSpec spec = spec(ResetGate.AFTER, Direction.FORWARD);
        double[] huge = x.clone();
        for (int k = 0; k < huge.length; k++) {
            huge[k] *= 1e300;
        }
        for (double value : run(spec, weights(spec), huge, null, null).y()) {
            assertTrue(Math.abs(value) <= 1, "output " + value);
        }
    }

    @Test
    void gatesAreThoseOfTheStepEquation() {
        GruSpec spec = spec(ResetGate.AFTER, Direction.FORWARD);
        GruGates gates = run(spec, weights(spec), x, null, null).gates().get(0);
        for (int t = 1; t < T; t++) {
            for (int j = 0; j < H; j++) {
                int k = gates.index(t, 1, j);
                double expected =
                        gates.u()[k] * gates.h()[gates.index(t - 1, 1, j)] + (1 - gates.u()[k]) * gates.o()[k];
                assertEquals(expected, gates.h()[k], ROUNDING);
            }
        }
    }
}
