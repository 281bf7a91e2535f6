package org.gru4j.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Consumer;
import java.util.function.Function;
import org.gru4j.model.Sequential;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;

/**
 * Compares the gradients of a model that is linear in its input and in each of its parameters with central differences
 * of the loss Σ y·dy, which then err by nothing but the rounding of y to float.
 */
final class LinearOracle {
    private final Sequential model;
    private final Consumer<Pass> begin;
    private final Function<Pass, Tensor> forward;
    private final Tensor dy;

    /**
     * @param begin a step of a training pass
     * @param forward the model's y
     */
    LinearOracle(Sequential model, Consumer<Pass> begin, Function<Pass, Tensor> forward, Tensor dy) {
        this.model = model;
        this.begin = begin;
        this.forward = forward;
        this.dy = dy;
    }

    /** Sets one of the numbers that the loss depends on. */
    private interface Change {
        void set(float value);
    }

    /** Σ y·dy, and Σ |y·dy|, which the rounding of y is relative to. */
    private double[] loss(Pass pass) {
        begin.accept(pass);
        Tensor y = forward.apply(pass);
        double sum = 0;
        double magnitude = 0;
        for (int k = 0; k < y.size(); k++) {
            sum += (double) y.get(k) * dy.get(k);
            magnitude += Math.abs((double) y.get(k) * dy.get(k));
        }
        pass.end();
        return new double[] {sum, magnitude};
    }

    private void assertGradient(Pass pass, String what, float value, Change change, float gradient) {
        float above = value + 1;
        float below = value - 1;
        change.set(above);
        double[] lossAbove = loss(pass);
        change.set(below);
        double[] lossBelow = loss(pass);
        change.set(value);
        double step = (double) above - below;
        double rounding = Numbers.FLOAT_EPSILON / 2 * ((lossAbove[1] + lossBelow[1]) / step + Math.abs(gradient));
        assertEquals((lossAbove[0] - lossBelow[0]) / step, gradient, rounding, what);
    }

    /** Of every parameter, and of x unless it is null. */
    void assertGradientsAgree(Tensor x) {
        try (Pass pass = Pass.training(model.backend())) {
            begin.accept(pass);
            forward.apply(pass);
            Tensor gradient = model.backward(pass, dy);
            float[] dx = x == null ? null : gradient.toArray();
            pass.end();
            for (int k = 0; x != null && k < x.size(); k++) {
                int index = k;
                assertGradient(
                        pass, "x[" + k + "]", x.get(k), value -> x.write(index, new float[] {value}, 0, 1), dx[k]);
            }
            for (String name : model.parameters().names()) {
                assertParameterGradient(pass, name);
            }
        }
    }

    private void assertParameterGradient(Pass pass, String name) {
        float[] values = model.parameters().value(name).toArray();
        for (int k = 0; k < values.length; k++) {
            int index = k;
            assertGradient(
                    pass,
                    name + "[" + k + "]",
                    values[k],
                    value -> {
                        float[] changed = values.clone();
                        changed[index] = value;
                        model.parameters().set(name, changed);
                    },
                    model.parameters().gradient(name).get(k));
        }
    }
}
