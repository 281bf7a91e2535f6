package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.backend.Threads;
import org.gru4j.check.RecurrentCase;
import org.gru4j.check.RecurrentCases;
import org.gru4j.check.RecurrentOutcome;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A limit on threads changes no bit of what the panel kernel computes. */
class ThreadLimitTest {
    static Stream<RecurrentCase> cases() {
        return Stream.of(ResetGate.values())
                .flatMap(resetGate -> Stream.of(
                        of(resetGate, 20, 33, 9, false),
                        of(resetGate, 65, 100, 16, false),
                        of(resetGate, 40, 70, 13, true),
                        of(resetGate, 33, 50, 1, false),
                        of(resetGate, 7, 5, 1, true)));
    }

    private static RecurrentCase of(ResetGate resetGate, int inputSize, int hiddenSize, int batch, boolean ragged) {
        GruSpec spec = GruSpec.builder(inputSize, hiddenSize)
                .resetGate(resetGate)
                .direction(Direction.BIDIRECTIONAL)
                .build();
        return RecurrentCases.of(spec, 12, batch, ragged, RecurrentCases.Masks.BOTH, 7);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void oneThreadOfTwoComesToTheSameBits(RecurrentCase c) {
        Agreement.withStrategy("panel", () -> {
            Backend backend = Backends.named("onednn", 2);
            RecurrentOutcome training = RecurrentOutcome.on(backend, c);
            RecurrentOutcome inference = RecurrentOutcome.inferenceOn(backend, c);
            Threads.Limit limit = Threads.limitTo(1);
            try {
                assertSame(training, RecurrentOutcome.on(backend, c));
                assertSame(inference, RecurrentOutcome.inferenceOn(backend, c));
            } finally {
                limit.close();
            }
        });
    }

    private static void assertSame(RecurrentOutcome expected, RecurrentOutcome actual) {
        assertEquals(expected.tensors().keySet(), actual.tensors().keySet());
        expected.tensors()
                .forEach((name, values) ->
                        assertArrayEquals(values, actual.tensors().get(name), name));
    }
}
