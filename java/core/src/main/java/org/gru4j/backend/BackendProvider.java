package org.gru4j.backend;

/** Makes a backend available through {@link java.util.ServiceLoader}. Implementations must be thread-safe. */
public interface BackendProvider {
    /** The name by which users ask for it, for example {@code onednn}. */
    String name();

    /** The higher, the sooner {@link Backends#best()} chooses it. */
    int priority();

    /**
     * The backend, ready and proven to work.
     *
     * @param threads how many threads its kernels may use; positive
     * @throws BackendUnavailableException if it can't run here, with the reason, and the cause where there is one
     */
    Backend create(int threads);

    /**
     * Lets go of what the JVM holds for the backends that providers of this class made: threads, hooks. See
     * {@link Backends#shutdown}. Again does nothing.
     */
    default void shutdown() {}
}
