package org.gru4j.layer;

import java.util.function.Supplier;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Scores of V items: y = x·Wᵀ + b at every step, where W [V,I] has a row for each item, and b is [V]. The gradients are
 * those of {@link Dense} with W transposed.
 *
 * <p>In a step that is {@linkplain Pass#restrictTo restricted} to S items, only their S scores are computed, and only
 * their rows get gradients (Hidasi et al., arXiv 1511.06939, section 3.1.2). With tens of thousands of items, this is
 * what makes training fast.
 *
 * <p>Thread-safe to run forward, each thread with its own pass, as long as none changes the parameters; backward
 * is for one thread at a time.
 */
public final class ItemScores implements Layer {
    private final String name;
    private final String weightsName;
    private final String dxName;
    private final int inputSize;
    private final int count;
    private final Parameters parameters;
    private final Tensor w;
    private final Tensor b;
    private final Supplier<ItemScoresRun.Cache> createCache;
    // null before the first backward
    private @Nullable Tensor dw;
    private @Nullable Tensor db;

    /**
     * Declares W and b, with initial values U(±1/√I). There is no weight decay, because restricted steps rarely train
     * an item's row.
     */
    static void declare(Parameters.Layout layout, String name, int inputSize, int count) {
        Parameters.Initializer initializer = Parameters.Initializer.uniform(1 / Math.sqrt(inputSize));
        layout.addUndecayed(name + ".W", Shape.of(count, inputSize), initializer);
        layout.addUndecayed(name + ".b", Shape.of(count), initializer);
    }

    ItemScores(String name, int inputSize, int count, Parameters parameters) {
        this(name, name + ".W", inputSize, count, parameters);
    }

    /** @param weightsName the name of W, which may belong to another layer */
    ItemScores(String name, String weightsName, int inputSize, int count, Parameters parameters) {
        this.weightsName = weightsName;
        this.name = name;
        this.dxName = "gradient into " + name;
        this.inputSize = inputSize;
        this.count = count;
        this.parameters = parameters;
        this.w = parameters.value(weightsName);
        this.b = parameters.value(name + ".b").view(name + ".b", 0, Shape.of(count, 1));
        this.createCache = () -> new ItemScoresRun.Cache(inputSize);
    }

    /** @return y [T,N,V], or [T,N,S] of the items that the step is restricted to; valid until the step ends */
    @Override
    public Tensor forward(Pass pass, Tensor x) {
        Layer.requireInput(name, x, inputSize);
        int[] items = pass.candidates();
        ItemScoresRun.Cache cache = pass.slot(this, createCache);
        ItemScoresRun run = cache.begin(name, pass, items == null ? count : items.length, items == null, x);
        if (items == null) {
            run.loadAll(w, b);
        } else {
            run.load(w, b, items);
        }
        Tensor y = pass.scope().allocateUninitialized(name, x.dim(0), x.dim(1), run.size());
        pass.backend().dense().forward(x, run.columns(), run.bias(), y);
        return y;
    }

    @Override
    public Tensor backward(Pass pass, Tensor dy) {
        pass.requireTraining(name);
        if (dw == null) {
            dw = parameters.gradient(weightsName);
        }
        if (db == null) {
            db = parameters.gradient(name + ".b").view("gradient of " + name + ".b", 0, Shape.of(count, 1));
        }
        ItemScoresRun.Cache cache = pass.slot(this, createCache);
        Tensor x = cache.takeInput(name);
        ItemScoresRun run = cache.current(name);
        Tensor dx = pass.scope().allocateUninitialized(dxName, x.dim(0), x.dim(1), inputSize);
        run.zeroGradients();
        pass.backend().dense().backward(x, run.columns(), dy, dx, run.dColumns(), run.dBias());
        run.addGradients(dw, db, pass.candidates());
        return dx;
    }
}
