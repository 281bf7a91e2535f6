package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.check.Parity;
import org.gru4j.check.RecurrentCase;
import org.gru4j.check.RecurrentCases;
import org.gru4j.check.RecurrentOutcome;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.recurrent.ResetGate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the checker: typical mistakes of kernels exceed the tolerance at least ten times. */
class SeededFaultsTest {
    private static final double FACTOR = 10;
    /**
     * An input that is 1 at one step of one row and 0 elsewhere, with weights of 0. Its dW is that step's term of db.
     */
    private static final int PROBE = 32;

    /** A fault: a change of the inputs or of the results. */
    private record Fault(
            String name,
            RecurrentCell cell,
            UnaryOperator<RecurrentCase> input,
            BiFunction<RecurrentCase, RecurrentOutcome, RecurrentOutcome> outcome) {
        @Override
        public String toString() {
            return name + " (" + cell + ")";
        }
    }

    static Stream<Fault> faults() {
        return Stream.concat(
                Stream.of(RecurrentCell.values()).flatMap(SeededFaultsTest::faultsOf),
                Stream.of(
                        inputFault(
                                "bo and bu' swapped",
                                RecurrentCell.GRU_AFTER,
                                c -> withFirstWeights(
                                        c, w -> swap(w.b(), 2, 3, c.spec().hiddenSize()))),
                        inputFault(
                                "the other reset gate",
                                RecurrentCell.GRU_BEFORE,
                                c -> new RecurrentCase(
                                        c.name(),
                                        new GruSpec(
                                                c.spec().inputSize(),
                                                c.spec().hiddenSize(),
                                                1,
                                                Direction.FORWARD,
                                                ResetGate.AFTER,
                                                true,
                                                0,
                                                0,
                                                0),
                                        c.steps(),
                                        c.batch(),
                                        c.weights().stream()
                                                .map(w -> new ReferenceStack.Weights(
                                                        w.w(),
                                                        w.u(),
                                                        Arrays.copyOf(
                                                                w.b(),
                                                                4 * c.spec().hiddenSize())))
                                                .toList(),
                                        c.x(),
                                        c.s0(),
                                        c.lengths(),
                                        c.masks(),
                                        c.dy(),
                                        c.dsT(),
                                        c.passes()))));
    }

    private static Stream<Fault> faultsOf(RecurrentCell cell) {
        return Stream.of(
                inputFault("one term of x·W dropped", cell, c -> withFirstWeights(c, w -> dropLargest(w.w()))),
                inputFault("one term of h·U dropped", cell, c -> withFirstWeights(c, w -> dropLargest(w.u()))),
                inputFault(
                        "the biases of two gates, or of two units, swapped",
                        cell,
                        c -> withFirstWeights(
                                c,
                                w -> swap(
                                        w.b(), 0, 1, cell.gates() > 1 ? c.spec().hiddenSize() : 1))),
                inputFault("a padded step leaking", cell, SeededFaultsTest::withLongerRow),
                inputFault("the last of the states left out", cell, c -> {
                    double[] s0 = c.s0().clone();
                    Arrays.fill(s0, s0.length - c.batch() * c.spec().hiddenSize(), s0.length, 0);
                    return new RecurrentCase(
                            c.name(),
                            c.spec(),
                            c.steps(),
                            c.batch(),
                            c.weights(),
                            c.x(),
                            s0,
                            c.lengths(),
                            c.masks(),
                            c.dy(),
                            c.dsT(),
                            c.passes());
                }),
                new Fault(
                        "one step's term of a bias gradient dropped", cell, UnaryOperator.identity(), (c, outcome) -> {
                            double[] db = outcome.tensors().get("l0.forward.b");
                            double[] dw = outcome.tensors().get("l0.forward.W");
                            int row = cell.gates() * c.spec().hiddenSize();
                            for (int j = 0; j < row; j++) {
                                db[j] -= dw[PROBE * row + j];
                            }
                            return outcome;
                        }),
                new Fault("gradients overwritten instead of added", cell, UnaryOperator.identity(), (c, outcome) -> {
                    Map<String, double[]> halved = new LinkedHashMap<>(outcome.tensors());
                    halved.replaceAll((name, values) -> name.endsWith(".W") ? halve(values) : values);
                    return new RecurrentOutcome(halved);
                }));
    }

    /**
     * Returns the case with one more step in one row. Its input and output gradient are 0 beyond the original length.
     */
    private static RecurrentCase withLongerRow(RecurrentCase c) {
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
        return new RecurrentCase(
                c.name(),
                c.spec(),
                c.steps(),
                c.batch(),
                c.weights(),
                x,
                c.s0(),
                lengths,
                c.masks(),
                dy,
                c.dsT(),
                c.passes());
    }

    private static RecurrentCase withProbe(RecurrentCase c) {
        int inputs = c.spec().inputSize();
        for (int row = 0; row < c.steps() * c.batch(); row++) {
            c.x()[row * inputs + PROBE] = row == 3 * c.batch() ? 1 : 0;
        }
        int row = c.spec().cell().gates() * c.spec().hiddenSize();
        Arrays.fill(c.weights().get(0).w(), PROBE * row, (PROBE + 1) * row, 0);
        return c;
    }

    private static Fault inputFault(String name, RecurrentCell cell, UnaryOperator<RecurrentCase> input) {
        return new Fault(name, cell, input, (c, outcome) -> outcome);
    }

    private static RecurrentCase withFirstWeights(RecurrentCase c, Consumer<ReferenceStack.Weights> change) {
        ReferenceStack.Weights w = c.weights().get(0);
        ReferenceStack.Weights changed = new ReferenceStack.Weights(w.w().clone(), w.u().clone(), w.b().clone());
        change.accept(changed);
        return new RecurrentCase(
                c.name(),
                c.spec(),
                c.steps(),
                c.batch(),
                List.of(changed),
                c.x(),
                c.s0(),
                c.lengths(),
                c.masks(),
                c.dy(),
                c.dsT(),
                c.passes());
    }

    private static void dropLargest(double[] values) {
        int largest = 0;
        for (int k = 0; k < values.length; k++) {
            largest = Math.abs(values[k]) > Math.abs(values[largest]) ? k : largest;
        }
        values[largest] = 0;
    }

    /** Two rows of so many values. */
    private static void swap(double[] values, int a, int b, int size) {
        for (int j = 0; j < size; j++) {
            double kept = values[a * size + j];
            values[a * size + j] = values[b * size + j];
            values[b * size + j] = kept;
        }
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
        RecurrentCase c = withProbe(create(fault.cell));
        RecurrentOutcome expected = RecurrentOutcome.inDoubles(c);
        RecurrentOutcome faulty = fault.outcome.apply(c, RecurrentOutcome.inDoubles(fault.input.apply(c)));
        double worst = Parity.compare(c, expected, faulty).stream()
                .mapToDouble(Parity.Comparison::ratio)
                .max()
                .orElse(0);
        assertTrue(worst >= FACTOR, "largest error is " + worst + " tolerances");
    }

    private static RecurrentCase create(RecurrentCell cell) {
        return RecurrentCases.of(RecurrentSpec.of(cell, 33, 65, 1, Direction.FORWARD, true), 20, 8, true, 11);
    }
}
