package org.gru4j.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tensor.InsufficientMemoryException;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("native")
class NativeRecurrentKernelTest {
    private static final int T = 3;
    private static final int N = 2;
    private static final int I = 4;
    private static final int H = 5;

    private final Backend backend = Backends.named("onednn", 1);

    /** One layer's tensors, and a pass over them. */
    private final class Layer implements AutoCloseable {
        final Scope scope = new Scope(backend);
        final ResetGate resetGate;
        final RecurrentKernel kernel;
        final RecurrentWorkspace workspace;
        final RecurrentWeights weights;
        final RecurrentWeights gradients;
        final Tensor x = scope.allocate("x", T, N, I).fill(0.5f);
        final Tensor y = scope.allocate("y", T, N, H);
        final Tensor hT = scope.allocate("sT", 1, N, H);
        final Tensor dy = scope.allocate("dy", T, N, H).fill(1);
        final Tensor dx = scope.allocate("dx", T, N, I);
        final int[] lengths = {1, 3};

        Layer(ResetGate resetGate) {
            this.resetGate = resetGate;
            kernel = backend.recurrentKernel(new RecurrentDims(resetGate.cell(), T, N, I, H, true, true));
            workspace = kernel.allocateWorkspace();
            weights = parameters(0.25f);
            gradients = parameters(0);
        }

        private RecurrentWeights parameters(float value) {
            return new RecurrentWeights(
                    scope.allocate("w", I, 3, H).fill(value),
                    scope.allocate("u", H, 3, H).fill(value),
                    scope.allocate("b", resetGate.biasRows(), H).fill(value));
        }

        void step() {
            kernel.forward(weights, x, null, null, null, y, hT, workspace);
            kernel.backward(dy, null, gradients, dx, null, workspace);
            kernel.forward(weights, x, null, lengths, null, y, hT, workspace);
            kernel.backward(null, hT, gradients, null, null, workspace);
        }

