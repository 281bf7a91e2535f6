package org.gru4j.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.gru4j.backend.Backend;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.gru4j.testing.RecordingBackend;
import org.junit.jupiter.api.Test;

/** What a pass keeps for the shapes seen last. */
class GruRunTest {
    private static final GruSpec SPEC =
            GruSpec.builder(3, 4).direction(Direction.BIDIRECTIONAL).build();
    /** Of these, for each shape and direction, kernels are kept. */
    private static final int MAX_SHAPES = 8;

    private static Sequential model(Backend backend) {
        return new Sequential(ModelSpec.of(LayerSpec.gru(SPEC)), backend, 1);
    }

    private static float[] step(Sequential model, Pass pass, Tensor x) {
        pass.begin(null);
        try {
            return model.forward(pass, x, null).toArray();
        } finally {
            pass.end();
        }
    }

    private static void stepOfLength(Sequential model, Pass pass, int steps) {
        try (Scope scope = new Scope(model.backend())) {
            step(model, pass, scope.allocate("x", steps, 2, 3));
        }
    }

    @Test
    void aShapeSeenBeforeMakesNoKernels() {
        RecordingBackend backend = new RecordingBackend();
        try (Sequential model = model(backend);
                Pass pass = Pass.training(backend)) {
            for (int k = 0; k < 10; k++) {
                stepOfLength(model, pass, 1 + k % 3);
            }
            assertEquals(3 * 2, backend.createdKernels());
        }
    }

    @Test
    void moreShapesThanAreKeptStayBounded() {
        RecordingBackend backend = new RecordingBackend();
        try (Sequential model = model(backend);
                Pass pass = Pass.training(backend)) {
            for (int steps = 1; steps <= 30; steps++) {
                stepOfLength(model, pass, steps);
                assertEquals(2 * Math.min(steps, MAX_SHAPES), backend.openKernels());
                assertEquals(2 * Math.min(steps, MAX_SHAPES), backend.openWorkspaces());
            }
        }
    }

    @Test
    void theShapeUsedLeastRecentlyGoesFirst() {
        RecordingBackend backend = new RecordingBackend();
        try (Sequential model = model(backend);
                Pass pass = Pass.training(backend)) {
            for (int steps = 1; steps <= MAX_SHAPES; steps++) {
                stepOfLength(model, pass, steps);
            }
            stepOfLength(model, pass, 1);
            stepOfLength(model, pass, 100); // in place of 2
            int created = backend.createdKernels();
            stepOfLength(model, pass, 1);
            assertEquals(created, backend.createdKernels());
            stepOfLength(model, pass, 2);
            assertEquals(created + 2, backend.createdKernels());
        }
    }

    @Test
    void aShapeThatCameBackComputesTheSame() {
        ReferenceBackend backend = new ReferenceBackend();
        try (Sequential model = model(backend);
                Pass pass = Pass.training(backend);
                Scope scope = new Scope(backend)) {
            Tensor x = Numbers.random(scope, "x", 5, 2, 3);
            float[] first = step(model, pass, x);
            for (int steps = 6; steps < 6 + 2 * MAX_SHAPES; steps++) {
                stepOfLength(model, pass, steps);
            }
            assertArrayEquals(first, step(model, pass, x));
        }
    }

    @Test
    void closingThePassClosesEveryKernelAndWorkspace() {
        RecordingBackend backend = new RecordingBackend();
        try (Sequential model = model(backend)) {
            Pass pass = Pass.training(backend);
            for (int steps = 1; steps <= 5; steps++) {
                stepOfLength(model, pass, steps);
            }
            pass.close();
            assertEquals(0, backend.openKernels());
            assertEquals(0, backend.openWorkspaces());
        }
    }
}
