package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.check.GruCases;
import org.gru4j.check.Parity;
import org.gru4j.check.RecurrentCase;
import org.gru4j.check.RecurrentOutcome;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.recurrent.ResetGate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The checker, checked: mistakes such as real kernels make are at least ten times over the tolerance. */
class SeededFaultsTest {
    private static final double FACTOR = 10;
    /** An input that is 1 at one step of one row, 0 else, and has no weight: its dW is that step's term of db. */
    private static final int PROBE = 32;

    /** A fault, as a change of what goes in or of what comes out. */
    private record Fault(String name, ResetGate resetGate, UnaryOperator<RecurrentCase> input,
                         BiFunction<RecurrentCase, RecurrentOutcome, RecurrentOutcome> outcome) {
        @Override
        public String toString() {
            return name + " (reset " + resetGate + ")";
        }
    }

    static Stream<Fault> faults() {
        return Stream.of(ResetGate.values()).flatMap(gate -> Stream.of(
                inputFault("one term of x·W dropped", gate, c -> withFirstWeights(c, w -> {
                    w.w()[3 * c.spec().hiddenSize() + 1] = 0;
                    return w;
                })),
                inputFault("one term of h·U dropped", gate, c -> withFirstWeights(c, w -> {
                    w.u()[5 * c.spec().hiddenSize() + 2] = 0;
                    return w;
                })),
                inputFault("bu and br swapped", gate, c -> withFirstWeights(c, w -> swapRows(w, 0, 1, c.spec()))),
                inputFault("a padded step leaking", gate, c -> {
                    int[] lengths = c.lengths().clone();
                    lengths[2]++;
                    double[] x = c.x().clone();
                    for (int k = 0; k < x.length; k++) {
                        x[k] = Double.isNaN(x[k]) ? 0 : x[k];
                    }
                    double[] dy = c.dy().clone();
                    for (int k = 0; k < dy.length; k++) {
                        dy[k] = Double.isNaN(dy[k]) ? 0 : dy[k];
                    }
                    return new RecurrentCase(c.name(), c.spec(), c.steps(), c.batch(), c.weights(), x, c.s0(), lengths,
                            c.masks(), dy, c.dsT(), c.passes());
                }),
                new Fault("one step's term of a bias gradient dropped", gate, UnaryOperator.identity(), (c, outcome) -> {
                    double[] db = outcome.tensors().get("l0.forward.b");
                    double[] dw = outcome.tensors().get("l0.forward.W");
                    int size = c.spec().hiddenSize();
                    for (int j = 0; j < 3 * size; j++) {
                        db[j] -= dw[PROBE * 3 * size + j];
                    }
                    return outcome;
                }),
                new Fault("gradients overwritten instead of added", gate, UnaryOperator.identity(), (c, outcome) -> {
                    Map<String, double[]> halved = new LinkedHashMap<>(outcome.tensors());
                    halved.replaceAll((name, values) -> name.endsWith(".W") ? halve(values) : values);
                    return new RecurrentOutcome(halved);
                }),
                gate == ResetGate.AFTER
                        ? inputFault("bo and bu' swapped", gate, c -> withFirstWeights(c, w -> swapRows(w, 2, 3, c.spec())))
                        : inputFault("the other reset gate", gate, c -> new RecurrentCase(c.name(),
                                new GruSpec(c.spec().inputSize(), c.spec().hiddenSize(), 1, Direction.FORWARD,
                                        ResetGate.AFTER, true, 0, 0, 0), c.steps(), c.batch(),
                                c.weights().stream().map(w -> new ReferenceStack.Weights(w.w(), w.u(),
                                        Arrays.copyOf(w.b(), 4 * c.spec().hiddenSize()))).toList(),
                                c.x(), c.s0(), c.lengths(), c.masks(), c.dy(), c.dsT(), c.passes()))));
    }

    private static RecurrentCase withProbe(RecurrentCase c) {
        int inputs = c.spec().inputSize();
        for (int row = 0; row < c.steps() * c.batch(); row++) {
            c.x()[row * inputs + PROBE] = row == 3 * c.batch() ? 1 : 0;
        }
        double[] w = c.weights().get(0).w();
        Arrays.fill(w, PROBE * 3 * c.spec().hiddenSize(), (PROBE + 1) * 3 * c.spec().hiddenSize(), 0);
        return c;
    }

    private static Fault inputFault(String name, ResetGate resetGate, UnaryOperator<RecurrentCase> input) {
        return new Fault(name, resetGate, input, (c, outcome) -> outcome);
    }

    private static RecurrentCase withFirstWeights(RecurrentCase c, UnaryOperator<ReferenceStack.Weights> change) {
        ReferenceStack.Weights w = c.weights().get(0);
        ReferenceStack.Weights changed = change.apply(new ReferenceStack.Weights(w.w().clone(), w.u().clone(),
                w.b().clone()));
        return new RecurrentCase(c.name(), c.spec(), c.steps(), c.batch(), List.of(changed), c.x(), c.s0(), c.lengths(),
                c.masks(), c.dy(), c.dsT(), c.passes());
    }

    private static ReferenceStack.Weights swapRows(ReferenceStack.Weights w, int a, int b, RecurrentSpec spec) {
        for (int j = 0; j < spec.hiddenSize(); j++) {
            double kept = w.b()[a * spec.hiddenSize() + j];
            w.b()[a * spec.hiddenSize() + j] = w.b()[b * spec.hiddenSize() + j];
            w.b()[b * spec.hiddenSize() + j] = kept;
        }
        return w;
    }

    private static double[] halve(double[] values) {
        double[] halves = values.clone();
        for (int k = 0; k < halves.length; k++) {
            halves[k] /= 2;
        }
        return halves;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void exceedsTheToleranceTenfold(Fault fault) {
        GruSpec spec = GruSpec.builder(33, 65).resetGate(fault.resetGate).build();
        RecurrentCase c = withProbe(GruCases.of(spec, 20, 8, true, 11));
        RecurrentOutcome expected = RecurrentOutcome.inDoubles(c);
        RecurrentOutcome faulty = fault.outcome.apply(c, RecurrentOutcome.inDoubles(fault.input.apply(c)));
        double worst = Parity.compare(c, expected, faulty).stream().mapToDouble(Parity.Comparison::ratio).max().orElse(0);
        assertTrue(worst >= FACTOR, "largest error is " + worst + " tolerances");
    }
}
