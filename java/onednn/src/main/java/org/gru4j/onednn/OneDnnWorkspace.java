package org.gru4j.onednn;

import org.gru4j.backend.RecurrentWorkspace;

/** oneDNN's workspace, and the memory for padded copies from the moment that it is first needed. */
final class OneDnnWorkspace extends RecurrentWorkspace {
    private final OneDnnBackend backend;
    private final NativeStorage storage;
    private final Spare spare;

    OneDnnWorkspace(OneDnnBackend backend, OneDnnGruKernel kernel, long floats, long spareFloats) {
        super(kernel);
        this.backend = backend;
        this.storage = backend.allocate(floats, "the workspace of kernel " + kernel.dims());
        this.spare = new Spare(backend, kernel.dims(), spareFloats);
    }

    long address() {
        return storage.address();
    }

    Spare spare() {
        return spare;
    }

    @Override
    protected void release() {
        backend.release(storage);
        spare.release();
    }
}
