package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.InsufficientMemoryException;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of the recurrent kernels of every backend, for every cell. There is one subclass per backend. */
abstract class RecurrentContract {
    private static final int T = 5;
    private static final int N = 3;
    private static final int I = 4;
    private static final int H = 6;

    private final Backend backend;
    private Scope scope;

    RecurrentContract(Backend backend) {
        this.backend = backend;
    }

    @BeforeEach
    void openScope() {
        scope = new Scope(backend);
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    /** A kernel with everything that it needs, filled with random numbers. */
    private final class Setup implements AutoCloseable {
        final RecurrentKernel kernel;
        final RecurrentWorkspace workspace;
        final RecurrentWeights weights;
        final RecurrentWeights gradients;
        final Tensor x = random("x", T, N, I);
        final Tensor s0;
        final Tensor y = scope.allocate("y", T, N, H);
        final Tensor sT;
        final Tensor dy = random("dy", T, N, H);
        final Tensor dsT;
        final Tensor dx = scope.allocate("dx", T, N, I);
        final Tensor ds0;

        Setup(RecurrentCell cell) {
            kernel = backend.recurrentKernel(new RecurrentDims(cell, T, N, I, H, false, true));
            workspace = kernel.allocateWorkspace();
            int gates = cell.gates();
            s0 = random("s0", cell.states(), N, H);
            sT = scope.allocate("sT", cell.states(), N, H);
            dsT = random("dsT", cell.states(), N, H);
            ds0 = scope.allocate("ds0", cell.states(), N, H);
            weights = new RecurrentWeights(
                    random("W", I, gates, H), random("U", H, gates, H), random("b", cell.biasRows(), H));
            gradients = new RecurrentWeights(
                    scope.allocate("dW", I, gates, H),
                    scope.allocate("dU", H, gates, H),
                    scope.allocate("db", cell.biasRows(), H));
        }

        void forward(int... lengths) {
            kernel.forward(weights, x, s0, lengths.length == 0 ? null : lengths, null, y, sT, workspace);
        }

        void backward() {
            kernel.backward(dy, dsT, gradients, dx, ds0, workspace);
        }

        @Override
        public void close() {
            workspace.close();
            kernel.close();
        }
    }

    private Tensor random(String name, int... dims) {
        Tensor tensor = scope.allocate(name, dims);
        CounterRandom random = new CounterRandom(7, 0, name.hashCode());
        float[] values = new float[tensor.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) (random.uniform(k) - 0.5);
        }
        return tensor.copyFrom(values);
    }

    @Test
    void isFoundByItsName() {
        assertEquals(backend, Backends.named(backend.name(), backend.threads()));
    }

    @ParameterizedTest
    @EnumSource
    void theSameInputGivesTheSameBits(RecurrentCell cell) {
        try (Setup s = new Setup(cell)) {
            s.forward();
            s.backward();
            float[] y = s.y.toArray();
            float[] dw = s.gradients.w().toArray();
            s.gradients.w().fill(0);
            s.forward();
            s.backward();
            assertArrayEquals(y, s.y.toArray());
            assertArrayEquals(dw, s.gradients.w().toArray());
        }
    }

    @ParameterizedTest
    @EnumSource
    void backwardAddsToGradientsAndOverwritesDx(RecurrentCell cell) {
        try (Setup s = new Setup(cell)) {
            s.forward();
            s.backward();
            float[] once = s.gradients.u().toArray();
            float[] dx = s.dx.toArray();
            s.forward();
            s.backward();
            float[] twice = s.gradients.u().toArray();
            for (int k = 0; k < once.length; k++) {
                assertEquals(2 * once[k], twice[k], 1e-5 * Math.abs(once[k]) + 1e-7);
            }
            assertArrayEquals(dx, s.dx.toArray());
        }
    }

