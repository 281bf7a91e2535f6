package org.gru4j.measure;

import org.gru4j.backend.Backend;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A kernel with all tensors that a task needs. */
public final class KernelFixture implements AutoCloseable {
    private final GruTask task;
    private final Scope scope;
    private final RecurrentKernel kernel;
    private final @Nullable RecurrentWorkspace workspace;
    private final RecurrentWeights weights;
    private final RecurrentWeights gradients;
    private final Tensor db;
    private final Tensor x;
    private final Tensor y;
    private final Tensor sT;
    private final Tensor dy;
    private final Tensor dx;

    public KernelFixture(Backend backend, GruTask task) {
        this.task = task;
        GruShape s = task.shape();
        TaskData data = TaskData.of(s, task.resetGate());
        int biasRows = task.resetGate().biasRows();
        scope = new Scope(backend);
        weights = new RecurrentWeights(
                scope.allocate("W", s.inputs(), 3, s.hidden()).copyFrom(data.w()),
                scope.allocate("U", s.hidden(), 3, s.hidden()).copyFrom(data.u()),
                scope.allocate("b", biasRows, s.hidden()).copyFrom(data.b()));
        db = scope.allocate("db", biasRows, s.hidden());
        gradients = new RecurrentWeights(
                scope.allocate("dW", s.inputs(), 3, s.hidden()), scope.allocate("dU", s.hidden(), 3, s.hidden()), db);
        x = scope.allocate("x", s.steps(), s.batch(), s.inputs()).copyFrom(data.x());
        y = scope.allocate("y", s.steps(), s.batch(), s.hidden());
        sT = scope.allocate("sT", 1, s.batch(), s.hidden());
        dy = scope.allocate("dy", s.steps(), s.batch(), s.hidden()).copyFrom(data.dy());
        dx = scope.allocate("dx", s.steps(), s.batch(), s.inputs());
        kernel = backend.recurrentKernel(new RecurrentDims(
                task.resetGate().cell(), s.steps(), s.batch(), s.inputs(), s.hidden(), false, task.training()));
        workspace = task.training() ? kernel.allocateWorkspace() : null;
    }

    /** Runs one step of the task. In training, the weights count as changed, as after an update by an optimiser. */
    public void step() {
        if (task.training()) {
            weights.w().written();
        }
        kernel.forward(weights, x, null, null, null, y, sT, workspace);
        if (workspace != null) {
            gradients.w().fill(0);
            gradients.u().fill(0);
            db.fill(0);
            kernel.backward(dy, null, gradients, dx, null, workspace);
        }
    }

    public RecurrentKernel kernel() {
        return kernel;
    }

    /**
     * Returns the workspace of training: what forward leaves for backward.
     *
     * @throws IllegalStateException if the task is inference
     */
    public RecurrentWorkspace workspace() {
        if (workspace == null) {
            throw new IllegalStateException(task + ": inference keeps no workspace");
        }
        return workspace;
    }

    public RecurrentWeights weights() {
        return weights;
    }

    public RecurrentWeights gradients() {
        return gradients;
    }

    /** Returns the input x [T,N,I]. */
    public Tensor x() {
        return x;
    }

    /** Returns the output y [T,N,H] of the latest step. */
    public Tensor y() {
        return y;
    }

    /** Returns the final states [1,N,H] of the latest step. */
    public Tensor sT() {
        return sT;
    }

    /** Returns the gradient dy [T,N,H] that backward reads. */
    public Tensor dy() {
        return dy;
    }

    /** Returns the gradient dx [T,N,I] of the latest step. */
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
