package org.gru4j.backend.reference;

import java.util.Map;
import org.gru4j.backend.Backends;
import org.gru4j.backend.DenseKernel;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.portable.PortableBackend;
import org.gru4j.tensor.Allocator;
import org.gru4j.tensor.Storage;

/**
 * Runs the reference's kernels on tensors that hold doubles, so that a model computes in double precision from its
 * input to its loss and back. Gradients can then be compared with central differences to 1e-7, far more precisely than
 * floats allow. Slow, and takes twice the memory. Thread-safe; its recurrent kernels are not.
 */
public final class DoubleBackend extends PortableBackend {
    private final DenseKernel dense = new ReferenceDenseKernel(this);

    @Override
    public String name() {
        return "double";
    }

    @Override
    public boolean canUse(Allocator other) {
        return other instanceof DoubleBackend;
    }

    @Override
    public Storage allocate(int floats) {
        Backends.requireRunning();
        return Storage.ofDoubles(this, floats);
    }

    /** Does nothing: the garbage collector frees the memory. */
    @Override
    public void release(Storage storage) {}

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
        return "double backend";
    }
}
