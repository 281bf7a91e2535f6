package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.interop.onnx.format.OnnxActivation;
import org.gru4j.interop.onnx.read.AxisFactor.Role;
import org.jspecify.annotations.Nullable;

/** Reads the operators of layers that compute each step by itself, and the mean over the steps. */
final class FeatureOperators {
    private final ImportBudget reading;

    FeatureOperators(ImportBudget reading) {
        this.reading = reading;
    }

    /** Reads an embedding: Gather with constant rows W [V,E] and token ids. */
    Value embedding(OnnxNode node) {
        Weights w = node.weights(0, 2);
        Activation ids = node.activity(1);
        if (node.axis(node.integer("axis", 0), 2) != 0
                || !(ids.signal() instanceof LayerOutput.Input input)
                || input.dims.size() != 2) {
            throw node.fault("expected token ids from an input with two axes, and axis 0, but got " + ids.describe());
        }
        requireFilled(node, w);
        List<List<AxisFactor>> axes = new ArrayList<>(ids.axes());
        axes.add(AxisFactor.features(w.dim(1)));
        return new Activation(new LayerOutput.Embedding(input, node.label(), w), axes);
    }

    private static void requireFilled(OnnxNode node, Weights w) {
        if (w.values().length == 0) {
            throw node.fault("expected weights of at least one number but got " + w.describe());
        }
    }

    Value matMul(OnnxNode node) {
        return product(node, node.activity(0), node.weights(1, 2), null);
    }

    /** Reads alpha·A·B + beta·C, with a computed A [M,I] and constants B and C. */
    Value gemm(OnnxNode node) {
        Activation a = node.activity(0);
        if (a.rank() != 2 || node.integer("transA", 0) != 0) {
            throw node.fault("expected transA = 0 and an input with two axes but got " + a.describe());
        }
        Weights b = node.weights(1, 2);
        if (node.integer("transB", 0) != 0) {
            reading.charge(b.values().length);
            b = b.transpose(1, 0);
        }
        float alpha = node.number("alpha", 1);
        float beta = node.number("beta", 1);
        float[] c = node.has(2) ? bias(node, node.input(2), b.dim(1)) : null;
        return product(
                node,
                a,
                scaled(b, alpha),
                c == null ? null : scaled(Weights.of(c, c.length), beta).values());
    }

    private Weights scaled(Weights w, float factor) {
        if (factor == 1) {
            return w;
        }
        reading.charge(w.values().length);
        float[] values = w.values().clone();
        for (int k = 0; k < values.length; k++) {
            values[k] *= factor;
        }
        return new Weights(w.dims(), values);
    }

    private static Value product(OnnxNode node, Activation x, Weights w, float @Nullable [] b) {
        int last = x.rank() - 1;
        requireFilled(node, w);
        if (last < 1 || !x.isFeatures(last) || !x.dims().get(last).is(w.dim(0))) {
            throw node.fault("expected " + w.dim(0) + " features along the last axis but got " + x.describe());
        }
        return x.with(new LayerOutput.Dense(x.signal(), node.label(), w, b), last, AxisFactor.features(w.dim(1)));
    }

    /** Reads a bias that is added to the result of a product. */
    Value addBias(OnnxNode node) {
        int of = node.input(0) instanceof Activation ? 0 : 1;
        Activation x = node.activity(of);
        if (!(x.signal() instanceof LayerOutput.Dense dense) || dense.b != null || !x.isFeatures(x.rank() - 1)) {
            throw node.fault("expected a bias added to the result of a product but got " + x.describe());
        }
        float[] b = bias(node, node.input(1 - of), dense.size());
        return new Activation(new LayerOutput.Dense(dense.source, dense.node, dense.w, b), x.axes());
    }

    /** Returns a bias of O numbers from a constant with the sizes 1 and O, or with a single number. */
    private float[] bias(OnnxNode node, Value value, int size) {
        int last = value.rank() - 1;
        for (int k = 0; k <= last; k++) {
            Dim dim = value.dims().get(k);
            if (!dim.is(1) && !(k == last && dim.is(size))) {
                throw node.fault("expected a bias of " + size + " numbers but got " + value.describe());
            }
        }
        reading.charge(size);
        float[] values = Constants.numbers("bias", value, size);
        float[] b = new float[size];
        for (int k = 0; k < size; k++) {
            b[k] = values[values.length == 1 ? 0 : k];
        }
        return b;
    }

    Value activation(OnnxNode node, OnnxActivation activation) {
        Activation x = node.activity(0);
        if (activation != OnnxActivation.SIGMOID) {
            int axis = node.axis(node.integer("axis", node.opset() < 13 ? 1 : -1), x.rank());
            if (axis != x.rank() - 1 || !x.isFeatures(axis)) {
                throw node.fault("attribute 'axis': expected the last axis, with all features, but got " + axis + " of "
                        + x.describe());
            }
        }
        x.signal().features();
        return new Activation(new LayerOutput.Activated(x.signal(), node.label(), activation), x.axes());
    }

    /** Reads the mean over all steps. */
    Value mean(OnnxNode node) {
        Activation x = node.activity(0);
        x.signal().features();
        return overSteps(node, x, new LayerOutput.Pooled(x.signal(), node.label(), false));
    }

    /**
     * Returns the arrangement of {@code result}, whose axis of steps is reduced by the node.
     *
     * @throws org.gru4j.interop.onnx.format.OnnxFault if the node reduces any other axis
     */
    Activation overSteps(OnnxNode node, Activation x, LayerOutput result) {
        List<Integer> axes = node.axes(1, x.rank());
        Role steps = axes != null && axes.size() == 1 ? x.outer(axes.get(0)) : null;
        if (axes == null || steps == null || node.integer("noop_with_empty_axes", 0) != 0) {
            throw node.fault("axes: expected only the axis of the steps but got " + axes + " of " + x.describe());
        }
        reading.time(steps);
        Activation kept = x.with(result, axes.get(0), List.of());
        return node.integer("keepdims", 1) != 0 ? kept : kept.squeeze(axes);
    }
}