    @ParameterizedTest
    @EnumSource
    void inferenceGivesWhatTrainingGives(RecurrentCell cell) {
        try (Setup s = new Setup(cell);
                RecurrentKernel inference =
                        backend.recurrentKernel(new RecurrentDims(cell, T, N, I, H, false, false))) {
            s.forward(5, 0, 2);
            Tensor y = scope.allocate("y of inference", T, N, H);
            inference.forward(s.weights, s.x, s.s0, new int[] {5, 0, 2}, null, y, s.sT, null);
            float[] expected = s.y.toArray();
            float[] actual = y.toArray();
            for (int k = 0; k < expected.length; k++) {
                assertEquals(expected[k], actual[k], 1e-6);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatLiesPastARowsLengthIsNeitherReadNorWritten(RecurrentCell cell) {
        try (Setup s = new Setup(cell)) {
            poison(s.x, I, 2, 0, 4);
            poison(s.dy, H, 2, 0, 4);
            s.forward(2, 0, 4);
            s.backward();
            int[] lengths = {2, 0, 4};
            for (int t = 0; t < T; t++) {
                for (int n = 0; n < N; n++) {
                    for (int j = 0; j < H; j++) {
                        float value = s.y.get((t * N + n) * H + j);
                        assertTrue(
                                t < lengths[n] ? Float.isFinite(value) && value != 0 : value == 0, "y " + t + " " + n);
                    }
                    for (int i = 0; i < I; i++) {
                        float value = s.dx.get((t * N + n) * I + i);
                        assertTrue(
                                t < lengths[n] ? Float.isFinite(value) && value != 0 : value == 0, "dx " + t + " " + n);
                    }
                }
            }
            for (Tensor tensor : new Tensor[] {s.sT, s.ds0, s.gradients.w(), s.gradients.u(), s.gradients.b()}) {
                for (float value : tensor.toArray()) {
                    assertTrue(Float.isFinite(value), tensor.toString());
                }
            }
            for (int j = 0; j < H; j++) {
                assertEquals(s.s0.get(H + j), s.sT.get(H + j), "a row of length 0 keeps h0");
                assertEquals(s.dsT.get(H + j), s.ds0.get(H + j), "a row of length 0 passes its gradient on");
                assertEquals(s.y.get(N * H + j), s.sT.get(j), "the last state is that of the last valid step");
            }
        }
    }

    private static void poison(Tensor tensor, int features, int... lengths) {
        float[] values = tensor.toArray();
        for (int row = 0; row < values.length / features; row++) {
            if (row / N >= lengths[row % N]) {
                Arrays.fill(values, row * features, (row + 1) * features, Float.NaN);
            }
        }
        tensor.copyFrom(values);
    }

    @ParameterizedTest
    @EnumSource
    void nanInOneRowStaysInThatRow(RecurrentCell cell) {
        try (Setup s = new Setup(cell)) {
            float[] x = s.x.toArray();
            x[(1 * N + 2) * I] = Float.NaN; // step 1 of row 2
            s.x.copyFrom(x);
            s.forward();
            for (int t = 0; t < T; t++) {
                for (int n = 0; n < N; n++) {
                    assertEquals(n == 2 && t >= 1, Float.isNaN(s.y.get((t * N + n) * H)), "t=" + t + " n=" + n);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void newWeightsAreUsedAtOnce(RecurrentCell cell) {
        try (Setup s = new Setup(cell)) {
            s.forward();
            float before = s.y.get(0);
            s.weights.b().fill(1);
            s.forward();
            assertFalse(before == s.y.get(0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everythingOptionalCanBeLeftOut(RecurrentCell cell) {
        try (Setup s = new Setup(cell)) {
            RecurrentWeights biasless = new RecurrentWeights(s.weights.w(), s.weights.u(), null);
            RecurrentWeights gradients = new RecurrentWeights(s.gradients.w(), s.gradients.u(), null);
            s.kernel.forward(biasless, s.x, null, null, null, s.y, s.sT, s.workspace);
            s.kernel.backward(null, s.dsT, gradients, null, null, s.workspace);
            boolean anything = false;
            for (float value : s.gradients.w().toArray()) {
                assertTrue(Float.isFinite(value));
                anything |= value != 0;
            }
            assertTrue(anything);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSecondBackwardIsAnError(RecurrentCell cell) {
        try (Setup s = new Setup(cell)) {
            s.forward();
            s.backward();
            assertMessage(
                    "second backward after one forward: run forward again first",
                    assertThrows(IllegalStateException.class, s::backward));
        }
    }

    @ParameterizedTest
    @EnumSource
    void backwardWithoutForwardIsAnError(RecurrentCell cell) {
        try (Setup s = new Setup(cell)) {
            assertMessage("backward needs a forward before it", assertThrows(IllegalStateException.class, s::backward));
        }
    }

    @ParameterizedTest
    @EnumSource
    void backwardAfterAChangeOfItsInputIsAnError(RecurrentCell cell) {
        try (Setup s = new Setup(cell)) {
            s.forward();
            s.x.fill(1);
            assertMessage(
                    "tensor x [5, 3, 4] was changed between forward and backward",
                    assertThrows(IllegalStateException.class, s::backward));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongShapeIsNamed(RecurrentCell cell) {
        try (Setup s = new Setup(cell)) {
            Tensor x = scope.allocate("x", T, N, 8);
            assertMessage(
                    "x [T,N,I]: expected [5, 3, 4] but got [5, 3, 8]",
                    assertThrows(
                            ShapeException.class,
                            () -> s.kernel.forward(s.weights, x, null, null, null, s.y, s.sT, s.workspace)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongRankIsNamed(RecurrentCell cell) {
        try (Setup s = new Setup(cell)) {
            Tensor x = scope.allocate("x", T * N * I);
            assertMessage(
                    "x [T,N,I]: expected [5, 3, 4] but got [60]",
                    assertThrows(
                            ShapeException.class,
                            () -> s.kernel.forward(s.weights, x, null, null, null, s.y, s.sT, s.workspace)));
        }
    }

    @Test
    void wrongShapesOfMasksAreNamed() {
        try (Setup s = new Setup(RecurrentCell.GRU_AFTER)) {
            assertMessage(
                    "state mask [N,H]: expected [3, 6] but got [5, 3, 6]",
                    assertThrows(
                            ShapeException.class,
                            () -> s.kernel.forward(
                                    s.weights, s.x, null, null, new GruMasks(s.dy, null), s.y, s.sT, s.workspace)));
            assertMessage(
                    "update mask [T,N,H]: expected [5, 3, 6] but got [1, 3, 6]",
                    assertThrows(
                            ShapeException.class,
                            () -> s.kernel.forward(
                                    s.weights, s.x, null, null, new GruMasks(null, s.dsT), s.y, s.sT, s.workspace)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void masksAreOfGrusAlone(RecurrentCell cell) {
        try (Setup s = new Setup(cell)) {
            Tensor mask = scope.allocate("mask", N, H);
            Executable forward = () ->
                    s.kernel.forward(s.weights, s.x, null, null, new GruMasks(mask, null), s.y, s.sT, s.workspace);
            if (cell.isGru()) {
                assertDoesNotThrow(forward);
            } else {
                assertMessage("takes no masks", assertThrows(IllegalArgumentException.class, forward));
            }
        }
    }

    @Test
    void wrongShapesOfStatesAndChangedWeightsAreNamed() {
        try (Setup s = new Setup(RecurrentCell.LSTM)) {
            Tensor h = scope.allocate("h", N, H);
            assertMessage(
                    "s0 [S,N,H]: expected [2, 3, 6] but got [3, 6]",
                    assertThrows(
                            ShapeException.class,
                            () -> s.kernel.forward(s.weights, s.x, h, null, null, s.y, s.sT, s.workspace)));
            s.forward();
            s.weights.u().fill(1);
            assertMessage(
                    "tensor U [6, 4, 6] was changed between forward and backward",
                    assertThrows(IllegalStateException.class, s::backward));
        }
    }

    @Test
    void whatCanNotFitIsSaidBeforeItIsAllocated() {
        RecurrentDims large = new RecurrentDims(RecurrentCell.LSTM, 30_000, 100, 100, 100, false, true);
        assertThrows(InsufficientMemoryException.class, () -> {
            try (RecurrentKernel kernel = backend.recurrentKernel(large);
                    RecurrentWorkspace workspace = kernel.allocateWorkspace()) {
                throw new AssertionError("it fits: " + workspace);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void wrongLengthsAreNamed(RecurrentCell cell) {
        try (Setup s = new Setup(cell)) {
            assertMessage(
                    "lengths[1]: expected 0 to T = 5 but got 6",
                    assertThrows(IllegalArgumentException.class, () -> s.forward(5, 6, 5)));
            assertMessage(
                    "lengths[2]: expected 0 to T = 5 but got -1",
                    assertThrows(IllegalArgumentException.class, () -> s.forward(5, 5, -1)));
            assertMessage(
                    "lengths [N]: expected [3] but got [2]", assertThrows(ShapeException.class, () -> s.forward(5, 5)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedTensorIsNamed(RecurrentCell cell) {
        try (Setup s = new Setup(cell)) {
            Scope other = new Scope(backend);
            Tensor x = other.allocate("my input", T, N, I);
            other.close();
            assertMessage(
                    "tensor my input [5, 3, 4] is used after its scope was closed",
                    assertThrows(
                            IllegalStateException.class,
                            () -> s.kernel.forward(s.weights, x, null, null, null, s.y, s.sT, s.workspace)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedKernelIsAnError(RecurrentCell cell) {
        Setup s = new Setup(cell);
        s.close();
        assertMessage("is used after it was closed", assertThrows(IllegalStateException.class, s::forward));
        assertMessage(
                "is used after it was closed", assertThrows(IllegalStateException.class, s.kernel::allocateWorkspace));
    }

    @ParameterizedTest
    @EnumSource
    void aTensorOfAnotherBackendIsNamed(RecurrentCell cell) {
        String otherName = backend.name().equals("reference") ? "onednn" : "reference";
        try (Setup s = new Setup(cell);
                Scope other = new Scope(Backends.named(otherName))) {
            Tensor x = other.allocate("x", T, N, I);
            assertMessage(
                    "x [T,N,I]: expected a tensor of backend '" + backend.name() + "' but got x [5, 3, 4] of backend '"
                            + otherName + "'",
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> s.kernel.forward(s.weights, x, null, null, null, s.y, s.sT, s.workspace)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWorkspaceOfAnotherKernelIsAnError(RecurrentCell cell) {
        try (Setup s = new Setup(cell);
                Setup other = new Setup(cell)) {
            assertMessage(
                    "is used with another kernel",
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> s.kernel.forward(s.weights, s.x, null, null, null, s.y, s.sT, other.workspace)));
        }
    }

    private static void assertMessage(String expected, Throwable thrown) {
        assertTrue(thrown.getMessage().contains(expected), thrown.getMessage());
    }
}
