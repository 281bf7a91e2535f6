package org.gru4j.model;

import org.gru4j.lifetime.Occupancy;
import org.gru4j.lifetime.Watch;
import org.jspecify.annotations.Nullable;

/**
 * The use of a {@link ModelRef}'s model for a while, a request or a session: the model stays open until the lease is
 * closed. A session that goes on from event to event keeps its lease as long as its stream:
 *
 * <pre>
 *   try (ModelLease lease = ref.lease(); SequenceStream stream = lease.model().newStream()) {
 *       …
 *   }
 * </pre>
 *
 * <p>Not thread-safe: for one thread at a time, not always the same one.
 */
public final class ModelLease implements AutoCloseable {
    private static final Watch.Kind KIND = new Watch.Kind("a lease of a model");

    private final ModelRef.Version version;
    private final Occupancy occupancy = Occupancy.of("lease of a model");
    private final Watch watch;
    /** Null if nobody has asked for it. */
    private @Nullable Predictor predictor;

    ModelLease(ModelRef.Version version) {
        this.version = version;
        watch = Watch.of(this, KIND, version::release);
    }

    /**
     * The model, which must not be closed, nor its parameters changed: others have it too.
     *
     * @throws IllegalStateException if the lease is closed
     */
    public Sequential model() {
        occupancy.requireOpen();
        return version.model();
    }

    /**
     * A predictor of the model, always the same one and this lease's alone; not to be closed, nor kept past the lease.
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
     * Ends the lease. The last one of a model that was replaced closes the model. Idempotent.
     *
     * @throws IllegalStateException if a thread is inside the lease or its predictor; then nothing has changed
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
