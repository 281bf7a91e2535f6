package org.gru4j.onednn;

import org.gru4j.backend.Workspace;

/** The memory of a native GRU's training pass. */
final class OneDnnWorkspace extends Workspace {
    private final PassMemory memory;

    OneDnnWorkspace(OneDnnGruKernel kernel, PassMemory memory) {
        super(kernel);
        this.memory = memory;
    }

    PassMemory memory() {
        return memory;
    }

    @Override
    protected void release() {
        memory.release();
    }
}
