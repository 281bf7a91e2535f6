package org.gru4j.backend;

/** Makes a backend available through {@link java.util.ServiceLoader}. Implementations must be thread-safe. */
public interface BackendProvider {
    /** Name that users select the backend by, for example {@code onednn}. */
    String name();

    /** Rank among all providers. {@link Backends#best()} tries the highest priority first. */
    int priority();

    /**
     * Returns the backend, ready for use and tested.
     *
     * @param threads number of threads that its kernels may use; positive
     * @throws BackendUnavailableException if the backend can't run here. The message gives the reason, and the cause is
     *     set if there is one
     */
    Backend create(int threads);

    /**
     * Releases what the JVM holds for the backends of this provider's class, such as threads and hooks. Further calls
     * do nothing. See {@link Backends#shutdown}.
     */
    default void shutdown() {}
}
