package org.gru4j.layer;

import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Layer normalisation of each step's features. The parameters are γ [I], initially 1, and β [I], initially 0. The
 * equations are those of {@link org.gru4j.backend.NormalizationKernel}.
 *
 * <p>Thread-safe to run forward, each thread with its own pass, as long as none changes the parameters; backward
 * is for one thread at a time.
 */
public final class LayerNorm implements Layer {
    private final String name;
    private final String dxName;
    private final int size;
    private final double epsilon;
    private final Parameters parameters;
    private final Tensor gamma;
    private final Tensor beta;
    private @Nullable Tensor dGamma;
    private @Nullable Tensor dBeta;

    static void declare(Parameters.Layout layout, String name, int size) {
        layout.addUndecayed(name + ".gamma", Shape.of(size), (random, index) -> 1);
        layout.addUndecayed(name + ".beta", Shape.of(size), (random, index) -> 0);
    }

    LayerNorm(String name, int size, double epsilon, Parameters parameters) {
        this.name = name;
        this.dxName = "gradient into " + name;
        this.size = size;
        this.epsilon = epsilon;
        this.parameters = parameters;
        this.gamma = parameters.value(name + ".gamma");
        this.beta = parameters.value(name + ".beta");
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        Layer.requireInput(name, x, size);
        Tensor y = pass.scope().allocateUninitialized(name, x.dim(0), x.dim(1), size);
        pass.backend().normalization().forward(x, gamma, beta, epsilon, y);
        if (pass.isTraining()) {
            pass.slot(this, InputSlot::new).save(name, x);
        }
        return y;
    }

    @Override
    public Tensor backward(Pass pass, Tensor dy) {
        pass.requireTraining(name);
        Tensor dScale = dGamma;
        Tensor dShift = dBeta;
        if (dScale == null || dShift == null) {
            dScale = parameters.gradient(name + ".gamma");
            dShift = parameters.gradient(name + ".beta");
            dGamma = dScale;
            dBeta = dShift;
        }
        Tensor x = pass.slot(this, InputSlot::new).take(name);
        Tensor dx = pass.scope().allocateUninitialized(dxName, x.dim(0), x.dim(1), size);
        pass.backend().normalization().backward(x, gamma, epsilon, dy, dx, dScale, dShift);
        return dx;
    }
}
