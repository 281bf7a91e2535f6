package org.gru4j.onednn;

import org.gru4j.backend.RecurrentDims;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one pass: a workspace, which carries training from forward to backward, and copies of sequences,
 * allocated when they are first needed.
 */
final class PassMemory {
    private final OneDnnBackend backend;
    private final RecurrentDims dims;
    private final long copiesFloats;
    private final @Nullable NativeStorage workspace; // null if nothing is to be carried
    private @Nullable NativeStorage copies; // null until they are needed

    PassMemory(OneDnnBackend backend, RecurrentDims dims, long workspaceFloats, long copiesFloats) {
        this.backend = backend;
        this.dims = dims;
        this.copiesFloats = copiesFloats;
        this.workspace =
                workspaceFloats == 0 ? null : backend.allocate(workspaceFloats, "the workspace of kernel " + dims);
    }

    /** The workspace's address, 0 if there is none. */
    long address() {
        return workspace == null ? 0 : workspace.address();
    }

    /** The copies' address; 0 if they are neither needed nor there. */
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
