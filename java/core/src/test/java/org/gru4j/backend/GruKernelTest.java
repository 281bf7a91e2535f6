package org.gru4j.backend;

import static org.gru4j.backend.KernelSetup.H;
import static org.gru4j.backend.KernelSetup.I;
import static org.gru4j.backend.KernelSetup.N;
import static org.gru4j.backend.KernelSetup.T;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.gru4j.testing.RecordingBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a kernel's two passes promise, on the reference backend. */
class GruKernelTest {
    private final ReferenceBackend backend = new ReferenceBackend();
    private final KernelSetup s = new KernelSetup(backend, ResetGate.AFTER);

    @AfterEach
    void close() {
        s.close();
    }

    @ParameterizedTest
    @EnumSource
    void twoBackwardPassesAddUp(ResetGate gate) {
        try (KernelSetup setup = new KernelSetup(backend, gate)) {
            setup.forward();
            setup.backward();
            float[] once = setup.allGradients();
            setup.forward();
            setup.backward();
            float[] twice = setup.allGradients();
            for (int k = 0; k < once.length; k++) {
                assertEquals(2 * once[k], twice[k], Math.ulp(twice[k]));
            }
        }
    }

    @Test
    void backwardAddsToWhatTheGradientsHold() {
        s.forward();
        s.backward();
        float[] fromZero = s.gradients.b().toArray();
        s.gradients.b().fill(100);
        s.forward();
        s.backward();
        for (int k = 0; k < fromZero.length; k++) {
            assertEquals(100 + fromZero[k], s.gradients.b().get(k), 100 * Numbers.FLOAT_EPSILON);
        }
    }

    @Test
    void backwardOverwritesTheGradientsOfInputAndState() {
        s.forward();
        s.backward();
        float[] dx = s.dx.toArray();
        float[] dh0 = s.dh0.toArray();
        s.dx.fill(7);
        s.dh0.fill(7);
        s.forward();
        s.backward();
        assertArrayEquals(dx, s.dx.toArray());
        assertArrayEquals(dh0, s.dh0.toArray());
    }

    @Test
    void noUpstreamGradientMeansZeros() {
        s.forward();
        s.kernel.backward(s.dy, null, s.gradients, s.dx, s.dh0, s.workspace);
        float[] expected = s.dx.toArray();
        s.forward();
        s.kernel.backward(s.dy, s.scope.allocate("zeros", 1, N, H), s.gradients, s.dx, s.dh0, s.workspace);
        assertArrayEquals(expected, s.dx.toArray());
    }

    @Test
    void gradientsThatNobodyNeedsAreLeftOut() {
        s.forward();
        s.backward();
        float[] expected = s.allGradients();
        s.zeroGradients();
        s.forward();
        s.kernel.backward(s.dy, s.dhT, s.gradients, null, null, s.workspace);
        assertArrayEquals(expected, s.allGradients());
    }

    @Test
    void inferenceComputesWhatTrainingDoes() {
        s.forward(5, 0, 2);
        float[] y = s.y.toArray();
        s.y.fill(7);
        try (RecurrentKernel inference = backend.recurrentKernel(KernelSetup.dims(ResetGate.AFTER, false))) {
            inference.forward(s.weights, s.x, s.h0, new int[] {5, 0, 2}, null, s.y, s.hT, null);
        }
        assertArrayEquals(y, s.y.toArray());
    }

    @Test
    void backwardUsesTheLengthsOfForwardEvenIfTheArrayChanged() {
        s.forward(5, 0, 2);
        s.backward();
        float[] expected = s.dx.toArray();
        int[] lengths = {5, 0, 2};
        s.kernel.forward(s.weights, s.x, s.h0, lengths, null, s.y, s.hT, s.workspace);
        Arrays.fill(lengths, 5);
        s.backward();
        assertArrayEquals(expected, s.dx.toArray());
    }

    @ParameterizedTest
    @EnumSource
    void aNanInOneRowReachesNoOther(ResetGate gate) {
        try (KernelSetup setup = new KernelSetup(backend, gate)) {
            setup.forward();
            float[] clean = setup.y.toArray();
            setup.x.write((2 * N + 1) * I, new float[] {Float.NaN}, 0, 1); // t = 2, n = 1
            setup.forward();
            for (int t = 0; t < T; t++) {
                for (int n = 0; n < N; n++) {
                    for (int j = 0; j < H; j++) {
                        int k = (t * N + n) * H + j;
                        float expected = n == 1 && t >= 2 ? Float.NaN : clean[k];
                        assertEquals(expected, setup.y.get(k), "t=" + t + " n=" + n + " j=" + j);
                    }
                }
            }
        }
    }

