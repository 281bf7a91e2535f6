package org.gru4j.layer;

import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A dense layer with W [I,O] and b [O]: y = x·W + b at every step (Rumelhart, Hinton, Williams, Nature 323, 1986,
 * equation 1). With dy the gradient of y, and sums over the steps of all rows,
 * <pre>
 *   dW += Σ xᵀ·dy        db += Σ dy        dx = dy·Wᵀ
 * </pre>
 *
 * <p>Thread-safe to run forward, each thread with its own pass, as long as none changes the parameters; backward
 * is for one thread at a time.
 */
public final class Dense implements Layer {
    private final String name;
    private final String dxName;
    private final int inputSize;
    private final int outputSize;
    private final Parameters parameters;
    private final Tensor w;
    private final Tensor b;
    // null before the first backward
    private @Nullable Tensor dw;
    private @Nullable Tensor db;

    /** Declares W and b, with initial values U(±1/√I). */
    static void declare(Parameters.Layout layout, String name, int inputSize, int outputSize) {
        Parameters.Initializer initializer = Parameters.Initializer.uniform(1 / Math.sqrt(inputSize));
        layout.add(name + ".W", Shape.of(inputSize, outputSize), initializer);
        layout.addUndecayed(name + ".b", Shape.of(outputSize), initializer);
    }

    Dense(String name, int inputSize, int outputSize, Parameters parameters) {
        this.name = name;
        this.dxName = "gradient into " + name;
        this.inputSize = inputSize;
        this.outputSize = outputSize;
        this.parameters = parameters;
        this.w = parameters.value(name + ".W");
        this.b = parameters.value(name + ".b");
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        Layer.requireInput(name, x, inputSize);
        Tensor y = pass.scope().allocateUninitialized(name, x.dim(0), x.dim(1), outputSize);
        pass.backend().dense().forward(x, w, b, y);
        if (pass.isTraining()) {
            pass.slot(this, InputSlot::new).save(name, x);
        }
        return y;
    }

    @Override
    public Tensor backward(Pass pass, Tensor dy) {
        pass.requireTraining(name);
        if (dw == null) {
            dw = parameters.gradient(name + ".W");
        }
        if (db == null) {
            db = parameters.gradient(name + ".b");
        }
        Tensor x = pass.slot(this, InputSlot::new).take(name);
        Tensor dx = pass.scope().allocateUninitialized(dxName, x.dim(0), x.dim(1), inputSize);
        pass.backend().dense().backward(x, w, dy, dx, dw, db);
        return dx;
    }
}
