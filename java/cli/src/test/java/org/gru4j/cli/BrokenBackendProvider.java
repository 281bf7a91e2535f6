package org.gru4j.cli;

import org.gru4j.backend.Backend;
import org.gru4j.backend.BackendProvider;
import org.gru4j.backend.BackendUnavailableException;

/** A backend that can't load anywhere, preferred to all others. */
public final class BrokenBackendProvider implements BackendProvider {
    @Override
    public String name() {
        return "broken";
    }

    @Override
    public int priority() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Backend create(int threads) {
        throw new BackendUnavailableException(
                "libbroken.so: cannot open shared object file", new UnsatisfiedLinkError());
    }
}
