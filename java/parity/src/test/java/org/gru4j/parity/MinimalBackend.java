package org.gru4j.parity;

import java.util.Map;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.portable.PortableBackend;
import org.gru4j.tensor.Allocator;
import org.gru4j.tensor.Storage;
import org.gru4j.tensor.StoragePool;

/** A backend with its own memory that has only the kernels that every backend inherits, and no recurrent kernel. */
final class MinimalBackend extends PortableBackend {
    private final StoragePool pool = new StoragePool(bytes -> new Storage(this, bytes));

    @Override
    public String name() {
        return "minimal";
    }

    @Override
    public boolean canUse(Allocator other) {
        return other instanceof MinimalBackend;
    }

    @Override
    public Storage allocate(int floats) {
        return pool.allocate(floats);
    }

    @Override
    public void release(Storage storage) {
        pool.release(storage);
    }

    @Override
    public RecurrentKernel recurrentKernel(RecurrentDims dims) {
        throw new UnsupportedOperationException("recurrent kernel");
    }

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }
}
