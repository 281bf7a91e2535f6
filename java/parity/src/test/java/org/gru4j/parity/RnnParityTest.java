package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.gru4j.backend.Backends;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.check.Parity;
import org.gru4j.check.RecurrentCase;
import org.gru4j.check.RecurrentOutcome;
import org.gru4j.check.RnnCases;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RnnSpec;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** LSTM cells and tanh units: both backends against the reference in doubles, and the checker itself. */
class RnnParityTest {
    static LongStream seeds() {
        return LongStream.range(0, 150);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void backendsAgree(long seed) {
        RecurrentCase c = RnnCases.random(seed);
        RecurrentOutcome expected = RecurrentOutcome.inDoubles(c);
        for (String backend : List.of("onednn", "reference")) {
            Agreement.require(backend + " " + c, Parity.compare(c, expected.tensors(),
                    RecurrentOutcome.on(Backends.named(backend), c).tensors()));
            Agreement.require(backend + " " + c + " (inference)",
                    Parity.compare(c, expected.tensors(), RecurrentOutcome.inferenceOn(Backends.named(backend),
                    c).tensors()));
        }
    }

    /** Mistakes such as real kernels make, as a change of what goes in. */
    static Stream<Arguments> faults() {
        return Stream.of(RecurrentCell.LSTM, RecurrentCell.TANH).flatMap(cell -> Stream.of(
                fault(cell, "one term of x·W dropped", c -> withWeights(c, w -> dropLargest(w.w()))),
                fault(cell, "one term of h·U dropped", c -> withWeights(c, w -> dropLargest(w.u()))),
                fault(cell, "bi and bf, or two units' b, swapped", c -> withWeights(c, w -> {
                    int other = w.b().length > 65 ? 65 : 1;
                    double kept = w.b()[0];
                    w.b()[0] = w.b()[other];
                    w.b()[other] = kept;
                })),
                fault(cell, "a step too few", c -> {
                    int[] lengths = c.lengths().clone();
                    lengths[0]--;
                    return new RecurrentCase(c.name(), c.spec(), c.steps(), c.batch(), c.weights(), c.x(), c.s0(),
                            lengths,
                            null, c.dy(), c.dsT(), c.passes());
                }),
                fault(cell, "the last of the states left out", c -> {
                    double[] s0 = c.s0().clone();
                    Arrays.fill(s0, s0.length - c.batch() * c.spec().hiddenSize(), s0.length, 0);
                    return new RecurrentCase(c.name(), c.spec(), c.steps(), c.batch(), c.weights(), c.x(), s0,
                            c.lengths(),
                            null, c.dy(), c.dsT(), c.passes());
                })));
    }

    private static void dropLargest(double[] values) {
        int largest = 0;
        for (int k = 0; k < values.length; k++) {
            largest = Math.abs(values[k]) > Math.abs(values[largest]) ? k : largest;
        }
        values[largest] = 0;
    }

    private static Arguments fault(RecurrentCell cell, String name, Function<RecurrentCase, RecurrentCase> change) {
        return Arguments.of(cell, Named.of(name, change));
    }

    private static RecurrentCase withWeights(RecurrentCase c, Consumer<ReferenceStack.Weights> change) {
        ReferenceStack.Weights w = c.weights().get(0);
        ReferenceStack.Weights changed = new ReferenceStack.Weights(w.w().clone(), w.u().clone(), w.b().clone());
        change.accept(changed);
        return new RecurrentCase(c.name(), c.spec(), c.steps(), c.batch(), List.of(changed), c.x(), c.s0(), c.lengths(),
                null, c.dy(), c.dsT(), c.passes());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultExceedsTheToleranceTenfold(RecurrentCell cell, Function<RecurrentCase, RecurrentCase> change) {
        RecurrentCase c = RnnCases.of(new RnnSpec(cell, 33, 65, 1, Direction.FORWARD, true), 20, 8, true, 11);
        double worst = Parity.compare(c, RecurrentOutcome.inDoubles(c).tensors(),
                RecurrentOutcome.inDoubles(change.apply(c)).tensors()).stream()
                .mapToDouble(Parity.Comparison::ratio).max().orElse(0);
        assertTrue(worst >= 10, "largest error is " + worst + " tolerances");
    }
}
