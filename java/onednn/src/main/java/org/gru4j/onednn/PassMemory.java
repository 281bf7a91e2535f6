package org.gru4j.onednn;

import org.gru4j.backend.RecurrentDims;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one pass: a workspace, which forward fills and backward reads, and copies of sequences. The copies are
 * allocated when they are first needed.
 */
final class PassMemory {
    private final OneDnnBackend backend;
    private final RecurrentDims dims;
    private final long copiesFloats;
    private final @Nullable NativeStorage workspace; // null in inference
    private @Nullable NativeStorage copies; // null until they are first needed

    PassMemory(OneDnnBackend backend, RecurrentDims dims, long workspaceFloats, long copiesFloats) {
        this.backend = backend;
        this.dims = dims;
        this.copiesFloats = copiesFloats;
        this.workspace =
                workspaceFloats == 0 ? null : backend.allocate(workspaceFloats, "the workspace of kernel " + dims);
    }

    /** Returns the address of the workspace; 0 if there is none. */
    long address() {
        return workspace == null ? 0 : workspace.address();
    }

    /** Returns the address of the copies; 0 if they are not needed and were not needed before. */
    long copies(boolean needed) {
        if (copies == null && needed) {
            copies = backend.allocate(copiesFloats, "the copies of sequences of kernel " + dims);
        }
        return copies == null ? 0 : copies.address();
    }

    void release() {
        if (workspace != null) {
            backend.release(workspace);
        }
        if (copies != null) {
            backend.release(copies);
        }
    }
}
