package org.gru4j.onednn;

import org.gru4j.backend.RecurrentDims;

/** Memory for padded copies, allocated when it is first needed. */
final class Spare {
    private final OneDnnBackend backend;
    private final RecurrentDims dims;
    private final long floats;
    private NativeStorage storage;

    Spare(OneDnnBackend backend, RecurrentDims dims, long floats) {
        this.backend = backend;
        this.dims = dims;
        this.floats = floats;
    }

    /** Its address; 0 if it is neither needed nor there. */
    long address(boolean needed) {
        if (storage == null && needed) {
            storage = backend.allocate(floats, "the copies of sequences of kernel " + dims);
        }
        return storage == null ? 0 : storage.address();
    }

    void release() {
        if (storage != null) {
            backend.release(storage);
        }
    }
}
