package org.gru4j.golden;

import static org.gru4j.golden.Direction.BIDIRECTIONAL;
import static org.gru4j.golden.Direction.REVERSE;
import static org.gru4j.golden.Precision.FLOAT32;
import static org.gru4j.golden.ResetGate.AFTER;
import static org.gru4j.golden.ResetGate.BEFORE;

import java.util.List;

/**
 * The list of GRU cases. Files must be small enough to commit, so a large H has few steps, and many steps a small H.
 */
final class GoldenCases {

    private GoldenCases() {}

    static List<GoldenCase> all() {
        return List.of(
                of(AFTER, 1, 1, 3, 7).withoutInitialState().build(),
                of(AFTER, 6, 3, 5, 7).direction(REVERSE).build(),
                of(AFTER, 6, 4, 5, 7).withoutBias().lengths(6, 0, 1, 3).build(),
                of(AFTER, 6, 4, 5, 7)
                        .direction(REVERSE)
                        .lengths(2, 6, 1, 0)
                        .withoutInitialState()
                        .build(),
                of(AFTER, 7, 1, 5, 7)
                        .layers(2)
                        .direction(BIDIRECTIONAL)
                        .withoutBias()
                        .build(),
                of(AFTER, 4, 3, 5, 7)
                        .layers(3)
                        .withoutBias()
                        .withoutInitialState()
                        .build(),
                of(AFTER, 4, 3, 3, 7)
                        .layers(3)
                        .direction(BIDIRECTIONAL)
                        .lengths(1, 4, 0)
                        .build(),
                of(AFTER, 50, 4, 3, 7)
                        .layers(2)
                        .direction(BIDIRECTIONAL)
                        .lengths(50, 0, 1, 23)
                        .build(),
                of(AFTER, 5, 3, 4, 33).lengths(5, 2, 4).build(),
                of(AFTER, 3, 2, 2, 100).build(),
                of(AFTER, 8, 3, 5, 7)
                        .layers(2)
                        .direction(BIDIRECTIONAL)
                        .lengths(8, 1, 5)
                        .precision(FLOAT32)
                        .build(),
                of(BEFORE, 1, 1, 3, 7).build(),
                of(BEFORE, 6, 3, 5, 7).direction(REVERSE).withoutInitialState().build(),
                of(BEFORE, 6, 4, 5, 7).lengths(3, 1, 0, 6).withoutInitialState().build(),
                of(BEFORE, 6, 4, 5, 7)
                        .direction(REVERSE)
                        .withoutBias()
                        .lengths(0, 6, 4, 1)
                        .build(),
                of(BEFORE, 7, 1, 5, 7).layers(2).direction(BIDIRECTIONAL).build(),
                of(BEFORE, 4, 3, 5, 7).layers(3).direction(REVERSE).build(),
                of(BEFORE, 4, 3, 3, 7)
                        .layers(3)
                        .direction(BIDIRECTIONAL)
                        .lengths(4, 0, 1)
                        .withoutInitialState()
                        .build(),
                of(BEFORE, 50, 3, 3, 7).layers(2).lengths(17, 50, 1).build(),
                of(BEFORE, 50, 2, 3, 7)
                        .direction(BIDIRECTIONAL)
                        .withoutBias()
                        .withoutInitialState()
                        .build(),
                of(BEFORE, 5, 3, 4, 33).build(),
                of(BEFORE, 3, 2, 2, 100).build(),
                of(BEFORE, 8, 3, 5, 7)
                        .layers(2)
                        .direction(BIDIRECTIONAL)
                        .lengths(1, 8, 5)
                        .precision(FLOAT32)
                        .build());
    }

    private static GoldenCase.Builder of(ResetGate resetGate, int steps, int sequences, int inputSize, int hiddenSize) {
        return GoldenCase.builder(resetGate, steps, sequences, inputSize, hiddenSize);
    }
}
