package org.gru4j.backend.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The oracle of all gradients: the reference's against central differences, for every parameter, x and h0. */
class OracleTest {
    private static final double BOUND = 1e-7;
    private static final int[] RAGGED = {GradientProblem.STEPS, 0, 1, 3};
    /** The row of length 1: what it adds to a parameter's gradient is one term of the sum over time and rows. */
    private static final int ONE_STEP_ROW = 2;

    static Stream<Named<GradientProblem>> everyKind() {
        return Stream.of(ResetGate.values())
                .flatMap(gate -> Stream.of(Direction.values())
                        .flatMap(direction -> Stream.of(1, 2, 3)
                                .flatMap(layers -> Stream.of(true, false)
                                        .flatMap(bias -> Stream.of(true, false)
                                                .flatMap(ragged -> Stream.of(true, false)
                                                        .map(initialState -> {
                                                            GruSpec spec = new GruSpec(
                                                                    3, 3, layers, direction, gate, bias, 0, 0, 0);
                                                            String name = "reset " + gate + ", " + layers + " layers "
                                                                    + direction
                                                                    + (bias ? "" : ", biasless")
                                                                    + (ragged ? ", ragged" : "")
                                                                    + (initialState ? ", h0" : "");
                                                            return Named.of(
                                                                    name,
                                                                    new GradientProblem(
                                                                            spec,
                                                                            ragged ? RAGGED : null,
                                                                            initialState));
                                                        }))))));
    }

    /** Masks of the state, of the update, and of both, in stacks of two layers. */
    static Stream<Named<GradientProblem>> everyMask() {
        return Stream.of(ResetGate.values())
                .flatMap(gate -> Stream.of(Direction.values())
                        .flatMap(direction -> Stream.of(true, false)
                                .flatMap(ragged -> Stream.of("state", "update", "state and update")
                                        .map(masks -> {
                                            GruSpec spec = GruSpec.builder(3, 3)
                                                    .numLayers(2)
                                                    .direction(direction)
                                                    .resetGate(gate)
                                                    .build();
                                            String name = "reset " + gate + ", " + direction
                                                    + (ragged ? ", ragged" : "") + ", masks of " + masks;
                                            return Named.of(
                                                    name,
                                                    new GradientProblem(
                                                            spec,
                                                            ragged ? RAGGED : null,
                                                            true,
                                                            masks.startsWith("state"),
                                                            masks.endsWith("update")));
                                        }))));
    }

    @ParameterizedTest
    @MethodSource({"everyKind", "everyMask"})
    void gradientsAgreeWithCentralDifferences(GradientProblem problem) {
        Map<String, Double> errors = GradientProblem.errors(problem.analytic(), problem.numeric());
        assertEquals(2 + problem.spec.stateCount() * (problem.spec.bias() ? 3 : 2), errors.size());
        errors.forEach((tensor, error) -> assertTrue(error <= BOUND, tensor + " is off by " + error));
    }

    /** Wrong gradients such as a mistake in backward would give. */
    static Stream<Arguments> faults() {
        return Stream.of(ResetGate.values())
                .flatMap(gate -> Stream.of(
                        fault(gate, "one term of dW dropped", "0.W", p -> withoutTheOneStepRow(p, "0.W")),
                        fault(gate, "one term of dU dropped", "0.U", p -> withoutTheOneStepRow(p, "0.U")),
                        fault(gate, "one term of db dropped", "0.b", p -> withoutTheOneStepRow(p, "0.b")),
                        fault(gate, "one step of dy forgotten", "x", OracleTest::withoutOneStepOfDy),
                        fault(gate, "dhT forgotten", "s0", p -> p.analytic(p.lengths, p.dy, new double[p.dsT.length])),
                        gate == ResetGate.AFTER
                                ? fault(gate, "bo and bu' swapped", "0.b", p -> withSwappedRows(p, 2, 3))
                                : fault(gate, "br and bo swapped", "0.b", p -> withSwappedRows(p, 1, 2)),
                        fault(gate, "a padded step leaking into dx", "x", OracleTest::withALeakingStep),
                        fault(gate, "a padded step leaking into dW", "0.W", OracleTest::withALeakingStep)));
    }

