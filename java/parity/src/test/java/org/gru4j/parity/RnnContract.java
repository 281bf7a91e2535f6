package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gru4j.backend.Backend;
import org.gru4j.backend.RnnDims;
import org.gru4j.backend.RnnKernel;
import org.gru4j.backend.RnnWorkspace;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.RnnCell;
import org.gru4j.recurrent.RnnWeights;
import org.gru4j.tensor.InsufficientMemoryException;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every backend's kernels of LSTM cells and tanh units promise. One subclass per backend. */
abstract class RnnContract {
    private static final int T = 5;
    private static final int N = 3;
    private static final int I = 4;
    private static final int H = 6;

    private final Backend backend;
    private Scope scope;

    RnnContract(Backend backend) {
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
        final RnnKernel kernel;
        final RnnWorkspace workspace;
        final RnnWeights weights;
        final RnnWeights gradients;
        final Tensor x = random("x", T, N, I);
        final Tensor s0;
        final Tensor y = scope.allocate("y", T, N, H);
        final Tensor sT;
        final Tensor dy = random("dy", T, N, H);
        final Tensor dsT;
        final Tensor dx = scope.allocate("dx", T, N, I);
        final Tensor ds0;

        Setup(RnnCell cell) {
            kernel = backend.createRnn(new RnnDims(cell, T, N, I, H, false, true));
            workspace = kernel.allocateWorkspace();
            int gates = cell.gates();
            s0 = random("s0", cell.states(), N, H);
            sT = scope.allocate("sT", cell.states(), N, H);
            dsT = random("dsT", cell.states(), N, H);
            ds0 = scope.allocate("ds0", cell.states(), N, H);
            weights = new RnnWeights(random("W", I, gates, H), random("U", H, gates, H), random("b", gates, H));
            gradients = new RnnWeights(scope.allocate("dW", I, gates, H), scope.allocate("dU", H, gates, H),
                    scope.allocate("db", gates, H));
        }

        void forward(int... lengths) {
            kernel.forward(weights, x, s0, lengths.length == 0 ? null : lengths, y, sT, workspace);
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

    @ParameterizedTest
    @EnumSource
    void theSameInputGivesTheSameBits(RnnCell cell) {
        try (Setup s = new Setup(cell)) {
            s.forward(5, 0, 2);
            s.backward();
            float[] sT = s.sT.toArray();
            float[] dw = s.gradients.w().toArray();
            s.gradients.w().fill(0);
            s.forward(5, 0, 2);
            s.backward();
            assertArrayEquals(sT, s.sT.toArray());
            assertArrayEquals(dw, s.gradients.w().toArray());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyRowKeepsItsStatesAndPassesTheirGradientsOn(RnnCell cell) {
        try (Setup s = new Setup(cell)) {
            s.forward(2, 0, 4);
            s.backward();
            for (int state = 0; state < cell.states(); state++) {
                for (int j = 0; j < H; j++) {
                    int at = (state * N + 1) * H + j;
                    assertEquals(s.s0.get(at), s.sT.get(at));
                    assertEquals(s.dsT.get(at), s.ds0.get(at));
                }
            }
            for (int j = 0; j < H; j++) {
                assertEquals(s.y.get(N * H + j), s.sT.get(j), "the last state is that of the last valid step");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void newWeightsAreUsedAtOnce(RnnCell cell) {
        try (Setup s = new Setup(cell)) {
            s.forward();
            float before = s.y.get(0);
            s.weights.w().fill(0.25f);
            s.forward();
            assertTrue(before != s.y.get(0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everythingOptionalCanBeLeftOut(RnnCell cell) {
        try (Setup s = new Setup(cell)) {
            RnnWeights biasless = new RnnWeights(s.weights.w(), s.weights.u(), null);
            RnnWeights gradients = new RnnWeights(s.gradients.w(), s.gradients.u(), null);
            s.kernel.forward(biasless, s.x, null, null, s.y, s.sT, s.workspace);
            s.kernel.backward(null, s.dsT, gradients, null, null, s.workspace);
            boolean anything = false;
            for (float value : s.gradients.w().toArray()) {
                assertTrue(Float.isFinite(value));
                anything |= value != 0;
            }
            assertTrue(anything);
        }
    }

    @Test
    void misuseIsNamed() {
        Setup s = new Setup(RnnCell.LSTM);
        assertMessage("backward without a forward before it", assertThrows(IllegalStateException.class, s::backward));
        Tensor wide = scope.allocate("x", T, N, 8);
        assertMessage("x [T,N,I]: expected [5, 3, 4] but got [5, 3, 8]", assertThrows(ShapeException.class,
                () -> s.kernel.forward(s.weights, wide, null, null, s.y, s.sT, s.workspace)));
        Tensor h = scope.allocate("h0", N, H);
        assertMessage("s0 [S,N,H]: expected [2, 3, 6] but got [3, 6]", assertThrows(ShapeException.class,
                () -> s.kernel.forward(s.weights, s.x, h, null, s.y, s.sT, s.workspace)));
        assertMessage("lengths[1]: expected 0 to T = 5 but got 6",
                assertThrows(IllegalArgumentException.class, () -> s.forward(5, 6, 5)));
        s.forward();
        s.weights.u().fill(1);
        assertMessage("tensor U [6, 4, 6] was changed between forward and backward",
                assertThrows(IllegalStateException.class, s::backward));
        s.forward();
        s.backward();
        assertMessage("second backward", assertThrows(IllegalStateException.class, s::backward));
        s.close();
        assertMessage("is used after it was closed", assertThrows(IllegalStateException.class, s::forward));
    }

    @Test
    void whatCanNotFitIsSaidBeforeItIsAllocated() {
        assertMessage("", assertThrows(InsufficientMemoryException.class, () -> {
            try (RnnKernel kernel = backend.createRnn(new RnnDims(RnnCell.LSTM, 30_000, 100, 100, 100, false, true));
                    RnnWorkspace workspace = kernel.allocateWorkspace()) {
                throw new AssertionError("it fits: " + workspace);
            }
        }));
    }

    private static void assertMessage(String expected, Throwable thrown) {
        assertTrue(thrown.getMessage().contains(expected), thrown.getMessage());
    }
}
