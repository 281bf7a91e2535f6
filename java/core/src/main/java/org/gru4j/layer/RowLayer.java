package org.gru4j.layer;

import java.util.function.Supplier;
import org.gru4j.tensor.Tensor;

/**
 * A layer in plain Java that computes each step's features from the same step's features. Its parameters are vectors
 * [I] of the same length. Thread-safe to run forward, each thread with its own pass.
 */
abstract class RowLayer implements Layer {
    /** Keeps what backward needs, and the numbers of a step while they are computed. */
    static final class Slot implements Pass.Slot {
        private final InputSlot input = new InputSlot();
        final double[] x;
        final double[] y;
        /** The parameters, one vector after the other. */
        final double[] values;
        /** The gradients of the parameters. */
        final double[] gradients;

        private Slot(int inputSize, int outputSize, int parameters) {
            x = new double[Math.max(inputSize, outputSize)];
            y = new double[Math.max(inputSize, outputSize)];
            values = new double[parameters];
            gradients = new double[parameters];
        }

        @Override
        public void end() {
            input.end();
        }

        @Override
        public void close() {
            end();
        }
    }

    private final String name;
    private final String dxName;
    private final int inputSize;
    private final int outputSize;
    private final Parameters parameters;
    private final String[] parameterNames;
    private final Tensor[] values;
    private Tensor[] gradients = new Tensor[0];
    private final Supplier<Slot> createSlot;

    /** @param suffixes of the parameters' names, one for each vector */
    RowLayer(String name, int inputSize, int outputSize, Parameters parameters, String... suffixes) {
        this.name = name;
        this.dxName = "gradient into " + name;
        this.inputSize = inputSize;
        this.outputSize = outputSize;
        this.parameters = parameters;
        parameterNames = new String[suffixes.length];
        values = new Tensor[suffixes.length];
        int count = 0;
        for (int k = 0; k < suffixes.length; k++) {
            parameterNames[k] = name + suffixes[k];
            values[k] = parameters.value(parameterNames[k]);
            count += values[k].size();
        }
        int total = count;
        createSlot = () -> new Slot(inputSize, outputSize, total);
    }

    /** Computes {@code slot.y} from {@code slot.x}. */
    abstract void forward(Slot slot);

    /** Replaces the gradient of y in {@code slot.y} with the gradient of x, and adds to {@code slot.gradients}. */
    abstract void backward(Slot slot);

    @Override
    public final Tensor forward(Pass pass, Tensor x) {
        Layer.requireInput(name, x, inputSize);
        Slot slot = pass.slot(this, createSlot);
        load(slot);
        Tensor y = pass.scope().allocateUninitialized(name, x.dim(0), x.dim(1), outputSize);
        for (int row = 0, rows = x.dim(0) * x.dim(1); row < rows; row++) {
            x.read(row * inputSize, slot.x, 0, inputSize);
            forward(slot);
            y.write(row * outputSize, slot.y, 0, outputSize);
        }
        if (pass.isTraining()) {
            slot.input.save(name, x);
        }
        return y;
    }

    private void load(Slot slot) {
        for (int k = 0, at = 0; k < values.length; at += values[k].size(), k++) {
            values[k].read(0, slot.values, at, values[k].size());
        }
    }

    @Override
    public final Tensor backward(Pass pass, Tensor dy) {
        pass.requireTraining(name);
        Slot slot = pass.slot(this, createSlot);
        Tensor x = slot.input.take(name);
        load(slot);
        Tensor[] sums = gradients();
        for (int k = 0, at = 0; k < sums.length; at += sums[k].size(), k++) {
            sums[k].read(0, slot.gradients, at, sums[k].size());
        }
        Tensor dx = pass.scope().allocateUninitialized(dxName, x.dim(0), x.dim(1), inputSize);
        for (int row = 0, rows = x.dim(0) * x.dim(1); row < rows; row++) {
            x.read(row * inputSize, slot.x, 0, inputSize);
            dy.read(row * outputSize, slot.y, 0, outputSize);
            backward(slot);
            dx.write(row * inputSize, slot.y, 0, inputSize);
        }
        for (int k = 0, at = 0; k < sums.length; at += sums[k].size(), k++) {
            sums[k].write(0, slot.gradients, at, sums[k].size());
        }
        return dx;
    }

    private Tensor[] gradients() {
        if (gradients.length < values.length) {
            Tensor[] made = new Tensor[values.length];
            for (int k = 0; k < made.length; k++) {
                made[k] = parameters.gradient(parameterNames[k]);
            }
            gradients = made;
        }
        return gradients;
    }
}