        @Override
        public void close() {
            workspace.close();
            kernel.close();
            scope.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void passesMakeNoJavaObjects(ResetGate resetGate) {
        try (Layer layer = new Layer(resetGate)) {
            // When it compiles a method, the JVM itself makes some objects on the thread that asked for it, once: what
            // steps allocate, all runs of a hundred steps allocate.
            long least = IntStream.range(0, 25)
                    .mapToLong(k -> bytesAllocatedBySteps(layer))
                    .min()
                    .orElseThrow();
            assertEquals(0, least, "bytes allocated by 100 steps");
        }
    }

    private static long bytesAllocatedBySteps(Layer layer) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int k = 0; k < 100; k++) {
            layer.weights.w().written();
            layer.step();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void changedWeightsAreSeen() {
        try (Layer layer = new Layer(ResetGate.AFTER)) {
            layer.step();
            float[] before = layer.y.toArray();
            layer.weights.w().fill(-1);
            layer.step();
            float[] after = layer.y.toArray();
            assertTrue(after[0] < 0 && before[0] > 0, "before " + before[0] + ", after " + after[0]);
        }
    }

    @Test
    void sameInputsGiveSameBitsInAnotherKernel() {
        try (Layer one = new Layer(ResetGate.BEFORE);
                Layer two = new Layer(ResetGate.BEFORE)) {
            one.step();
            two.step();
            assertArrayEquals(one.gradients.u().toArray(), two.gradients.u().toArray());
            assertArrayEquals(one.dx.toArray(), two.dx.toArray());
        }
    }

    @Test
    void kernelsOfSeveralThreadsDoNotDisturbEachOther() throws Exception {
        float[] expected;
        try (Layer alone = new Layer(ResetGate.AFTER)) {
            alone.step();
            expected = alone.gradients.u().toArray();
        }
        ExecutorService workers = Executors.newFixedThreadPool(4);
        try {
            List<Future<float[]>> results = workers.invokeAll(Collections.nCopies(8, () -> {
                try (Layer layer = new Layer(ResetGate.AFTER)) {
                    layer.step();
                    return layer.gradients.u().toArray();
                }
            }));
            for (Future<float[]> result : results) {
                assertArrayEquals(expected, result.get());
            }
        } finally {
            workers.shutdown();
        }
    }

    @Test
    void theNativeLoopDoesWhatStepsDo() {
        try (Layer one = new Layer(ResetGate.AFTER);
                Layer two = new Layer(ResetGate.AFTER)) {
            for (int k = 0; k < 3; k++) {
                one.kernel.forward(one.weights, one.x, null, null, null, one.y, one.hT, one.workspace);
                one.kernel.backward(one.dy, null, one.gradients, one.dx, null, one.workspace);
            }
            double seconds = NativeLoop.training(
                    two.kernel, two.weights, two.x, two.y, two.hT, two.dy, two.gradients, two.dx, two.workspace, 2);
            assertTrue(seconds > 0);
            assertArrayEquals(one.y.toArray(), two.y.toArray());
            assertArrayEquals(one.dx.toArray(), two.dx.toArray());
            assertArrayEquals(one.gradients.w().toArray(), two.gradients.w().toArray());
        }
    }

    @Test
    void closedKernelsAndWorkspacesAreRefused() {
        Layer layer = new Layer(ResetGate.AFTER);
        layer.workspace.close();
        assertThrows(IllegalStateException.class, layer::step);
        layer.kernel.close();
        layer.kernel.close();
        assertThrows(IllegalStateException.class, layer::step);
        assertThrows(IllegalStateException.class, layer.kernel::allocateWorkspace);
        layer.close();
    }

    private static RecurrentPeer peer(NativeCell cell, int hiddenSize) {
        return new RecurrentPeer(cell, 1, 1, 1, hiddenSize, false, false, Strategy.PANEL, 1);
    }

    @ParameterizedTest
    @EnumSource
    void aFreedPeerDoesNotCrash(NativeCell cell) {
        RecurrentPeer peer = peer(cell, 1);
        assertFalse(peer.isNull());
        peer.free();
        assertThrows(NullPointerException.class, peer::scratchFloats);
    }

    @ParameterizedTest
    @EnumSource
    void anExceptionInNativeCodeKeepsItsMessage(NativeCell cell) {
        RuntimeException e = assertThrows(RuntimeException.class, () -> peer(cell, 0));
        assertEquals("T, N, I, H and the number of threads of a recurrent kernel must be positive", e.getMessage());

        RecurrentPeer peer = peer(cell, 1);
        e = assertThrows(RuntimeException.class, () -> peer.forward(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertEquals("a recurrent kernel runs before it was given its scratch memory", e.getMessage());
        peer.free();
    }

    @Test
    void dimsOfImpossibleTensorsNeverReachNativeCode() {
        assertThrows(
                ShapeException.class,
                () -> backend.recurrentKernel(
                        new RecurrentDims(RecurrentCell.GRU_AFTER, 1 << 15, 1 << 15, 1, 1, false, true)));
        assertThrows(
                ShapeException.class,
                () -> backend.recurrentKernel(
                        new RecurrentDims(RecurrentCell.GRU_AFTER, 1, 1, 1 << 16, 1 << 16, false, true)));
    }

    @Test
    void aKernelThatNeedsTooMuchMemoryIsRefusedWithTheSize() {
        InsufficientMemoryException e = assertThrows(
                InsufficientMemoryException.class,
                () -> backend.recurrentKernel(
                        new RecurrentDims(RecurrentCell.GRU_AFTER, 1, 2, 1, 13_000, false, true)));
        assertTrue(
                e.getMessage().matches("kernel T=1 N=2 I=1 H=13000 .* needs \\d+ floats in one allocation; .*"),
                e.getMessage());
    }

    @Test
    void aWorkspaceThatNeedsTooMuchMemoryIsRefusedWithTheSize() {
        try (RecurrentKernel kernel =
                backend.recurrentKernel(new RecurrentDims(RecurrentCell.GRU_AFTER, 100_000, 100, 1, 50, false, true))) {
            InsufficientMemoryException e = assertThrows(InsufficientMemoryException.class, kernel::allocateWorkspace);
            assertTrue(
                    e.getMessage()
                            .matches(".*kernel T=100000 N=100 I=1 H=50 .* needs \\d+ floats in one allocation; .*"),
                    e.getMessage());
        }
    }
}
