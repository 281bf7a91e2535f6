package org.gru4j.backend.reference;

import org.gru4j.backend.Backend;
import org.gru4j.backend.BackendProvider;

/**
 * Provides {@link ReferenceBackend} with the lowest priority: it works everywhere and is the slowest. Thread-safe: it
 * has no state.
 */
public final class ReferenceBackendProvider implements BackendProvider {
    private static final Backend BACKEND = new ReferenceBackend();

    @Override
    public String name() {
        return ReferenceBackend.NAME;
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Backend create(int threads) {
        return BACKEND;
    }
}
