package org.gru4j.backend;

import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;

/** A training kernel of T=5, N=3, I=8, H=6, and everything that goes into it, filled with random numbers. */
final class KernelSetup implements AutoCloseable {
    static final int T = 5;
    static final int N = 3;
    static final int I = 8;
    static final int H = 6;

    final Scope scope;
    final RecurrentKernel kernel;
    final RecurrentWorkspace workspace;
    final RecurrentWeights weights;
    final RecurrentWeights gradients;
    final Tensor x;
    final Tensor h0;
    final Tensor y;
    final Tensor hT;
    final Tensor dy;
    final Tensor dhT;
    final Tensor dx;
    final Tensor dh0;

    KernelSetup(Backend backend, ResetGate gate) {
        scope = new Scope(backend);
        kernel = backend.recurrentKernel(dims(gate, true));
        workspace = kernel.allocateWorkspace();
        weights = new RecurrentWeights(random("W", I, 3, H), random("U", H, 3, H), random("b", gate.biasRows(), H));
        gradients = new RecurrentWeights(
                scope.allocate("dW", I, 3, H), scope.allocate("dU", H, 3, H), scope.allocate("db", gate.biasRows(), H));
        x = random("x", T, N, I);
        h0 = random("s0", 1, N, H);
        y = scope.allocate("y", T, N, H);
        hT = scope.allocate("sT", 1, N, H);
        dy = random("dy", T, N, H);
        dhT = random("dsT", 1, N, H);
        dx = scope.allocate("dx", T, N, I);
        dh0 = scope.allocate("ds0", 1, N, H);
    }

    static RecurrentDims dims(ResetGate gate, boolean training) {
        return new RecurrentDims(gate.cell(), T, N, I, H, false, training);
    }

    private Tensor random(String name, int... dims) {
        return Numbers.random(scope, name, dims);
    }

    void forward(int... lengths) {
        kernel.forward(weights, x, h0, lengths.length == 0 ? null : lengths, null, y, hT, workspace);
    }

    void forward(Tensor otherX, Tensor otherH0, Tensor otherY, Tensor otherHT) {
        kernel.forward(weights, otherX, otherH0, null, null, otherY, otherHT, workspace);
    }

    void forwardWith(GruMasks masks) {
        kernel.forward(weights, x, h0, null, masks, y, hT, workspace);
    }

    void forwardWith(RecurrentWeights otherWeights) {
        kernel.forward(otherWeights, x, h0, null, null, y, hT, workspace);
    }

    void backward() {
        backwardInto(gradients);
    }

    void backwardInto(RecurrentWeights otherGradients) {
        kernel.backward(dy, dhT, otherGradients, dx, dh0, workspace);
    }

    void zeroGradients() {
        gradients.w().fill(0);
        gradients.u().fill(0);
        gradients.b().fill(0);
    }

    /** The gradients of W, U and b, one after the other. */
    float[] allGradients() {
        float[] all = new float
                [gradients.w().size() + gradients.u().size() + gradients.b().size()];
        gradients.w().read(0, all, 0, gradients.w().size());
        gradients.u().read(0, all, gradients.w().size(), gradients.u().size());
        gradients
                .b()
                .read(
                        0,
                        all,
                        gradients.w().size() + gradients.u().size(),
                        gradients.b().size());
        return all;
    }

    @Override
    public void close() {
        workspace.close();
        kernel.close();
        scope.close();
    }
}
