package org.gru4j.backend.reference;

import java.util.Map;
import org.gru4j.backend.Backends;
import org.gru4j.backend.DenseKernel;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.portable.PortableBackend;
import org.gru4j.tensor.Allocator;
import org.gru4j.tensor.Storage;
import org.gru4j.tensor.StoragePool;

/**
 * The backend in pure Java, with one thread. Recurrent and dense layers compute in doubles; the other kernels are
 * portable. It runs everywhere, and other backends are checked against it. Thread-safe; its recurrent kernels are not.
 */
public final class ReferenceBackend extends PortableBackend {
    /** Name that users select this backend by. */
    public static final String NAME = "reference";

    private final StoragePool pool = new StoragePool(bytes -> new Storage(this, bytes));
    private final DenseKernel dense = new ReferenceDenseKernel(this);

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
    public Map<String, String> properties() {
        return Map.of("arithmetic", "double precision, plain Java");
    }

    @Override
    public String toString() {
        return NAME + " backend";
    }
}
