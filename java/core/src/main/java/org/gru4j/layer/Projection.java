package org.gru4j.layer;

import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A product with trained weights, y = x·W with W [I,O], as a part of a layer. Thread-safe like a layer. */
final class Projection {
    private final String name;
    private final String dxName;
    private final Parameters parameters;
    private final Tensor w;
    private @Nullable Tensor dw;

    /** Declares {@code NAME.W}, with initial values U(±1/√I). */
    static void declare(Parameters.Layout layout, String name, int inputSize, int outputSize) {
        layout.add(
                name + ".W", Shape.of(inputSize, outputSize), Parameters.Initializer.uniform(1 / Math.sqrt(inputSize)));
    }

    Projection(String name, Parameters parameters) {
        this.name = name;
        this.dxName = "gradient into " + name;
        this.parameters = parameters;
        this.w = parameters.value(name + ".W");
    }

    /** Returns y [T,N,O], valid until the step ends. */
    Tensor forward(Pass pass, Tensor x) {
        Tensor y = pass.scope().allocateUninitialized(name, x.dim(0), x.dim(1), w.dim(1));
        pass.backend().dense().forward(x, w, null, y);
        return y;
    }

    /** Returns dx [T,N,I], valid until the step ends; adds to the gradient of W. */
    Tensor backward(Pass pass, Tensor x, Tensor dy) {
        Tensor gradient = dw;
        if (gradient == null) {
            gradient = parameters.gradient(name + ".W");
            dw = gradient;
        }
        Tensor dx = pass.scope().allocateUninitialized(dxName, x.dim(0), x.dim(1), x.dim(2));
        pass.backend().dense().backward(x, w, dy, dx, gradient, null);
        return dx;
    }
}
