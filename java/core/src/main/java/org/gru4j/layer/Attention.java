package org.gru4j.layer;

import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Attention of the steps of one sequence, the queries, to the valid steps of another, the memory. It emits a context
 * for each query: the mean of the memory with the weights a [T,N,S]. The equations are those of
 * {@link org.gru4j.backend.AttentionKernel}, with the memory as values. If the memory of a query has no valid step, the
 * context is zero.
 *
 * <p>The parameters are {@code NAME.query.W} [Q,A] and {@code NAME.memory.W} [M,A]; additive attention also has
 * {@code NAME.v} [A]. Scores without weights have no parameters.
 *
 * <p>Thread-safe to run forward, each thread with its own pass, as long as none changes the parameters; backward
 * is for one thread at a time.
 */
public final class Attention implements Join {
    /** Keeps what backward needs, including the weights, which callers can read. */
    private static final class Slot implements Pass.Slot {
        private @Nullable Tensor query;
        private @Nullable Tensor key;
        private @Nullable Tensor weights;

        @Override
        public void end() {
            query = null;
            key = null;
            weights = null;
        }

        @Override
        public void close() {
            end();
        }
    }

    private final String name;
    private final String weightsName;
    private final String dQueryName;
    private final String dMemoryName;
    private final Parameters parameters;
    private final double scale;
    /** Null without projections; likewise the fields below. */
    private final @Nullable Projection queryProjection;

    private final @Nullable Projection memoryProjection;
    /** Null unless scores are additive. */
    private final @Nullable Tensor v;

    private @Nullable Tensor dv;

    static void declare(Parameters.Layout layout, String name, AttentionLayer spec) {
        Projection.declare(layout, name + ".query", spec.querySize(), spec.size());
        Projection.declare(layout, name + ".memory", spec.memorySize(), spec.size());
        if (spec.score() == AttentionLayer.Score.ADDITIVE) {
            layout.add(name + ".v", Shape.of(spec.size()), Parameters.Initializer.uniform(1 / Math.sqrt(spec.size())));
        }
    }

    Attention(String name, AttentionLayer spec, Parameters parameters) {
        this.name = name;
        this.weightsName = "weights of " + name;
        this.dQueryName = "gradient of queries into " + name;
        this.dMemoryName = "gradient of the memory of " + name;
        this.parameters = parameters;
        scale = switch (spec.score()) {
            case DOT, ADDITIVE -> 1;
            case SCALED_DOT -> 1 / Math.sqrt(spec.memorySize());
            case GENERAL -> 1 / Math.sqrt(spec.size());
        };
        boolean projected = spec.score().isProjected();
        queryProjection = projected ? new Projection(name + ".query", parameters) : null;
        memoryProjection = projected ? new Projection(name + ".memory", parameters) : null;
        v = spec.score() == AttentionLayer.Score.ADDITIVE ? parameters.value(name + ".v") : null;
    }

    /** Returns the weights a [T,N,S] of this pass's last forward; valid until the step ends. */
    public Tensor weights(Pass pass) {
        return kept(slot(pass).weights);
    }

    private Slot slot(Pass pass) {
        return pass.slot(this, Slot::new);
    }

    private Tensor kept(@Nullable Tensor tensor) {
        if (tensor == null) {
            throw new IllegalStateException(
                    name + ": needs a forward in the same step, and backward runs only once for each forward");
        }
        return tensor;
    }

    @Override
    public Tensor forward(Pass pass, Inputs inputs) {
        Tensor queries = inputs.value(0);
        Tensor memory = inputs.value(1);
        Slot slot = slot(pass);
        Tensor q = queryProjection == null ? queries : queryProjection.forward(pass, queries);
        Tensor k = memoryProjection == null ? memory : memoryProjection.forward(pass, memory);
        Tensor a = pass.scope().allocateUninitialized(weightsName, q.dim(0), q.dim(1), k.dim(0));
        Tensor y = pass.scope().allocateUninitialized(name, q.dim(0), q.dim(1), memory.dim(2));
        if (v == null) {
            pass.backend().attention().forward(q, k, memory, inputs.lengths(1), scale, a, y);
        } else {
            pass.backend().attention().forwardAdditive(q, k, v, memory, inputs.lengths(1), a, y);
        }
        slot.query = q;
        slot.key = k;
        slot.weights = a;
        return y;
    }

    @Override
    public void backward(Pass pass, Tensor dy, Inputs inputs) {
        pass.requireTraining(name);
        Slot slot = slot(pass);
        Tensor memory = inputs.value(1);
        Tensor q = kept(slot.query);
        Tensor k = kept(slot.key);
        Tensor a = kept(slot.weights);
        slot.end();
        Tensor dq = like(pass, q, dQueryName);
        Tensor dk = like(pass, k, dMemoryName);
        Tensor dMemory = k == memory ? null : like(pass, memory, dMemoryName);
        if (v == null) {
            pass.backend()
                    .attention()
                    .backward(
                            q, k, memory, inputs.lengths(1), scale, a, dy, like(pass, a, weightsName), dq, dk, dMemory);
        } else if (dMemory != null) {
            pass.backend()
                    .attention()
                    .backwardAdditive(q, k, v, memory, inputs.lengths(1), a, dy, dq, dk, gradientOfV(), dMemory);
        }
        if (dMemory != null) {
            inputs.addGradient(1, dMemory);
        }
        inputs.addGradient(0, queryProjection == null ? dq : queryProjection.backward(pass, inputs.value(0), dq));
        inputs.addGradient(1, memoryProjection == null ? dk : memoryProjection.backward(pass, memory, dk));
    }

    private Tensor gradientOfV() {
        Tensor gradient = dv;
        if (gradient == null) {
            gradient = parameters.gradient(name + ".v");
            dv = gradient;
        }
        return gradient;
    }

    private static Tensor like(Pass pass, Tensor tensor, String resultName) {
        return pass.scope().allocateUninitialized(resultName, tensor.dim(0), tensor.dim(1), tensor.dim(2));
    }
}
