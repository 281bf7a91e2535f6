package org.gru4j.model;

import org.gru4j.lifetime.Occupancy;
import org.gru4j.lifetime.Watch;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a {@link ModelRef}'s model open for a request or a session, until the lease is closed. A long-lived session
 * keeps its lease for as long as its stream:
 *
 * <pre>
 *   try (ModelLease lease = ref.lease(); SequenceStream stream = lease.model().newStream()) {
 *       …
 *   }
 * </pre>
 *
 * <p>Not thread-safe: one thread at a time may use it, but not always the same one.
 */
public final class ModelLease implements AutoCloseable {
    private static final Watch.Kind KIND = new Watch.Kind("a lease of a model");

    private final ModelRef.Version version;
    private final Occupancy occupancy = Occupancy.of("lease of a model");
    private final Watch watch;
    /** Null before its first use. */
    private @Nullable Predictor predictor;

    ModelLease(ModelRef.Version version) {
        this.version = version;
        watch = Watch.of(this, KIND, version::release);
    }

    /**
     * Returns the model. Do not close it or change its parameters: it is shared with other leases.
     *
     * @throws IllegalStateException if the lease is closed
     */
    public Sequential model() {
        occupancy.requireOpen();
        return version.model();
    }

    /**
     * Returns this lease's predictor, always the same one; no other lease uses it. Do not close it, or use it after the
     * lease has ended.
     *
     * @throws IllegalStateException if the lease is closed
     */
    public Predictor predictor() {
        occupancy.enter();
        try {
            if (predictor == null) {
                predictor = version.take();
            }
            return predictor;
        } finally {
            occupancy.leave();
        }
    }

    /**
     * Ends the lease. If the model was replaced, the end of its last lease closes it. Idempotent.
     *
     * @throws IllegalStateException if a thread is inside the lease or its predictor; nothing has changed then
     */
    @Override
    public void close() {
        Predictor used = predictor;
        if (used != null) {
            used.requireIdle("lease of a model can't be closed");
        }
        if (occupancy.close()) {
            if (used != null) {
                version.putBack(used);
            }
            watch.close();
        }
    }
}
