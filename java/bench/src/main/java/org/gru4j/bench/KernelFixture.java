package org.gru4j.bench;

import org.gru4j.backend.Backend;
import org.gru4j.backend.GruDims;
import org.gru4j.backend.GruKernel;
import org.gru4j.backend.Workspace;
import org.gru4j.gru.GruWeights;
import org.gru4j.gru.ResetGate;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;

/** A kernel with all its tensors, filled with random numbers; dx and dh0 are always asked for. */
final class KernelFixture implements AutoCloseable {
    private final Scope scope;
    final GruKernel kernel;
    final Workspace workspace;
    final GruWeights weights;
    final GruWeights gradients;
    final Tensor x;
    final Tensor h0;
    final Tensor y;
    final Tensor hT;
    final Tensor dy;
    final Tensor dhT;
    final Tensor dx;
    final Tensor dh0;

    KernelFixture(Backend backend, int[] shape, ResetGate resetGate, boolean training) {
        int steps = shape[0];
        int batch = shape[1];
        int inputs = shape[2];
        int hidden = shape[3];
        scope = new Scope(backend);
        double bound = 1 / Math.sqrt(hidden);
        weights = new GruWeights(random("W", bound, inputs, 3, hidden), random("U", bound, hidden, 3, hidden),
                random("b", bound, resetGate.biasRows(), hidden));
        gradients = new GruWeights(scope.allocate("dW", inputs, 3, hidden), scope.allocate("dU", hidden, 3, hidden),
                scope.allocate("db", resetGate.biasRows(), hidden));
        x = random("x", 1, steps, batch, inputs);
        h0 = random("h0", 1, batch, hidden);
        y = scope.allocate("y", steps, batch, hidden);
        hT = scope.allocate("hT", batch, hidden);
        dy = random("dy", 1, steps, batch, hidden);
        dhT = random("dhT", 1, batch, hidden);
        dx = scope.allocate("dx", steps, batch, inputs);
        dh0 = scope.allocate("dh0", batch, hidden);
        kernel = backend.createGru(new GruDims(steps, batch, inputs, hidden, resetGate, false, training));
        workspace = training ? kernel.allocateWorkspace() : null;
    }

    /** T, N, I, H of a text such as {@code 50,64,256,256}, or {@code 50x64x256x256}: JMH's own options end at a comma. */
    static int[] parse(String shape) {
        String[] parts = shape.split("[,x]");
        if (parts.length != 4) {
            throw new IllegalArgumentException("shape: expected T,N,I,H but got '" + shape + "'");
        }
        int[] dims = new int[4];
        for (int k = 0; k < 4; k++) {
            dims[k] = Integer.parseInt(parts[k].trim());
        }
        return dims;
    }

    private Tensor random(String name, double bound, int... dims) {
        Tensor tensor = scope.allocate(name, dims);
        CounterRandom random = new CounterRandom(1, 0, name.hashCode());
        float[] values = new float[tensor.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) (bound * (2 * random.uniform(k) - 1));
        }
        return tensor.copyFrom(values);
    }

    void forward() {
        kernel.forward(weights, x, h0, null, null, y, hT, workspace);
    }

    /** Forward and backward, as after an optimiser's step: the weights count as changed. */
    void train() {
        weights.w().written();
        forward();
        kernel.backward(dy, dhT, gradients, dx, dh0, workspace);
    }

    @Override
    public void close() {
        if (workspace != null) {
            workspace.close();
        }
        kernel.close();
        scope.close();
    }
}
