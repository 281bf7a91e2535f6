package org.gru4j.backend.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RnnSpec;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** LSTM cells and tanh units: the reference's gradients against central differences, for every parameter, x and s0. */
class RnnOracleTest {
    private static final double BOUND = 1e-7;
    private static final int[] RAGGED = {GradientProblem.STEPS, 0, 1, 3};

    static Stream<Named<GradientProblem>> everyKind() {
        return Stream.of(RecurrentCell.LSTM, RecurrentCell.TANH)
                .flatMap(cell -> Stream.of(Direction.values())
                        .flatMap(direction -> Stream.of(1, 2, 3)
                                .flatMap(layers -> Stream.of(true, false)
                                        .flatMap(bias -> Stream.of(true, false)
                                                .flatMap(ragged -> Stream.of(true, false)
                                                        .map(initialStates -> {
                                                            RnnSpec spec =
                                                                    new RnnSpec(cell, 3, 3, layers, direction, bias);
                                                            String name = cell + ", " + layers + " layers " + direction
                                                                    + (bias ? "" : ", biasless")
                                                                    + (ragged ? ", ragged" : "")
                                                                    + (initialStates ? ", s0" : "");
                                                            return Named.of(
                                                                    name,
                                                                    new GradientProblem(
                                                                            spec,
                                                                            ragged ? RAGGED : null,
                                                                            initialStates));
                                                        }))))));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void gradientsAgreeWithCentralDifferences(GradientProblem problem) {
        Map<String, Double> errors = GradientProblem.errors(problem.analytic(), problem.numeric());
        assertEquals(2 + problem.spec.kernelCount() * (problem.spec.bias() ? 3 : 2), errors.size());
        errors.forEach((tensor, error) -> assertTrue(error <= BOUND, tensor + " is off by " + error));
    }

    /** Wrong gradients such as a mistake in backward would give. */
    static Stream<Arguments> faults() {
        return Stream.concat(
                Stream.of(RecurrentCell.LSTM, RecurrentCell.TANH)
                        .flatMap(cell -> Stream.of(
                                fault(cell, "one step of dy forgotten", "x", p -> {
                                    double[] dy = p.dy.clone();
                                    Arrays.fill(dy, 0, p.spec.hiddenSize(), 0);
                                    return p.analytic(p.lengths, dy, p.dsT);
                                }),
                                fault(
                                        cell,
                                        "dsT forgotten",
                                        "s0",
                                        p -> p.analytic(p.lengths, p.dy, new double[p.dsT.length])),
                                fault(cell, "a padded step leaking", "0.W", p -> {
                                    int[] lengths = p.lengths.clone();
                                    lengths[2]++;
                                    return p.analytic(lengths, p.dy, p.dsT);
                                }))),
                Stream.of(
                        fault(RecurrentCell.LSTM, "the gradient of the last c forgotten", "0.U", p -> {
                            double[] dsT = p.dsT.clone();
                            Arrays.fill(dsT, dsT.length / 2, dsT.length, 0);
                            return p.analytic(p.lengths, p.dy, dsT);
                        }),
                        fault(RecurrentCell.LSTM, "bi and bf swapped", "0.b", p -> {
                            Map<String, double[]> faulty = new HashMap<>(p.analytic());
                            int size = p.spec.hiddenSize();
                            double[] right = faulty.get("0.b");
                            double[] swapped = right.clone();
                            System.arraycopy(right, 0, swapped, size, size);
                            System.arraycopy(right, size, swapped, 0, size);
                            faulty.put("0.b", swapped);
                            return faulty;
                        })));
    }

    private static Arguments fault(
            RecurrentCell cell,
            String name,
            String tensor,
            Function<GradientProblem, Map<String, double[]>> faultyGradients) {
        return Arguments.of(cell, tensor, Named.of(name, faultyGradients));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsFarAboveTheBound(
            RecurrentCell cell, String tensor, Function<GradientProblem, Map<String, double[]>> faultyGradients) {
        RnnSpec spec = new RnnSpec(cell, 3, 3, 1, Direction.FORWARD, true);
        GradientProblem problem = new GradientProblem(spec, RAGGED, true);
        double error = GradientProblem.errors(faultyGradients.apply(problem), problem.numeric())
                .get(tensor);
        assertTrue(error >= 1000 * BOUND, tensor + " is off by no more than " + error);
    }
}
