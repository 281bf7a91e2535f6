package org.gru4j.layer;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.backend.Backend;
import org.gru4j.backend.RnnDims;
import org.gru4j.backend.RnnKernel;
import org.gru4j.backend.RnnWorkspace;
import org.gru4j.rnn.RnnSpec;
import org.gru4j.rnn.RnnWeights;
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
    private final Tensor initialStates;
    private final Tensor finalStates;
    private final Tensor finalStateGradients;
    private final Tensor initialStateGradients;
    private final List<Tensor> s0;
    private final List<Tensor> sT;
    private final List<Tensor> dsT;
    private final List<Tensor> ds0;

    // the current pass's
    private boolean hasInitialStates;
    private boolean hasFinalStateGradients;
    private int[] lengths;
    private List<RnnWeights> gradients;

    RnnRun(RnnSpec spec, List<RnnWeights> weights, Backend backend, boolean training, int steps, int batch) {
        this.weights = weights;
        this.steps = steps;
        this.batch = batch;
        scope = new Scope(backend);
        try {
            for (int k = 0; k < spec.kernelCount(); k++) {
                int l = k / spec.direction().count();
                RnnKernel kernel = backend.createRnn(new RnnDims(spec.cell(), steps, batch, spec.inputSizeOf(l),
                        spec.hiddenSize(), spec.direction().isReverse(k % spec.direction().count()), training));
                kernels.add(kernel);
                workspaces.add(training ? kernel.allocateWorkspace() : null);
            }
            Shape shape = Shape.of(spec.stateCount(), batch, spec.hiddenSize());
            initialStates = scope.allocate("s0", shape);
            finalStates = scope.allocate("sT", shape);
            finalStateGradients = training ? scope.allocate("gradient of sT", shape) : null;
            initialStateGradients = training ? scope.allocate("gradient of s0", shape) : null;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        int states = spec.cell().states();
        s0 = slices(initialStates, states);
        sT = slices(finalStates, states);
        dsT = slices(finalStateGradients, states);
        ds0 = slices(initialStateGradients, states);
    }

    /** The L·D parts [S,N,H] of states [L·D·S,N,H]. */
    private static List<Tensor> slices(Tensor states, int each) {
        List<Tensor> slices = new ArrayList<>();
        if (states != null) {
            Shape shape = Shape.of(each, states.dim(1), states.dim(2));
            for (int k = 0; k < states.dim(0) / each; k++) {
                slices.add(states.view(states.name() + "[" + k + "]", k * shape.size(), shape));
            }
        }
        return slices;
    }

    /** Before the kernels run forward. */
    void beginForward(Tensor states, int[] stepLengths) {
        hasInitialStates = states != null;
        if (states != null) {
            initialStates.copyFrom(states);
        }
        lengths = stepLengths;
    }

    /** Before the kernels run backward. */
    void beginBackward(Tensor stateGradients, List<RnnWeights> weightGradients) {
        hasFinalStateGradients = stateGradients != null;
        if (stateGradients != null) {
            finalStateGradients.copyFrom(stateGradients);
        }
        gradients = weightGradients;
    }

    @Override
    public void forward(int k, Tensor x, Tensor y) {
        kernels.get(k).forward(weights.get(k), x, hasInitialStates ? s0.get(k) : null, lengths, y, sT.get(k),
                workspaces.get(k));
    }

    @Override
    public void backward(int k, Tensor dy, Tensor dx) {
        kernels.get(k).backward(dy, hasFinalStateGradients ? dsT.get(k) : null, gradients.get(k), dx, ds0.get(k),
                workspaces.get(k));
    }

    @Override
    public int steps() {
        return steps;
    }

    @Override
    public int batch() {
        return batch;
    }

    Tensor finalStates() {
        return finalStates;
    }

    Tensor initialStateGradients() {
        return initialStateGradients;
    }

    @Override
    public void close() {
        workspaces.forEach(workspace -> {
            if (workspace != null) {
                workspace.close();
            }
        });
        kernels.forEach(RnnKernel::close);
        scope.close();
    }
}
