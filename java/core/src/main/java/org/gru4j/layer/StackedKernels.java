package org.gru4j.layer;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Stacked recurrent layers, each with one or two directions. Each layer and direction is one kernel, in the order l0
 * forward, l0 reverse, l1 forward, … Each layer reads the concatenated directions of the layer below it, in training
 * with {@link Dropout}.
 */
final class StackedKernels {
    /** The kernels of one pass, with everything that they need except for the tensors below. */
    interface Kernels {
        /** Runs kernel k forward: x [T,N,·] to y [T,N,H]. */
        void forward(int k, Tensor x, Tensor y);

        /** Runs kernel k backward: dy [T,N,H], null for zeros, to dx [T,N,·]. */
        void backward(int k, @Nullable Tensor dy, Tensor dx);
    }

    private final Object model;
    private final int inputSize;
    private final int hiddenSize;
    private final int numLayers;
    private final int directions;
    private final double dropout;
    private final String name;
    private final List<String> outputNames = new ArrayList<>();
    private final List<String> gradientNames = new ArrayList<>();
    /** The places of the dropout masks on the inputs of all layers except the first. */
    private final long[] dropoutPlaces;

    /**
     * @param model the model that contains the stack
     * @param name of the stack; dropout masks of stacks with different names differ
     * @param kind of the layers, for the names of their tensors
     */
    StackedKernels(Object model, String name, String kind, RecurrentSpec spec) {
        this.model = model;
        this.name = name;
        this.inputSize = spec.inputSize();
        this.hiddenSize = spec.hiddenSize();
        this.numLayers = spec.numLayers();
        this.directions = spec.direction().count();
        this.dropout = spec.dropout();
        dropoutPlaces = new long[numLayers];
        for (int l = 0; l < numLayers; l++) {
            outputNames.add("output of " + kind + " layer " + l);
            gradientNames.add("gradient in " + kind + " layer " + l);
            dropoutPlaces[l] = Dropout.place(name + ".l" + l);
        }
    }

    /**
     * Runs forward: x [T,N,I] to y [T,N,D·H], which belongs to the step.
     *
     * @throws IllegalStateException in training with dropout, if the step began without a seed
     */
    Tensor forward(Kernels kernels, Pass pass, Tensor x) {
        if (drops(pass)) {
            pass.requireRandom(name);
        }
        int steps = x.dim(0);
        int batch = x.dim(1);
        Tensor input = x;
        for (int l = 0; l < numLayers; l++) {
            if (l > 0 && drops(pass)) {
                input = Dropout.mask(pass, model, input, dropout, dropoutPlaces[l], outputNames.get(l));
            }
            Tensor output =
                    pass.scope().allocateUninitialized(outputNames.get(l), steps, batch, directions * hiddenSize);
            for (int d = 0; d < directions; d++) {
                Tensor y = directions == 1
                        ? output
                        : pass.scope().allocateUninitialized(outputNames.get(l), steps, batch, hiddenSize);
                kernels.forward(l * directions + d, input, y);
                if (directions > 1) {
                    DirectionColumns.scatter(y, output, d * hiddenSize);
                }
            }
            input = output;
        }
        return input;
    }

    private boolean drops(Pass pass) {
        return pass.isTraining() && dropout > 0 && numLayers > 1;
    }

    /**
     * Runs backward: dy [T,N,D·H] to dx [T,N,I], which belongs to the step.
     *
     * @param dy null for zeros
     */
    Tensor backward(Kernels kernels, Pass pass, int steps, int batch, @Nullable Tensor dy) {
        Tensor dInput = backward(kernels, pass, numLayers - 1, steps, batch, dy);
        for (int l = numLayers - 1; l > 0; l--) {
            Tensor dBelow = drops(pass)
                    ? Dropout.mask(pass, model, dInput, dropout, dropoutPlaces[l], gradientNames.get(l))
                    : dInput;
            dInput = backward(kernels, pass, l - 1, steps, batch, dBelow);
        }
        return dInput;
    }

    /** Runs layer l backward: from the gradient of its output, null for zeros, to the gradient of its input. */
    private Tensor backward(Kernels kernels, Pass pass, int l, int steps, int batch, @Nullable Tensor dOutput) {
        Tensor dInput = backward(kernels, pass, l, 0, steps, batch, dOutput);
        for (int d = 1; d < directions; d++) {
            Tensor dx = backward(kernels, pass, l, d, steps, batch, dOutput);
            dInput.add(0, dx, 0, dx.size());
        }
        return dInput;
    }

    /** Runs one direction of layer l backward. */
    private Tensor backward(Kernels kernels, Pass pass, int l, int d, int steps, int batch, @Nullable Tensor dOutput) {
        Tensor dyd = dOutput;
        if (directions > 1 && dOutput != null) {
            dyd = pass.scope().allocateUninitialized(gradientNames.get(l), steps, batch, hiddenSize);
            DirectionColumns.gather(dOutput, d * hiddenSize, dyd);
        }
        Tensor dx = pass.scope()
                .allocateUninitialized(
                        gradientNames.get(l), steps, batch, l == 0 ? inputSize : directions * hiddenSize);
        kernels.backward(l * directions + d, dyd, dx);
        return dx;
    }
}
