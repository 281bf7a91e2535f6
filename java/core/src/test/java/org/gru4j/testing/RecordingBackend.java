package org.gru4j.testing;

import java.util.Map;
import org.gru4j.backend.CrossEntropyKernel;
import org.gru4j.backend.DenseKernel;
import org.gru4j.backend.DropoutKernel;
import org.gru4j.backend.EmbeddingKernel;
import org.gru4j.backend.OptimizerKernel;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.backend.portable.PortableBackend;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.Storage;
import org.gru4j.tensor.StoragePool;
import org.gru4j.tensor.Tensor;

/**
 * A backend whose kernels compute nothing: it counts what is made and closed, and runs a hook inside each forward
 * pass. As with native code, no tensor notices what a kernel does.
 */
public final class RecordingBackend extends PortableBackend {
    private final StoragePool pool = new StoragePool(bytes -> new Storage(this, bytes));
    private Runnable duringForward = () -> {};
    private int createdKernels;
    private int openKernels;
    private int openWorkspaces;
    private int releases;

    /** What runs on the calling thread in the middle of each forward pass. */
    public void duringForward(Runnable hook) {
        duringForward = hook;
    }

    public int createdKernels() {
        return createdKernels;
    }

    public int openKernels() {
        return openKernels;
    }

    public int openWorkspaces() {
        return openWorkspaces;
    }

    /** How often memory was given back. */
    public int releases() {
        return releases;
    }

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public Storage allocate(int floats) {
        return pool.allocate(floats);
    }

    @Override
    public void release(Storage storage) {
        releases++;
        pool.release(storage);
    }

    @Override
    public RecurrentKernel recurrentKernel(RecurrentDims dims) {
        createdKernels++;
        openKernels++;
        return new RecordingKernel(dims);
    }

    @Override
    public DenseKernel dense() {
        throw new UnsupportedOperationException("no dense layers here");
    }

    @Override
    public EmbeddingKernel embedding() {
        throw new UnsupportedOperationException("no embeddings here");
    }

    @Override
    public DropoutKernel dropout() {
        throw new UnsupportedOperationException("no dropout here");
    }

    @Override
    public CrossEntropyKernel crossEntropy() {
        throw new UnsupportedOperationException("no losses here");
    }

    @Override
    public OptimizerKernel optimizer() {
        throw new UnsupportedOperationException("no optimisers here");
    }

    @Override
    public int threads() {
        return 1;
    }

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }

    private final class RecordingKernel extends RecurrentKernel {
        RecordingKernel(RecurrentDims dims) {
            super(RecordingBackend.this, dims);
        }

        @Override
        protected RecurrentWorkspace createWorkspace() {
            openWorkspaces++;
            return new RecurrentWorkspace(this) {
                @Override
                protected void release() {
                    openWorkspaces--;
                }
            };
        }

        @Override
        protected void computeForward(
                RecurrentWeights weights,
                Tensor x,
                Tensor h0,
                int[] lengths,
                GruMasks masks,
                Tensor y,
                Tensor hT,
                RecurrentWorkspace workspace) {
            duringForward.run();
        }

        @Override
        protected void computeBackward(
                Tensor dy,
                Tensor dhT,
                RecurrentWeights gradients,
                Tensor dx,
                Tensor dh0,
                RecurrentWorkspace workspace) {
            // nothing
        }

        @Override
        protected void release() {
            openKernels--;
        }
    }
}
