package org.gru4j.layer;

import org.gru4j.tensor.Tensor;

/**
 * Inverted dropout (Srivastava et al., JMLR 15, 2014). In training y = m⊙x; each element of m [T,N,I] is 0 with
 * probability p, else 1 ÷ (1−p), so the expected value of y is x. In inference y = x.
 *
 * <p>The mask follows the rule of {@link org.gru4j.random.CounterRandom}. It is not stored: backward, dx = m⊙dy, draws
 * it again.
 *
 * <p>Thread-safe to run forward, each thread with its own pass, as long as none changes the parameters; backward
 * is for one thread at a time.
 */
public final class Dropout implements Layer {
    private final Object model;
    private final String name;
    private final String dxName;
    private final int size;
    private final double rate;
    private final long place;

    /** @param model the model that contains the layer */
    Dropout(Object model, String name, int size, double rate) {
        this.model = model;
        this.name = name;
        this.dxName = "gradient into " + name;
        this.size = size;
        this.rate = rate;
        this.place = place(name);
    }

    /** Returns a number that distinguishes the masks of this name from others that are drawn in the same step. */
    static long place(String name) {
        return (name + ".mask").hashCode();
    }

    /** Returns x times the mask of this step and place, as a tensor of the step. Computes y from x, and dx from dy. */
    static Tensor mask(Pass pass, Object model, Tensor x, double rate, long place, String resultName) {
        Tensor y = pass.scope().allocateUninitialized(resultName, x.dim(0), x.dim(1), x.dim(2));
        pass.backend()
                .dropout()
                .apply(x, pass.firstRow(), pass.batchRows(x.dim(1)), pass.randomKey(model, place), rate, y);
        return y;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException in training, if the step began without a seed
     */
    @Override
    public Tensor forward(Pass pass, Tensor x) {
        Layer.requireInput(name, x, size);
        if (!pass.isTraining()) {
            return x;
        }
        pass.slot(this, InputSlot::new).save(name, x);
        if (rate == 0) {
            return x;
        }
        pass.requireRandom(name);
        return mask(pass, model, x, rate, place, name);
    }

    @Override
    public Tensor backward(Pass pass, Tensor dy) {
        pass.requireTraining(name);
        Tensor x = pass.slot(this, InputSlot::new).take(name);
        dy.requireShape("dy [T,N,I]", x.dim(0), x.dim(1), size);
        return rate == 0 ? dy : mask(pass, model, dy, rate, place, dxName);
    }
}
