package org.gru4j.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.gru4j.backend.RnnDims;
import org.gru4j.backend.RnnKernel;
import org.gru4j.backend.RnnWorkspace;
import org.gru4j.lifetime.Closing;
import org.gru4j.recurrent.RnnSpec;
import org.gru4j.recurrent.RnnWeights;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;

/** What an {@link Rnn} needs for batches of one shape: kernels, workspaces, and the states going in and out. */
final class RnnRun implements RunCache.Run, Stack.Kernels {
    private final int steps;
    private final int batch;
    private final Scope scope;
    private final List<RnnWeights> weights;
    private final List<RnnKernel> kernels = new ArrayList<>();
    private final List<RnnWorkspace> workspaces = new ArrayList<>();
    private final RunStates states;

    // the current pass's
    private int[] lengths;
    private List<RnnWeights> gradients;

    RnnRun(RnnSpec spec, List<RnnWeights> weights, Pass pass, int steps, int batch) {
        boolean training = pass.isTraining();
        this.weights = weights;
        this.steps = steps;
        this.batch = batch;
        scope = pass.newScope();
        try {
            for (int k = 0; k < spec.kernelCount(); k++) {
                int l = k / spec.direction().count();
                RnnKernel kernel = pass.backend().createRnn(new RnnDims(spec.cell(), steps, batch, spec.inputSizeOf(l),
                        spec.hiddenSize(), spec.direction().isReverse(k % spec.direction().count()), training));
                kernels.add(kernel);
                workspaces.add(training ? kernel.allocateWorkspace() : null);
            }
            states = new RunStates(scope, "s", Shape.of(spec.stateCount(), batch, spec.hiddenSize()),
                    Shape.of(spec.cell().states(), batch, spec.hiddenSize()), training);
        } catch (RuntimeException | Error e) {
            Closing.after(e, this::close);
            throw e;
        }
    }

    /** Before the kernels run forward. */
    void beginForward(Tensor initialStates, int[] stepLengths) {
        states.give(initialStates);
        lengths = stepLengths;
    }

    /** Before the kernels run backward. */
    void beginBackward(Tensor stateGradients, List<RnnWeights> weightGradients) {
        states.giveGradient(stateGradients);
        gradients = weightGradients;
    }

    @Override
    public void forward(int k, Tensor x, Tensor y) {
        kernels.get(k).forward(weights.get(k), x, states.first(k), lengths, y, states.last(k), workspaces.get(k));
    }

    @Override
    public void backward(int k, Tensor dy, Tensor dx) {
        kernels.get(k).backward(dy, states.dLast(k), gradients.get(k), dx, states.dFirst(k), workspaces.get(k));
    }

    @Override
    public int steps() {
        return steps;
    }

    @Override
    public int batch() {
        return batch;
    }

    RunStates states() {
        return states;
    }

    @Override
    public void close() {
        workspaces.removeIf(Objects::isNull);
        Closing.all(() -> Closing.all(workspaces, RnnWorkspace::close), () -> Closing.all(kernels, RnnKernel::close), scope);
    }
}
