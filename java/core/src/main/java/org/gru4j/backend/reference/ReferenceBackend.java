package org.gru4j.backend.reference;

import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.backend.CrossEntropyKernel;
import org.gru4j.backend.DenseKernel;
import org.gru4j.backend.DropoutKernel;
import org.gru4j.backend.EmbeddingKernel;
import org.gru4j.backend.OptimizerKernel;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.tensor.Allocator;
import org.gru4j.tensor.Storage;
import org.gru4j.tensor.StoragePool;

/**
 * Pure Java, double precision, one thread; runs everywhere, and is what other backends are checked against. Thread-safe;
 * its kernels are not.
 */
public final class ReferenceBackend implements Backend {
    /** The name by which users ask for it. */
    public static final String NAME = "reference";

    private final StoragePool pool = new StoragePool(bytes -> new Storage(this, bytes));
    private final DenseKernel dense = new ReferenceDenseKernel(this);
    private final EmbeddingKernel embedding = new ReferenceEmbeddingKernel(this);
    private final DropoutKernel dropout = new ReferenceDropoutKernel(this);
    private final CrossEntropyKernel crossEntropy = new ReferenceCrossEntropyKernel(this);
    private final OptimizerKernel optimizer = new ReferenceOptimizerKernel(this);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean canUse(Allocator other) {
        return other instanceof ReferenceBackend;
    }

    @Override
    public Storage allocate(int floats) {
        Backends.requireRunning();
        return pool.allocate(floats);
    }

    @Override
    public void release(Storage storage) {
        pool.release(storage);
    }

    @Override
    public RecurrentKernel recurrentKernel(RecurrentDims dims) {
        Backends.requireRunning();
        return new ReferenceRecurrentKernel(this, dims);
    }

    @Override
    public DenseKernel dense() {
        return dense;
    }

    @Override
    public EmbeddingKernel embedding() {
        return embedding;
    }

    @Override
    public DropoutKernel dropout() {
        return dropout;
    }

    @Override
    public CrossEntropyKernel crossEntropy() {
        return crossEntropy;
    }

    @Override
    public OptimizerKernel optimizer() {
        return optimizer;
    }

    @Override
    public int threads() {
        return 1;
    }

    @Override
    public Map<String, String> properties() {
        return Map.of("arithmetic", "double precision, plain Java");
    }

    @Override
    public String toString() {
        return NAME + " backend";
    }
}
