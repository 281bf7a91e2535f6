package org.gru4j.layer;

import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The mean of a sequence's valid steps with trained weights, W [I,A] and v [A]: e_t = v·tanh(x_t·W), a = softmax of e
 * over the steps, y = Σ_t a_t·x_t (Yang et al., Hierarchical Attention Networks, 2016, without the bias). A row without
 * a valid step gives zeros.
 *
 * <p>Thread-safe to run forward, each thread with its own pass, as long as none changes the parameters; backward
 * is for one thread at a time.
 */
public final class AttentionPooling implements Layer {
    private static final class Slot implements Pass.Slot {
        private @Nullable Tensor x;
        private @Nullable Tensor query;
        private @Nullable Tensor key;
        private @Nullable Tensor weights;
        private int @Nullable [] lengths;

        @Override
        public void end() {
            x = null;
            query = null;
            key = null;
            weights = null;
            lengths = null;
        }

        @Override
        public void close() {
            end();
        }
    }

    private final String name;
    private final String weightsName;
    private final String gradientName;
    private final AttentionPoolingLayer spec;
    private final Parameters parameters;
    private final Projection projection;
    private final Tensor v;
    private @Nullable Tensor dv;

    AttentionPooling(String name, AttentionPoolingLayer spec, Parameters parameters) {
        this.name = name;
        this.weightsName = "weights of " + name;
        this.gradientName = "gradient in " + name;
        this.spec = spec;
        this.parameters = parameters;
        this.projection = new Projection(name, parameters);
        this.v = parameters.value(name + ".v");
    }

    /** Returns the weights a [1,N,T] of this pass's last forward; valid until the step ends. */
    public Tensor weights(Pass pass) {
        return kept(pass.slot(this, Slot::new).weights);
    }

    private Tensor kept(@Nullable Tensor tensor) {
        if (tensor == null) {
            throw new IllegalStateException(
                    name + ": backward needs a forward in the same step, and runs only once for each forward");
        }
        return tensor;
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        Layer.requireInput(name, x, spec.size());
        Slot slot = pass.slot(this, Slot::new);
        int[] lengths = pass.lengths(x.dim(0), x.dim(1));
        Tensor key = projection.forward(pass, x);
        Tensor query = pass.scope().allocateUninitialized(name, 1, x.dim(1), spec.attentionSize());
        query.zero(0, query.size());
        Tensor weights = pass.scope().allocateUninitialized(weightsName, 1, x.dim(1), x.dim(0));
        Tensor y = pass.scope().allocateUninitialized(name, 1, x.dim(1), spec.size());
        pass.backend().attention().forwardAdditive(query, key, v, x, lengths, weights, y);
        slot.x = x;
        slot.query = query;
        slot.key = key;
        slot.weights = weights;
        slot.lengths = lengths;
        return y;
    }

    @Override
    public Tensor backward(Pass pass, Tensor dy) {
        pass.requireTraining(name);
        Slot slot = pass.slot(this, Slot::new);
        Tensor x = kept(slot.x);
        Tensor query = kept(slot.query);
        Tensor key = kept(slot.key);
        Tensor dQuery = like(pass, query);
        Tensor dKey = like(pass, key);
        Tensor dx = like(pass, x);
        pass.backend()
                .attention()
                .backwardAdditive(
                        query, key, v, x, slot.lengths, kept(slot.weights), dy, dQuery, dKey, gradientOfV(), dx);
        slot.end();
        pass.backend().elementwise().add(projection.backward(pass, x, dKey), dx);
        return dx;
    }

    private Tensor gradientOfV() {
        Tensor gradient = dv;
        if (gradient == null) {
            gradient = parameters.gradient(name + ".v");
            dv = gradient;
        }
        return gradient;
    }

    private Tensor like(Pass pass, Tensor tensor) {
        return pass.scope().allocateUninitialized(gradientName, tensor.dim(0), tensor.dim(1), tensor.dim(2));
    }
}