    /** Wrong gradients such as a mistake with the masks would give. */
    static Stream<Arguments> maskFaults() {
        return Stream.of(ResetGate.values())
                .flatMap(gate -> Stream.of(
                        fault(
                                gate,
                                "no mask of the state",
                                "0.U",
                                p -> p.analytic(List.of(new ReferenceStack.Masks(
                                        null, p.masks.get(0).update())))),
                        fault(
                                gate,
                                "no mask of the update",
                                "x",
                                p -> p.analytic(List.of(
                                        new ReferenceStack.Masks(p.masks.get(0).state(), null)))),
                        fault(
                                gate,
                                "the update's mask read in the order of the steps",
                                "s0",
                                p -> p.analytic(List.of(new ReferenceStack.Masks(
                                        p.masks.get(0).state(), withTheFullRowReversed(p)))))));
    }

    private static double[] withTheFullRowReversed(GradientProblem p) {
        double[] mask = p.masks.get(0).update();
        double[] reversed = mask.clone();
        int size = p.spec.hiddenSize();
        for (int t = 0; t < GradientProblem.STEPS; t++) {
            System.arraycopy(
                    mask, t * p.batch * size, reversed, (GradientProblem.STEPS - 1 - t) * p.batch * size, size);
        }
        return reversed;
    }

    private static Arguments fault(
            ResetGate gate,
            String name,
            String tensor,
            Function<GradientProblem, Map<String, double[]>> faultyGradients) {
        return Arguments.of(gate, tensor, Named.of(name, faultyGradients));
    }

    private static Map<String, double[]> withoutTheOneStepRow(GradientProblem p, String tensor) {
        double[] dy = p.dy.clone();
        double[] dhT = p.dsT.clone();
        int size = p.spec.hiddenSize();
        for (int t = 0; t < GradientProblem.STEPS; t++) {
            int row = (t * p.batch + ONE_STEP_ROW) * size;
            Arrays.fill(dy, row, row + size, 0);
        }
        Arrays.fill(dhT, ONE_STEP_ROW * size, (ONE_STEP_ROW + 1) * size, 0);
        Map<String, double[]> faulty = new HashMap<>(p.analytic());
        faulty.put(tensor, p.analytic(p.lengths, dy, dhT).get(tensor));
        return faulty;
    }

    private static Map<String, double[]> withoutOneStepOfDy(GradientProblem p) {
        double[] dy = p.dy.clone();
        Arrays.fill(dy, 0, p.spec.hiddenSize(), 0);
        return p.analytic(p.lengths, dy, p.dsT);
    }

    private static Map<String, double[]> withSwappedRows(GradientProblem p, int a, int b) {
        Map<String, double[]> faulty = new HashMap<>(p.analytic());
        int size = p.spec.hiddenSize();
        double[] right = faulty.get("0.b");
        double[] swapped = right.clone();
        System.arraycopy(right, a * size, swapped, b * size, size);
        System.arraycopy(right, b * size, swapped, a * size, size);
        faulty.put("0.b", swapped);
        return faulty;
    }

    private static Map<String, double[]> withALeakingStep(GradientProblem p) {
        int[] lengths = p.lengths.clone();
        lengths[ONE_STEP_ROW]++;
        return p.analytic(lengths, p.dy, p.dsT);
    }

    @ParameterizedTest(name = "reset {0}: {2}")
    @MethodSource("faults")
    void aFaultExceedsTheBoundTenfold(
            ResetGate gate, String tensor, Function<GradientProblem, Map<String, double[]>> faultyGradients) {
        assertIsOff(
                new GradientProblem(GruSpec.builder(3, 4).resetGate(gate).build(), RAGGED, true),
                tensor,
                faultyGradients);
    }

    @ParameterizedTest(name = "reset {0}: {2}")
    @MethodSource("maskFaults")
    void aFaultWithMasksExceedsTheBoundTenfold(
            ResetGate gate, String tensor, Function<GradientProblem, Map<String, double[]>> faultyGradients) {
        GruSpec spec = GruSpec.builder(3, 4)
                .resetGate(gate)
                .direction(Direction.REVERSE)
                .build();
        assertIsOff(new GradientProblem(spec, RAGGED, true, true, true), tensor, faultyGradients);
    }

    private static void assertIsOff(
            GradientProblem problem, String tensor, Function<GradientProblem, Map<String, double[]>> faultyGradients) {
        double error = GradientProblem.errors(faultyGradients.apply(problem), problem.numeric())
                .get(tensor);
        assertTrue(error >= 10 * BOUND, tensor + " is off by just " + error);
    }
}
