package org.gru4j.layer;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.lifetime.Closing;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What {@link StackedCells} need for batches of one shape: kernels, workspaces, initial and final states, and masks.
 */
final class RecurrentRun implements RunCache.Run, StackedKernels.Kernels {
    private final Object model;
    private final int steps;
    private final int batch;
    private final Scope scope;
    private final List<RecurrentWeights> weights;
    private final List<RecurrentKernel> kernels = new ArrayList<>();
    /** One for each kernel in training; empty in inference. */
    private final List<RecurrentWorkspace> workspaces = new ArrayList<>();

    private final DrawnMasks drawnMasks;
    private final RunStates states;

    // of the current pass
    private int @Nullable [] lengths;
    private @Nullable List<GruMasks> masks;
    private List<RecurrentWeights> gradients = List.of();

    /**
     * @param model the model that contains the layer
     * @param name of the layer
     */
    RecurrentRun(
            Object model,
            String name,
            RecurrentSpec spec,
            List<RecurrentWeights> weights,
            Pass pass,
            int steps,
            int batch) {
        boolean training = pass.isTraining();
        this.model = model;
        this.weights = weights;
        this.steps = steps;
        this.batch = batch;
        scope = pass.newScope();
        try {
            for (int k = 0; k < spec.kernelCount(); k++) {
                RecurrentKernel kernel = pass.backend()
                        .recurrentKernel(new RecurrentDims(
                                spec.cell(),
                                steps,
                                batch,
                                spec.inputSizeOf(spec.layerOf(k)),
                                spec.hiddenSize(),
                                spec.isReverse(k),
                                training));
                kernels.add(kernel);
                if (training) {
                    workspaces.add(kernel.allocateWorkspace());
                }
            }
            states = new RunStates(
                    scope,
                    Shape.of(spec.stateCount(), batch, spec.hiddenSize()),
                    Shape.of(spec.cell().states(), batch, spec.hiddenSize()),
                    training);
            drawnMasks = new DrawnMasks(name, spec, scope, training, steps, batch);
        } catch (RuntimeException | Error e) {
            Closing.after(e, this::close);
            throw e;
        }
    }

    /**
     * Prepares the kernels' forward.
     *
     * @param initialStates null for zeros
     * @param stepLengths null if all rows are full
     * @param givenMasks null to draw masks with the spec's rates
     */
    void beginForward(
            Pass pass,
            @Nullable Tensor initialStates,
            int @Nullable [] stepLengths,
            @Nullable List<GruMasks> givenMasks) {
        states.give(initialStates);
        lengths = stepLengths;
        masks = givenMasks;
        if (givenMasks == null) {
            drawnMasks.draw(pass, model);
        }
    }

    /**
     * Prepares the kernels' backward.
     *
     * @param stateGradients null for zeros
     */
    void beginBackward(@Nullable Tensor stateGradients, List<RecurrentWeights> weightGradients) {
        states.giveGradient(stateGradients);
        gradients = weightGradients;
    }

    @Override
    public void forward(int k, Tensor x, Tensor y) {
        kernels.get(k)
                .forward(
                        weights.get(k),
                        x,
                        states.first(k),
                        lengths,
                        masks == null ? drawnMasks.of(k) : masks.get(k),
                        y,
                        states.last(k),
                        workspaces.isEmpty() ? null : workspaces.get(k));
    }

    @Override
    public void backward(int k, @Nullable Tensor dy, Tensor dx) {
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
        Closing.all(
                () -> Closing.all(workspaces, RecurrentWorkspace::close),
                () -> Closing.all(kernels, RecurrentKernel::close),
                scope);
    }
}
