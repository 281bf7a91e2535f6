package org.gru4j.backend;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.gru.GruWeights;
import org.gru4j.gru.ResetGate;
import org.gru4j.tensor.InsufficientMemoryException;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a kernel checks and promises, on the reference backend. */
class GruKernelTest {
    private static final int T = 5;
    private static final int N = 3;
    private static final int I = 8;
    private static final int H = 6;

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Scope scope = new Scope(backend);
    private final Setup s = new Setup(ResetGate.AFTER);

    @AfterEach
    void close() {
        s.workspace.close();
        s.kernel.close();
        scope.close();
    }

    /** A training kernel and everything that goes into it. */
    private final class Setup {
        final GruKernel kernel;
        final Workspace workspace;
        final GruWeights weights;
        final GruWeights gradients;
        final Tensor x = Numbers.random(scope, "x", T, N, I);
        final Tensor h0 = Numbers.random(scope, "h0", N, H);
        final Tensor y = scope.allocate("y", T, N, H);
        final Tensor hT = scope.allocate("hT", N, H);
        final Tensor dy = Numbers.random(scope, "dy", T, N, H);
        final Tensor dhT = Numbers.random(scope, "dhT", N, H);
        final Tensor dx = scope.allocate("dx", T, N, I);
        final Tensor dh0 = scope.allocate("dh0", N, H);

        Setup(ResetGate gate) {
            kernel = backend.createGru(dims(gate, true));
            workspace = kernel.allocateWorkspace();
            weights = new GruWeights(Numbers.random(scope, "W", I, 3, H), Numbers.random(scope, "U", H, 3, H),
                    Numbers.random(scope, "b", gate.biasRows(), H));
            gradients = new GruWeights(scope.allocate("dW", I, 3, H), scope.allocate("dU", H, 3, H),
                    scope.allocate("db", gate.biasRows(), H));
        }

        void forward(int... lengths) {
            kernel.forward(weights, x, h0, lengths.length == 0 ? null : lengths, y, hT, workspace);
        }

        void forward(Tensor otherX, Tensor otherH0, Tensor otherY, Tensor otherHT) {
            kernel.forward(weights, otherX, otherH0, null, otherY, otherHT, workspace);
        }

        void backward() {
            kernel.backward(dy, dhT, gradients, dx, dh0, workspace);
        }
    }

    private static GruDims dims(ResetGate gate, boolean training) {
        return new GruDims(T, N, I, H, gate, false, training);
    }

