package org.gru4j.model;

import java.util.ArrayDeque;
import java.util.Objects;
import org.gru4j.layer.Parameters;
import org.gru4j.lifetime.Watch;
import org.jspecify.annotations.Nullable;

/**
 * The current model of a service, which can be replaced at any time. Each request leases the current model. A replaced
 * model is closed exactly once, when its last lease ends. Streams and predictors that were created from the model
 * directly also keep it open.
 *
 * <pre>
 *   ModelRef ref = new ModelRef(checkpoint.createModel(backend));
 *
 *   try (ModelLease lease = ref.lease()) {                        // each request, on any thread
 *       return lease.predictor().predict(x);
 *   }
 *
 *   ref.swap(newCheckpoint.createModel(backend));                 // at any time; requests are not interrupted
 * </pre>
 *
 * <p>Predictors are expensive to create, in memory and time, so they are reused: a lease takes an idle predictor of its
 * model, and returns it when the lease ends. There are as many as there were concurrent requests. Thread-safe: no lease
 * waits for another, and swapping does not wait for leases.
 */
public final class ModelRef implements AutoCloseable {
    /** A model and the number of its users: the reference itself, while this is the current model, and the leases. */
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

        /** Returns a predictor to the idle ones, unless it was closed. */
        synchronized void putBack(Predictor predictor) {
            if (predictor.isOpen()) {
                idle.push(predictor);
            }
        }

        /** Ends one use. The last one closes the predictors and the model. */
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
    /** Null once the reference is closed. */
    private @Nullable Version current;

    /**
     * @param model owned by the reference from now on, which closes it
     * @throws IllegalStateException if the model is closed
     */
    public ModelRef(Sequential model) {
        current = new Version(model);
        watch = Watch.of(this, KIND, null);
    }

    /**
     * Leases the current model. It stays open until the lease is closed, even if it is replaced.
     *
     * @throws IllegalStateException if the reference is closed
     */
    public synchronized ModelLease lease() {
        Version version = requireOpen();
        version.retain();
        return new ModelLease(version);
    }

    /**
     * Replaces the current model; new leases get {@code next}, which may have a different description. The replaced
     * model is closed now if it has no lease, and otherwise when its last lease ends.
     *
     * @param next owned by the reference from now on, which closes it
     * @throws IllegalStateException if the reference or the model is closed; the caller still owns {@code next} then
     * @throws IllegalArgumentException if it is the current model
     */
    public void swap(Sequential next) {
        Objects.requireNonNull(next, "next");
        Version before;
        synchronized (this) {
            before = requireOpen();
            if (next == before.model) {
                throw new IllegalArgumentException("swap: expected a new model but got the current one");
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

    /** Ends the reference: no new leases are given, and the model is closed when its last lease ends. Idempotent. */
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
