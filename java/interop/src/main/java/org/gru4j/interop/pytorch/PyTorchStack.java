package org.gru4j.interop.pytorch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.gru4j.layer.LayerSpec;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.safetensors.ShapedFloats;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * The names and shapes of the parameters of one nn.GRU, nn.LSTM or nn.RNN, which may have several stacked layers.
 *
 * @param cell the kind of module
 * @param inputSize I of the first layer
 * @param hiddenSize H
 * @param numLayers L
 * @param direction forward or bidirectional; PyTorch has no others
 * @param bias whether the layers have biases
 */
record PyTorchStack(PyTorchCell cell, int inputSize, int hiddenSize, int numLayers, Direction direction, boolean bias) {
    static PyTorchStack of(RecurrentSpec spec) {
        return new PyTorchStack(
                PyTorchCell.of(spec.cell()),
                spec.inputSize(),
                spec.hiddenSize(),
                spec.numLayers(),
                spec.direction(),
                spec.bias());
    }

    LayerSpec toLayer() {
        return LayerSpec.of(RecurrentSpec.of(cell.recurrentCell(), inputSize, hiddenSize, numLayers, direction, bias));
    }

    /** Returns the suffix of PyTorch's names for the {@code k}-th of the L·D weights, such as {@code l0_reverse}. */
    static String suffix(Direction direction, int k) {
        return "l" + k / direction.count() + (direction.isReverse(k % direction.count()) ? "_reverse" : "");
    }

    private int kernels() {
        return numLayers * direction.count();
    }

    /**
     * Returns the shapes of the parameters by PyTorch's names.
     *
     * @throws ShapeException if a shape is too large
     */
    Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        if (hiddenSize > Shape.MAX_SIZE / cell.gates()) {
            throw new ShapeException("hiddenSize: expected at most " + Shape.MAX_SIZE / cell.gates() + " for "
                    + cell.module() + " but got " + hiddenSize);
        }
        int rows = cell.gates() * hiddenSize;
        for (int k = 0; k < kernels(); k++) {
            String suffix = "_" + suffix(direction, k);
            int inputs = k < direction.count() ? inputSize : direction.count() * hiddenSize;
            shapes.put("weight_ih" + suffix, Shape.of(rows, inputs));
            shapes.put("weight_hh" + suffix, Shape.of(rows, hiddenSize));
            if (bias) {
                shapes.put("bias_ih" + suffix, Shape.of(rows));
                shapes.put("bias_hh" + suffix, Shape.of(rows));
            }
        }
        return shapes;
    }

    private String ours(int k) {
        return "l" + k / direction.count() + (direction.isReverse(k % direction.count()) ? ".reverse" : ".forward");
    }

    /**
     * Returns gru4j's parameters by name, {@code l0.forward.W} …
     *
     * @param theirs returns PyTorch's parameters by name
     */
    Map<String, float[]> fromPyTorch(Function<String, float[]> theirs) {
        Map<String, float[]> values = new LinkedHashMap<>();
        for (int k = 0; k < kernels(); k++) {
            String suffix = "_" + suffix(direction, k);
            values.put(ours(k) + ".W", cell.fromPyTorch(theirs.apply("weight_ih" + suffix), hiddenSize));
            values.put(ours(k) + ".U", cell.fromPyTorch(theirs.apply("weight_hh" + suffix), hiddenSize));
            if (bias) {
                values.put(
                        ours(k) + ".b",
                        cell.fold(
                                theirs.apply("bias_ih" + suffix),
                                theirs.apply("bias_hh" + suffix),
                                hiddenSize,
                                cell == PyTorchCell.GRU));
            }
        }
        return values;
    }

    /**
     * Returns PyTorch's parameters by name, {@code weight_ih_l0} …
     *
     * @param ours returns gru4j's parameters by name, {@code l0.forward.W} …
     */
    Map<String, ShapedFloats> toPyTorch(Function<String, float[]> ours) {
        Map<String, float[]> values = new LinkedHashMap<>();
        for (int k = 0; k < kernels(); k++) {
            String suffix = "_" + suffix(direction, k);
            values.put("weight_ih" + suffix, cell.toPyTorch(ours.apply(ours(k) + ".W"), hiddenSize));
            values.put("weight_hh" + suffix, cell.toPyTorch(ours.apply(ours(k) + ".U"), hiddenSize));
            if (bias) {
                float[] b = ours.apply(ours(k) + ".b");
                values.put("bias_ih" + suffix, cell.biasIh(b, hiddenSize));
                values.put("bias_hh" + suffix, cell.biasHh(b, hiddenSize));
            }
        }
        Map<String, ShapedFloats> shaped = new LinkedHashMap<>();
        shapes().forEach((name, shape) -> shaped.put(name, new ShapedFloats(shape, StateDict.named(values, name))));
        return shaped;
    }

    /**
     * Returns PyTorch's gradients for one layer and direction, by name without suffix.
     *
     * @param size H
     * @param w gru4j's gradient of W [I,G,H]
     * @param u gru4j's gradient of U [H,G,H]
     * @param b gru4j's gradient of b; null if there is no bias
     */
    static Map<String, double[]> gradients(PyTorchCell cell, int size, double[] w, double[] u, double @Nullable [] b) {
        Map<String, double[]> theirs = new LinkedHashMap<>();
        theirs.put("weight_ih", cell.toPyTorch(w, size));
        theirs.put("weight_hh", cell.toPyTorch(u, size));
        if (b != null) {
            theirs.put("bias_ih", cell.biasGradient(b, size, false));
            theirs.put("bias_hh", cell.biasGradient(b, size, true));
        }
        return theirs;
    }
}