    private float[] gradients(Setup of) {
        float[] w = of.gradients.w().toArray();
        float[] u = of.gradients.u().toArray();
        float[] b = of.gradients.b().toArray();
        float[] all = Arrays.copyOf(w, w.length + u.length + b.length);
        System.arraycopy(u, 0, all, w.length, u.length);
        System.arraycopy(b, 0, all, w.length + u.length, b.length);
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void twoBackwardPassesAddUp(ResetGate gate) {
        Setup setup = new Setup(gate);
        setup.forward();
        setup.backward();
        float[] once = gradients(setup);
        setup.forward();
        setup.backward();
        float[] twice = gradients(setup);
        for (int k = 0; k < once.length; k++) {
            assertEquals(2 * once[k], twice[k], Math.ulp(twice[k]));
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
        s.kernel.backward(s.dy, scope.allocate("zeros", N, H), s.gradients, s.dx, s.dh0, s.workspace);
        assertArrayEquals(expected, s.dx.toArray());
    }

    @Test
    void gradientsThatNobodyNeedsAreLeftOut() {
        s.forward();
        s.backward();
        float[] expected = gradients(s);
        s.gradients.w().fill(0);
        s.gradients.u().fill(0);
        s.gradients.b().fill(0);
        s.forward();
        s.kernel.backward(s.dy, s.dhT, s.gradients, null, null, s.workspace);
        assertArrayEquals(expected, gradients(s));
    }

    @Test
    void inferenceComputesWhatTrainingDoes() {
        s.forward(5, 0, 2);
        float[] y = s.y.toArray();
        s.y.fill(7);
        try (GruKernel inference = backend.createGru(dims(ResetGate.AFTER, false))) {
            inference.forward(s.weights, s.x, s.h0, new int[] {5, 0, 2}, s.y, s.hT, null);
        }
        assertArrayEquals(y, s.y.toArray());
    }

    @Test
    void secondBackwardIsAnError() {
        s.forward();
        s.backward();
        float[] gradients = gradients(s);
        assertSays(IllegalStateException.class, "second backward after one forward: the workspace is spent", s::backward);
        assertArrayEquals(gradients, gradients(s));
    }

    @Test
    void backwardWithoutForwardIsAnError() {
        assertSays(IllegalStateException.class, "backward without a forward before it: the workspace is empty", s::backward);
    }

    @Test
    void backwardWithoutAWorkspaceIsAnError() {
        assertSays(IllegalStateException.class, "backward without a forward before it: there is no workspace",
                () -> s.kernel.backward(s.dy, s.dhT, s.gradients, s.dx, s.dh0, null));
    }

    @Test
    void aForwardThatIsRefusedLeavesTheOneBeforeForBackward() {
        s.forward();
        assertThrows(IllegalArgumentException.class, () -> s.forward(9, 9, 9));
        s.backward();
    }

    @Test
    void changesBetweenForwardAndBackwardAreErrors() {
        for (Tensor changed : new Tensor[] {s.x, s.h0, s.y, s.weights.w(), s.weights.u(), s.weights.b()}) {
            s.forward();
            changed.write(0, new float[] {0.5f}, 0, 1);
            assertMentions(IllegalStateException.class, s::backward, "was changed between forward and backward");
        }
    }

    @Test
    void aChangedTensorIsNamed() {
        s.forward();
        s.x.fill(1);
        assertSays(IllegalStateException.class, "tensor x [5, 3, 8] was changed between forward and backward", s::backward);
    }

    @Test
    void aChangedFinalStateIsNoError() {
        s.forward();
        s.hT.fill(1);
        s.backward();
    }

    @Test
    void aTensorClosedBetweenForwardAndBackwardIsNamed() {
        Scope other = new Scope(backend);
        GruWeights weights = new GruWeights(s.weights.w(), s.weights.u(), other.allocate("my bias", 4, H));
        s.kernel.forward(weights, s.x, s.h0, null, s.y, s.hT, s.workspace);
        other.close();
        assertSays(IllegalStateException.class, "tensor my bias [4, 6] is used after its scope was closed", s::backward);
    }

    @Test
    void aClosedTensorIsNamed() {
        Scope other = new Scope(backend);
        Tensor x = other.allocate("my input", T, N, I);
        other.close();
        assertSays(IllegalStateException.class, "tensor my input [5, 3, 8] is used after its scope was closed",
                () -> s.forward(x, s.h0, s.y, s.hT));
    }

    @Test
    void aClosedKernelIsAnError() {
        s.kernel.close();
        String says = "kernel T=5 N=3 I=8 H=6 reset AFTER training is used after it was closed";
        assertSays(IllegalStateException.class, says, s::forward);
        assertSays(IllegalStateException.class, says, s::backward);
        assertSays(IllegalStateException.class, says, s.kernel::allocateWorkspace);
    }

    @Test
    void aClosedWorkspaceIsAnError() {
        s.forward();
        s.workspace.close();
        String says = "workspace of kernel T=5 N=3 I=8 H=6 reset AFTER training is used after it was closed";
        assertSays(IllegalStateException.class, says, s::backward);
        assertSays(IllegalStateException.class, says, s::forward);
    }

    @Test
    void aWorkspaceOfAnotherKernelIsAnError() {
        Setup other = new Setup(ResetGate.AFTER);
        s.forward();
        assertMentions(IllegalArgumentException.class,
                () -> other.kernel.backward(s.dy, s.dhT, s.gradients, s.dx, s.dh0, s.workspace), "with another kernel");
    }

    @Test
    void aTrainingKernelNeedsAWorkspace() {
        assertSays(IllegalArgumentException.class, "kernel T=5 N=3 I=8 H=6 reset AFTER training needs a workspace",
                () -> s.kernel.forward(s.weights, s.x, s.h0, null, s.y, s.hT, null));
    }

    @Test
    void aKernelForInferenceHasNoWorkspace() {
        try (GruKernel inference = backend.createGru(dims(ResetGate.BEFORE, false))) {
            assertSays(IllegalStateException.class, "kernel T=5 N=3 I=8 H=6 reset BEFORE inference keeps nothing for a"
                    + " backward pass: it is for inference", inference::allocateWorkspace);
        }
    }

    @Test
    void aTensorOfAnotherBackendIsNamed() {
        try (Scope other = new Scope(new ReferenceBackend())) {
            Tensor h0 = other.allocate("my state", N, H);
            assertSays(IllegalArgumentException.class, "h0 [N,H]: expected a tensor of backend 'reference' but got"
                    + " my state [3, 6] of backend 'reference'", () -> s.forward(s.x, h0, s.y, s.hT));
        }
    }

    @Test
    void wrongShapesOfForwardAreNamed() {
        assertSays(ShapeException.class, "x [T,N,I]: expected [5, 3, 8] but got [5, 3, 4]",
                () -> s.forward(scope.allocate("a", 5, 3, 4), s.h0, s.y, s.hT));
        assertSays(ShapeException.class, "x [T,N,I]: expected [5, 3, 8] but got [120]",
                () -> s.forward(scope.allocate("a", 120), s.h0, s.y, s.hT));
        assertSays(ShapeException.class, "h0 [N,H]: expected [3, 6] but got [6, 3]",
                () -> s.forward(s.x, scope.allocate("a", 6, 3), s.y, s.hT));
        assertSays(ShapeException.class, "y [T,N,H]: expected [5, 3, 6] but got [5, 3, 8]",
                () -> s.forward(s.x, s.h0, s.x, s.hT));
        assertSays(ShapeException.class, "hT [N,H]: expected [3, 6] but got [1, 3, 6]",
                () -> s.forward(s.x, s.h0, s.y, scope.allocate("a", 1, 3, 6)));
    }

    @Test
    void wrongShapesOfWeightsAreNamed() {
        Tensor wrong = scope.allocate("a", 3, 6);
        assertSays(ShapeException.class, "weights W [I,3,H]: expected [8, 3, 6] but got [3, 6]",
                () -> forwardWith(new GruWeights(wrong, s.weights.u(), s.weights.b())));
        assertSays(ShapeException.class, "weights U [H,3,H]: expected [6, 3, 6] but got [3, 6]",
                () -> forwardWith(new GruWeights(s.weights.w(), wrong, s.weights.b())));
        assertSays(ShapeException.class, "weights b [4,H]: expected [4, 6] but got [3, 6]",
                () -> forwardWith(new GruWeights(s.weights.w(), s.weights.u(), wrong)));
    }

    private void forwardWith(GruWeights weights) {
        s.kernel.forward(weights, s.x, s.h0, null, s.y, s.hT, s.workspace);
    }

    @Test
    void wrongShapesOfBackwardAreNamed() {
        s.forward();
        assertSays(ShapeException.class, "dy [T,N,H]: expected [5, 3, 6] but got [5, 3, 8]",
                () -> s.kernel.backward(s.x, s.dhT, s.gradients, s.dx, s.dh0, s.workspace));
        assertSays(ShapeException.class, "dhT [N,H]: expected [3, 6] but got [5, 3, 6]",
                () -> s.kernel.backward(s.dy, s.dy, s.gradients, s.dx, s.dh0, s.workspace));
        assertSays(ShapeException.class, "dx [T,N,I]: expected [5, 3, 8] but got [5, 3, 6]",
                () -> s.kernel.backward(s.dy, s.dhT, s.gradients, s.y, s.dh0, s.workspace));
        assertSays(ShapeException.class, "dh0 [N,H]: expected [3, 6] but got [5, 3, 8]",
                () -> s.kernel.backward(s.dy, s.dhT, s.gradients, s.dx, s.dx, s.workspace));
        assertSays(ShapeException.class, "gradients b [4,H]: expected [4, 6] but got [3, 6]",
                () -> s.kernel.backward(s.dy, s.dhT, new GruWeights(s.gradients.w(), s.gradients.u(), s.hT), s.dx, s.dh0,
                        s.workspace));
        s.backward(); // nothing of this has spent the workspace
    }

    @Test
    void theBiasGradientIsThereExactlyIfTheBiasIs() {
        s.forward();
        assertSays(IllegalArgumentException.class, "gradients b: expected a tensor, as the weights have a bias",
                () -> s.kernel.backward(s.dy, s.dhT, new GruWeights(s.gradients.w(), s.gradients.u(), null), s.dx, s.dh0,
                        s.workspace));
        forwardWith(new GruWeights(s.weights.w(), s.weights.u(), null));
        assertSays(IllegalArgumentException.class, "gradients b: expected null, as the weights have no bias", s::backward);
    }

    @Test
    void gradientsMustBeWritable() {
        s.forward();
        for (int k = 0; k < 3; k++) {
            GruWeights g = s.gradients;
            GruWeights readOnly = new GruWeights(k == 0 ? g.w().readOnlyView() : g.w(),
                    k == 1 ? g.u().readOnlyView() : g.u(), k == 2 ? g.b().readOnlyView() : g.b());
            assertMentions(IllegalStateException.class,
                    () -> s.kernel.backward(s.dy, s.dhT, readOnly, s.dx, s.dh0, s.workspace), "is read-only");
        }
        s.backward();
    }

    @Test
    void wrongLengthsAreNamed() {
        assertSays(IllegalArgumentException.class, "lengths[1]: expected 0 to T = 5 but got 6", () -> s.forward(5, 6, 5));
        assertSays(IllegalArgumentException.class, "lengths[2]: expected 0 to T = 5 but got -1", () -> s.forward(5, 5, -1));
        assertSays(ShapeException.class, "lengths [N]: expected [3] but got [2]", () -> s.forward(5, 5));
    }

    @Test
    void backwardUsesTheLengthsOfForwardEvenIfTheArrayChanged() {
        s.forward(5, 0, 2);
        s.backward();
        float[] expected = s.dx.toArray();
        int[] lengths = {5, 0, 2};
        s.kernel.forward(s.weights, s.x, s.h0, lengths, s.y, s.hT, s.workspace);
        Arrays.fill(lengths, 5);
        s.backward();
        assertArrayEquals(expected, s.dx.toArray());
    }

    @ParameterizedTest
    @EnumSource
    void aNanInOneRowReachesNoOther(ResetGate gate) {
        Setup setup = new Setup(gate);
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

    @Test
    void whatLiesPastALengthIsNotRead() {
        s.forward(5, 0, 2);
        s.backward();
        float[] dx = s.dx.toArray();
        float[] gradients = gradients(s);
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
        s.gradients.w().fill(0);
        s.gradients.u().fill(0);
        s.gradients.b().fill(0);
        s.forward(5, 0, 2);
        s.backward();
        assertArrayEquals(dx, s.dx.toArray());
        assertArrayEquals(gradients, gradients(s));
    }

    @Test
    void writtenTensorsGetNewVersions() {
        Tensor[] outputs = {s.y, s.hT};
        long[] before = Arrays.stream(outputs).mapToLong(Tensor::version).toArray();
        s.forward();
        for (int k = 0; k < outputs.length; k++) {
            assertNotEquals(before[k], outputs[k].version());
        }
        Tensor[] gradients = {s.gradients.w(), s.gradients.u(), s.gradients.b(), s.dx, s.dh0};
        before = Arrays.stream(gradients).mapToLong(Tensor::version).toArray();
        s.backward();
        for (int k = 0; k < gradients.length; k++) {
            assertNotEquals(before[k], gradients[k].version(), gradients[k].toString());
        }
    }

    @Test
    void dimensionsArePositive() {
        assertSays(IllegalArgumentException.class, "T, N, I, H must be positive, got 5, 0, 8, 6",
                () -> new GruDims(5, 0, 8, 6, ResetGate.AFTER, false, true));
    }

    @Test
    void aKernelLargerThanTheHeapIsRefusedWithTheSizes() {
        GruDims dims = new GruDims(1 << 14, 1 << 14, 1 << 14, 1 << 14, ResetGate.AFTER, false, true);
        String message = assertThrows(InsufficientMemoryException.class, () -> backend.createGru(dims)).getMessage();
        assertTrue(message.matches("kernel T=16384 N=16384 I=16384 H=16384 reset AFTER training needs \\d+ MiB of Java"
                + " heap, of which there are " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB \\(raise that with -Xmx\\)"),
                message);
    }
}
