package org.gru4j.layer;

import org.gru4j.backend.Activation;
import org.gru4j.tensor.Tensor;

/** An activation function: y = f(x), dx = dy⊙f'(x). Thread-safe to run forward, each thread with its own pass. */
final class Activate implements Layer {
    private final String name;
    private final String dxName;
    private final int size;
    private final Activation activation;

    Activate(String name, int size, Activation activation) {
        this.name = name;
        this.dxName = "gradient into " + name;
        this.size = size;
        this.activation = activation;
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        Layer.requireInput(name, x, size);
        Tensor y = pass.scope().allocateUninitialized(name, x.dim(0), x.dim(1), size);
        pass.backend().elementwise().activate(activation, x, y);
        if (pass.isTraining()) {
            pass.slot(this, InputOutputSlot::new).save(name, x, y);
        }
        return y;
    }

    @Override
    public Tensor backward(Pass pass, Tensor dy) {
        pass.requireTraining(name);
        InputOutputSlot slot = pass.slot(this, InputOutputSlot::new);
        Tensor x = slot.takeInput(name);
        Tensor dx = pass.scope().allocateUninitialized(dxName, x.dim(0), x.dim(1), size);
        pass.backend().elementwise().activateBackward(activation, x, slot.takeOutput(name), dy, dx);
        return dx;
    }
}