    @Test
    void whatLiesPastALengthIsNotRead() {
        s.forward(5, 0, 2);
        s.backward();
        float[] dx = s.dx.toArray();
        float[] gradients = s.allGradients();
        for (Tensor padded : new Tensor[] {s.x, s.dy}) {
            int features = padded.dim(2);
            float[] nan = new float[features];
            Arrays.fill(nan, Float.NaN);
            for (int t = 0; t < T; t++) {
                padded.write((t * N + 1) * features, nan, 0, features);
                if (t >= 2) {
                    padded.write((t * N + 2) * features, nan, 0, features);
                }
            }
        }
        s.zeroGradients();
        s.forward(5, 0, 2);
        s.backward();
        assertArrayEquals(dx, s.dx.toArray());
        assertArrayEquals(gradients, s.allGradients());
    }

    @ParameterizedTest
    @EnumSource
    void masksOfZerosLeaveTheStateAlone(ResetGate gate) {
        try (KernelSetup setup = new KernelSetup(backend, gate)) {
            setup.forwardWith(new GruMasks(null, setup.scope.allocate("z", T, N, H)));
            assertArrayEquals(setup.h0.toArray(), setup.hT.toArray());
            setup.backward();
            assertArrayEquals(new float[T * N * I], setup.dx.toArray());
        }
    }

    @ParameterizedTest
    @EnumSource
    void masksOfThePassBeforeDoNotLinger(ResetGate gate) {
        try (KernelSetup setup = new KernelSetup(backend, gate)) {
            setup.forward();
            setup.backward();
            float[] y = setup.y.toArray();
            float[] dx = setup.dx.toArray();
            setup.forwardWith(new GruMasks(setup.scope.allocate("m", N, H), setup.scope.allocate("z", T, N, H)));
            setup.backward();
            setup.forward();
            setup.backward();
            assertArrayEquals(y, setup.y.toArray());
            assertArrayEquals(dx, setup.dx.toArray());
        }
    }

    @ParameterizedTest
    @EnumSource
    void inferenceTakesTheSameMasks(ResetGate gate) {
        try (KernelSetup setup = new KernelSetup(backend, gate);
                RecurrentKernel inference = backend.recurrentKernel(KernelSetup.dims(gate, false))) {
            GruMasks masks =
                    new GruMasks(Numbers.random(setup.scope, "m", N, H), Numbers.random(setup.scope, "z", T, N, H));
            setup.forwardWith(masks);
            float[] y = setup.y.toArray();
            setup.y.fill(7);
            inference.forward(setup.weights, setup.x, setup.h0, null, masks, setup.y, setup.hT, null);
            assertArrayEquals(y, setup.y.toArray());
        }
    }

    @Test
    void whatAKernelWritesCountsAsWritten() {
        try (KernelSetup recording = new KernelSetup(new RecordingBackend(), ResetGate.AFTER)) {
            assertNewVersions(recording::forward, recording.y, recording.hT);
            assertNewVersions(recording::backward, recording.gradients.w(), recording.dx, recording.dh0);
        }
    }

    private static void assertNewVersions(Runnable pass, Tensor... written) {
        long[] before = Arrays.stream(written).mapToLong(Tensor::version).toArray();
        pass.run();
        for (int k = 0; k < written.length; k++) {
            assertNotEquals(before[k], written[k].version(), written[k].toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatLiesPastALengthBecomesZero(ResetGate gate) {
        try (KernelSetup setup = new KernelSetup(backend, gate)) {
            setup.y.fill(7);
            setup.dx.fill(7);
            setup.forward(5, 0, 2);
            setup.backward();
            for (int t = 0; t < T; t++) {
                for (int n = 0; n < N; n++) {
                    boolean padded = t >= new int[] {5, 0, 2}[n];
                    assertEquals(padded, setup.y.get((t * N + n) * H) == 0, "y at t=" + t + " n=" + n);
                    assertEquals(padded, setup.dx.get((t * N + n) * I) == 0, "dx at t=" + t + " n=" + n);
                }
            }
        }
    }
}
