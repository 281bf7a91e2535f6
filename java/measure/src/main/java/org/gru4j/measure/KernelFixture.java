package org.gru4j.measure;

import org.gru4j.backend.Backend;
import org.gru4j.backend.GruDims;
import org.gru4j.backend.GruKernel;
import org.gru4j.backend.Workspace;
import org.gru4j.recurrent.GruWeights;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;

/** A kernel with all its tensors. */
public final class KernelFixture implements AutoCloseable {
    private final GruTask task;
    private final Scope scope;
    private final GruKernel kernel;
    private final Workspace workspace;
    private final GruWeights weights;
    private final GruWeights gradients;
    private final Tensor x;
    private final Tensor y;
    private final Tensor hT;
    private final Tensor dy;
    private final Tensor dx;

    public KernelFixture(Backend backend, GruTask task) {
        this.task = task;
        GruShape s = task.shape();
        TaskData data = TaskData.of(s, task.resetGate());
        int biasRows = task.resetGate().biasRows();
        scope = new Scope(backend);
        weights = new GruWeights(scope.allocate("W", s.inputs(), 3, s.hidden()).copyFrom(data.w()),
                scope.allocate("U", s.hidden(), 3, s.hidden()).copyFrom(data.u()),
                scope.allocate("b", biasRows, s.hidden()).copyFrom(data.b()));
        gradients = new GruWeights(scope.allocate("dW", s.inputs(), 3, s.hidden()),
                scope.allocate("dU", s.hidden(), 3, s.hidden()), scope.allocate("db", biasRows, s.hidden()));
        x = scope.allocate("x", s.steps(), s.batch(), s.inputs()).copyFrom(data.x());
        y = scope.allocate("y", s.steps(), s.batch(), s.hidden());
        hT = scope.allocate("hT", s.batch(), s.hidden());
        dy = scope.allocate("dy", s.steps(), s.batch(), s.hidden()).copyFrom(data.dy());
        dx = scope.allocate("dx", s.steps(), s.batch(), s.inputs());
        kernel = backend.createGru(new GruDims(s.steps(), s.batch(), s.inputs(), s.hidden(), task.resetGate(), false,
                task.training()));
        workspace = task.training() ? kernel.allocateWorkspace() : null;
    }

    /** One step of the task. In training the weights count as changed, as they are after an optimiser's step. */
    public void step() {
        if (task.training()) {
            weights.w().written();
        }
        kernel.forward(weights, x, null, null, null, y, hT, workspace);
        if (task.training()) {
            gradients.w().fill(0);
            gradients.u().fill(0);
            gradients.b().fill(0);
            kernel.backward(dy, null, gradients, dx, null, workspace);
        }
    }

    public GruKernel kernel() {
        return kernel;
    }

    /** Null for inference. */
    public Workspace workspace() {
        return workspace;
    }

    public GruWeights weights() {
        return weights;
    }

    public GruWeights gradients() {
        return gradients;
    }

    /** [T,N,I]. */
    public Tensor x() {
        return x;
    }

    /** [T,N,H] of the last step. */
    public Tensor y() {
        return y;
    }

    /** [N,H] of the last step. */
    public Tensor hT() {
        return hT;
    }

    /** [T,N,H]. */
    public Tensor dy() {
        return dy;
    }

    /** [T,N,I] of the last step. */
    public Tensor dx() {
        return dx;
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
