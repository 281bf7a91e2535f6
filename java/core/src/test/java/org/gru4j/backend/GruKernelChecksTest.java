package org.gru4j.backend;

import static org.gru4j.backend.KernelSetup.H;
import static org.gru4j.backend.KernelSetup.I;
import static org.gru4j.backend.KernelSetup.N;
import static org.gru4j.backend.KernelSetup.T;
import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tensor.InsufficientMemoryException;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.RecordingBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a kernel refuses, and what it says then, on the reference backend. */
class GruKernelChecksTest {
    private final ReferenceBackend backend = new ReferenceBackend();
    private final KernelSetup s = new KernelSetup(backend, ResetGate.AFTER);

    @AfterEach
    void close() {
        s.close();
    }

    @Test
    void secondBackwardIsAnError() {
        s.forward();
        s.backward();
        float[] gradients = s.allGradients();
        assertSays(
                IllegalStateException.class, "second backward after one forward: run forward again first", s::backward);
        assertArrayEquals(gradients, s.allGradients());
    }

    @Test
    void backwardWithoutForwardIsAnError() {
        assertSays(
                IllegalStateException.class, "backward needs a forward before it: the workspace is empty", s::backward);
    }

    @Test
    void backwardWithoutAWorkspaceIsAnError() {
        assertSays(
                IllegalStateException.class,
                "backward needs a forward before it: there is no workspace",
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
        assertSays(
                IllegalStateException.class,
                "tensor x [5, 3, 8] was changed between forward and backward",
                s::backward);
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
        RecurrentWeights weights = new RecurrentWeights(s.weights.w(), s.weights.u(), other.allocate("my bias", 4, H));
        s.kernel.forward(weights, s.x, s.h0, null, null, s.y, s.hT, s.workspace);
        other.close();
        assertSays(
                IllegalStateException.class, "tensor my bias [4, 6] is used after its scope was closed", s::backward);
    }

    @Test
    void aClosedTensorIsNamed() {
        Scope other = new Scope(backend);
        Tensor x = other.allocate("my input", T, N, I);
        other.close();
        assertSays(
                IllegalStateException.class,
                "tensor my input [5, 3, 8] is used after its scope was closed",
                () -> s.forward(x, s.h0, s.y, s.hT));
    }

    @Test
    void aClosedKernelIsAnError() {
        s.kernel.close();
        String says = "kernel T=5 N=3 I=8 H=6 GRU_AFTER training is used after it was closed";
        assertSays(IllegalStateException.class, says, s::forward);
        assertSays(IllegalStateException.class, says, s::backward);
        assertSays(IllegalStateException.class, says, s.kernel::allocateWorkspace);
    }

    @Test
    void aClosedWorkspaceIsAnError() {
        s.forward();
        s.workspace.close();
        String says = "workspace of kernel T=5 N=3 I=8 H=6 GRU_AFTER training is used after it was closed";
        assertSays(IllegalStateException.class, says, s::backward);
        assertSays(IllegalStateException.class, says, s::forward);
    }

    @Test
    void aWorkspaceOfAnotherKernelIsAnError() {
        try (KernelSetup other = new KernelSetup(backend, ResetGate.AFTER)) {
            s.forward();
            assertMentions(
                    IllegalArgumentException.class,
                    () -> other.kernel.backward(s.dy, s.dhT, s.gradients, s.dx, s.dh0, s.workspace),
                    "with another kernel");
        }
    }

    @Test
    void aTrainingKernelNeedsAWorkspace() {
        assertSays(
                IllegalArgumentException.class,
                "kernel T=5 N=3 I=8 H=6 GRU_AFTER training needs a workspace",
                () -> s.kernel.forward(s.weights, s.x, s.h0, null, null, s.y, s.hT, null));
    }

    @Test
    void aKernelForInferenceHasNoWorkspace() {
        try (RecurrentKernel inference = backend.recurrentKernel(KernelSetup.dims(ResetGate.BEFORE, false))) {
            assertSays(
                    IllegalStateException.class,
                    "kernel T=5 N=3 I=8 H=6 GRU_BEFORE inference has no workspace: it is for"
                            + " inference; create it for training",
                    inference::allocateWorkspace);
        }
    }

    @Test
    void aTensorOfAnotherBackendIsNamed() {
        try (Scope other = new Scope(new RecordingBackend())) {
            Tensor h0 = other.allocate("my state", 1, N, H);
            assertSays(
                    IllegalArgumentException.class,
                    "s0 [S,N,H]: expected a tensor of backend 'reference' but got"
                            + " my state [1, 3, 6] of backend 'recording'",
                    () -> s.forward(s.x, h0, s.y, s.hT));
        }
    }

    @Test
    void wrongShapesOfForwardAreNamed() {
        assertSays(
                ShapeException.class,
                "x [T,N,I]: expected [5, 3, 8] but got [5, 3, 4]",
                () -> s.forward(s.scope.allocate("a", 5, 3, 4), s.h0, s.y, s.hT));
        assertSays(
                ShapeException.class,
                "x [T,N,I]: expected [5, 3, 8] but got [120]",
                () -> s.forward(s.scope.allocate("a", 120), s.h0, s.y, s.hT));
        assertSays(
                ShapeException.class,
                "s0 [S,N,H]: expected [1, 3, 6] but got [6, 3]",
                () -> s.forward(s.x, s.scope.allocate("a", 6, 3), s.y, s.hT));
        assertSays(
                ShapeException.class,
                "y [T,N,H]: expected [5, 3, 6] but got [5, 3, 8]",
                () -> s.forward(s.x, s.h0, s.x, s.hT));
        assertSays(
                ShapeException.class,
                "sT [S,N,H]: expected [1, 3, 6] but got [3, 6]",
                () -> s.forward(s.x, s.h0, s.y, s.scope.allocate("a", 3, 6)));
    }

    @Test
    void wrongShapesOfWeightsAreNamed() {
        Tensor wrong = s.scope.allocate("a", 3, 6);
        assertSays(
                ShapeException.class,
                "weights W [I,3,H]: expected [8, 3, 6] but got [3, 6]",
                () -> s.forwardWith(new RecurrentWeights(wrong, s.weights.u(), s.weights.b())));
        assertSays(
                ShapeException.class,
                "weights U [H,3,H]: expected [6, 3, 6] but got [3, 6]",
                () -> s.forwardWith(new RecurrentWeights(s.weights.w(), wrong, s.weights.b())));
        assertSays(
                ShapeException.class,
                "weights b [4,H]: expected [4, 6] but got [3, 6]",
                () -> s.forwardWith(new RecurrentWeights(s.weights.w(), s.weights.u(), wrong)));
    }

    @Test
    void wrongShapesOfBackwardAreNamed() {
        s.forward();
        assertSays(
                ShapeException.class,
                "dy [T,N,H]: expected [5, 3, 6] but got [5, 3, 8]",
                () -> s.kernel.backward(s.x, s.dhT, s.gradients, s.dx, s.dh0, s.workspace));
        assertSays(
                ShapeException.class,
                "dsT [S,N,H]: expected [1, 3, 6] but got [5, 3, 6]",
                () -> s.kernel.backward(s.dy, s.dy, s.gradients, s.dx, s.dh0, s.workspace));
        assertSays(
                ShapeException.class,
                "dx [T,N,I]: expected [5, 3, 8] but got [5, 3, 6]",
                () -> s.kernel.backward(s.dy, s.dhT, s.gradients, s.y, s.dh0, s.workspace));
        assertSays(
                ShapeException.class,
                "ds0 [S,N,H]: expected [1, 3, 6] but got [5, 3, 8]",
                () -> s.kernel.backward(s.dy, s.dhT, s.gradients, s.dx, s.dx, s.workspace));
        assertSays(
                ShapeException.class,
                "gradients b [4,H]: expected [4, 6] but got [1, 3, 6]",
                () -> s.backwardInto(new RecurrentWeights(s.gradients.w(), s.gradients.u(), s.hT)));
        s.backward(); // nothing of this has spent the workspace
    }

    @Test
    void theBiasGradientIsThereExactlyIfTheBiasIs() {
        s.forward();
        assertSays(
                IllegalArgumentException.class,
                "gradients b: expected a tensor, as the weights have a bias",
                () -> s.backwardInto(new RecurrentWeights(s.gradients.w(), s.gradients.u(), null)));
        s.forwardWith(new RecurrentWeights(s.weights.w(), s.weights.u(), null));
        assertSays(
                IllegalArgumentException.class, "gradients b: expected null, as the weights have no bias", s::backward);
    }

    @Test
    void gradientsMustBeWritable() {
        s.forward();
        for (int k = 0; k < 3; k++) {
            RecurrentWeights g = s.gradients;
            RecurrentWeights readOnly = new RecurrentWeights(
                    k == 0 ? g.w().readOnlyView() : g.w(),
                    k == 1 ? g.u().readOnlyView() : g.u(),
                    k == 2 ? g.b().readOnlyView() : g.b());
            assertMentions(IllegalStateException.class, () -> s.backwardInto(readOnly), "is read-only");
        }
        s.backward();
    }

    @Test
    void outputsMustBeWritable() {
        s.forward();
        Tensor y = s.y.readOnlyView();
        Tensor hT = s.hT.readOnlyView();
        assertMentions(IllegalStateException.class, () -> s.forward(s.x, s.h0, y, s.hT), "y [5, 3, 6] is read-only");
        assertMentions(IllegalStateException.class, () -> s.forward(s.x, s.h0, s.y, hT), "sT [1, 3, 6] is read-only");
        Tensor dx = s.dx.readOnlyView();
        Tensor dh0 = s.dh0.readOnlyView();
        assertMentions(
                IllegalStateException.class,
                () -> s.kernel.backward(s.dy, s.dhT, s.gradients, dx, s.dh0, s.workspace),
                "dx [5, 3, 8] is read-only");
        assertMentions(
                IllegalStateException.class,
                () -> s.kernel.backward(s.dy, s.dhT, s.gradients, s.dx, dh0, s.workspace),
                "ds0 [1, 3, 6] is read-only");
        s.backward(); // nothing of this has touched the workspace
    }

    @Test
    void wrongShapesOfMasksAreNamed() {
        assertSays(
                ShapeException.class,
                "state mask [N,H]: expected [3, 6] but got [5, 3, 6]",
                () -> s.forwardWith(new GruMasks(s.dy, null)));
        assertSays(
                ShapeException.class,
                "update mask [T,N,H]: expected [5, 3, 6] but got [1, 3, 6]",
                () -> s.forwardWith(new GruMasks(null, s.dhT)));
    }

    @Test
    void aMaskOfAnotherBackendIsNamed() {
        try (Scope other = new Scope(new RecordingBackend())) {
            Tensor mask = other.allocate("my mask", N, H);
            assertSays(
                    IllegalArgumentException.class,
                    "state mask [N,H]: expected a tensor of backend 'reference' but got"
                            + " my mask [3, 6] of backend 'recording'",
                    () -> s.forwardWith(new GruMasks(mask, null)));
        }
    }

    @Test
    void aClosedMaskIsNamed() {
        Scope other = new Scope(backend);
        GruMasks state = new GruMasks(other.allocate("my mask", N, H), null);
        GruMasks update = new GruMasks(null, other.allocate("my zoneout", T, N, H));
        s.forwardWith(state);
        other.close();
        assertSays(
                IllegalStateException.class, "tensor my mask [3, 6] is used after its scope was closed", s::backward);
        assertSays(
                IllegalStateException.class,
                "tensor my mask [3, 6] is used after its scope was closed",
                () -> s.forwardWith(state));
        assertSays(
                IllegalStateException.class,
                "tensor my zoneout [5, 3, 6] is used after its scope was closed",
                () -> s.forwardWith(update));
    }

    @Test
    void aMaskChangedBetweenForwardAndBackwardIsNamed() {
        GruMasks masks = new GruMasks(s.scope.allocate("m", N, H), s.scope.allocate("z", T, N, H));
        s.forwardWith(masks);
        masks.state().fill(1);
        assertSays(
                IllegalStateException.class, "tensor m [3, 6] was changed between forward and backward", s::backward);
        s.forwardWith(masks);
        masks.update().fill(1);
        assertSays(
                IllegalStateException.class,
                "tensor z [5, 3, 6] was changed between forward and backward",
                s::backward);
        s.forwardWith(masks);
        s.backward();
    }

    @Test
    void masksOfAForwardBeforeDoNotMatterLater() {
        GruMasks masks = new GruMasks(s.scope.allocate("m", N, H), null);
        s.forwardWith(masks);
        assertSame(masks, s.workspace.masks());
        s.forwardWith(new GruMasks(null, null));
        assertNull(s.workspace.masks());
        masks.state().fill(1);
        s.backward();
    }

    @Test
    void wrongLengthsAreNamed() {
        assertSays(
                IllegalArgumentException.class, "lengths[1]: expected 0 to T = 5 but got 6", () -> s.forward(5, 6, 5));
        assertSays(
                IllegalArgumentException.class,
                "lengths[2]: expected 0 to T = 5 but got -1",
                () -> s.forward(5, 5, -1));
        assertSays(ShapeException.class, "lengths [N]: expected [3] but got [2]", () -> s.forward(5, 5));
    }

    @Test
    void dimensionsArePositive() {
        assertSays(
                IllegalArgumentException.class,
                "N: expected a positive number but got 0",
                () -> new RecurrentDims(RecurrentCell.GRU_AFTER, 5, 0, 8, 6, false, true));
    }

    @Test
    void aKernelLargerThanTheHeapIsRefusedWithTheSizes() {
        RecurrentDims dims =
                new RecurrentDims(RecurrentCell.GRU_AFTER, 1 << 14, 1 << 14, 1 << 14, 1 << 14, false, true);
        String message = assertThrows(InsufficientMemoryException.class, () -> backend.recurrentKernel(dims))
                .getMessage();
        assertTrue(
                message.matches("kernel T=16384 N=16384 I=16384 H=16384 GRU_AFTER training needs \\d+ MiB of Java"
                        + " heap, but the maximum is " + (Runtime.getRuntime().maxMemory() >> 20)
                        + " MiB \\(raise it with -Xmx\\)"),
                message);
    }
}
