package org.gru4j.model;

import java.util.ArrayDeque;
import java.util.Objects;
import org.gru4j.layer.Parameters;
import org.gru4j.lifetime.Watch;
import org.jspecify.annotations.Nullable;

/**
 * A model that a service runs while another may take its place: each request leases the model of the moment, and a
 * model that was replaced is closed when its last lease ends, exactly once. A stream or a predictor that was made of it
 * besides and is still open keeps it open too.
 *
 * <pre>
 *   ModelRef ref = new ModelRef(checkpoint.createModel(backend));
 *
 *   try (ModelLease lease = ref.lease()) {                        // each request, on any thread
 *       return lease.predictor().predict(x);
 *   }
 *
 *   ref.swap(newCheckpoint.createModel(backend));                 // at any moment; requests go on
 * </pre>
 *
 * <p>Predictors cost memory and time to make. They stay with their model: a lease takes one that is idle, and gives it
 * back when it ends, so that there are as many as requests ran at once. Thread-safe; no lease waits for another, and
 * swapping waits for none.
 */
public final class ModelRef implements AutoCloseable {
    /** One model, and those who keep it open: the reference itself as long as it is the current one, and the leases. */
    static final class Version {
        private final Sequential model;
        private final Parameters.Hold hold;
        private final ArrayDeque<Predictor> idle = new ArrayDeque<>();
        private int users = 1;

        Version(Sequential model) {
            this.model = model;
            hold = model.parameters().hold("model reference");
        }

        Sequential model() {
            return model;
        }

        synchronized void retain() {
            users++;
        }

        Predictor take() {
            synchronized (this) {
                if (!idle.isEmpty()) {
                    return idle.pop();
                }
            }
            return Watch.makeParts(() -> new Predictor(model));
        }

        /** Unless somebody closed it. */
        synchronized void putBack(Predictor predictor) {
            if (predictor.isOpen()) {
                idle.push(predictor);
            }
        }

        /** The last one closes the predictors and the model. */
        void release() {
            synchronized (this) {
                if (--users > 0) {
                    return;
                }
            }
            idle.forEach(Predictor::close);
            idle.clear();
            model.parameters().closeWhenUnused();
            hold.close();
        }
    }

    private static final Watch.Kind KIND = new Watch.Kind("a model reference");

    private final Watch watch;
    /** Null from the end of the reference on. */
    private @Nullable Version current;

    /**
     * @param model becomes the reference's, which closes it
     * @throws IllegalStateException if it is closed
     */
    public ModelRef(Sequential model) {
        current = new Version(model);
        watch = Watch.of(this, KIND, null);
    }

    /**
     * The model of the moment, which stays open until the lease is closed, whatever is swapped.
     *
     * @throws IllegalStateException if the reference is closed
     */
    public synchronized ModelLease lease() {
        Version version = requireOpen();
        version.retain();
        return new ModelLease(version);
    }

    /**
     * From now on leases are of another model, which may have another description. The one before is closed now if
     * nobody has a lease of it, or else when the last one ends.
     *
     * @param next becomes the reference's, which closes it
     * @throws IllegalStateException if the reference or the model is closed; the model is still the caller's then
     * @throws IllegalArgumentException if it is the current model
     */
    public void swap(Sequential next) {
        Objects.requireNonNull(next, "next");
        Version before;
        synchronized (this) {
            before = requireOpen();
            if (next == before.model) {
                throw new IllegalArgumentException("swap: expected another model than the current one");
            }
            current = new Version(next);
        }
        before.release();
    }

    private Version requireOpen() {
        if (current == null) {
            throw new IllegalStateException("model reference is used after it was closed");
        }
        return current;
    }

    /** Ends it: there are no more leases, and the model is closed when the last one ends. Idempotent. */
    @Override
    public void close() {
        Version before;
        synchronized (this) {
            before = current;
            current = null;
        }
        watch.close();
        if (before != null) {
            before.release();
        }
    }
}
