package org.gru4j.onednn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.backend.Backends;
import org.gru4j.backend.CrossEntropyKernel;
import org.gru4j.backend.DenseKernel;
import org.gru4j.backend.DropoutKernel;
import org.gru4j.backend.EmbeddingKernel;
import org.gru4j.backend.OptimizerKernel;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.Threads;
import org.gru4j.backend.portable.PortableBackend;
import org.gru4j.tensor.Allocator;
import org.gru4j.tensor.InsufficientMemoryException;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Storage;
import org.gru4j.tensor.StoragePool;

/** The {@code onednn} backend: native kernels on direct memory. The library must be loaded before it is created. */
final class OneDnnBackend extends PortableBackend {
    /**
     * The largest allocation in floats. One cache line is left unused, because an allocation of the largest size might
     * not begin at a multiple of 64 bytes.
     */
    private static final int MAX_FLOATS = Shape.MAX_SIZE - 16;

    private final int threads;
    private final StoragePool pool = new StoragePool(bytes -> new NativeStorage(this, bytes));
    private final DenseKernel dense;
    private final EmbeddingKernel embedding;
    private final DropoutKernel dropout;
    private final CrossEntropyKernel crossEntropy;
    private final OptimizerKernel optimizer;

    OneDnnBackend(int threads) {
        this.threads = threads;
        this.dense = new NativeDenseKernel(this);
        this.embedding = new NativeEmbeddingKernel(this);
        this.dropout = new NativeDropoutKernel(this);
        this.crossEntropy = new NativeCrossEntropyKernel(this);
        this.optimizer = new NativeOptimizerKernel(this);
    }

    @Override
    public String name() {
        return OneDnnBackendProvider.NAME;
    }

    /**
     * {@inheritDoc}
     *
     * @throws org.gru4j.tensor.ShapeException if a tensor with these dims would be too large
     * @throws InsufficientMemoryException if there is not enough memory for the kernel
     * @throws IllegalStateException if native code can't create it; the message has the reason
     */
    @Override
    public RecurrentKernel recurrentKernel(RecurrentDims dims) {
        Backends.requireRunning();
        NativeRecurrentKernel.requireSizes(dims);
        return new NativeRecurrentKernel(this, dims, Strategy.fromProperty().resolve(this, dims));
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
        return threads;
    }

    /** Returns {@link #threads}, or the calling thread's limit if that is lower. */
    int threadsNow() {
        int limit = Threads.limit();
        return limit == 0 ? threads : Math.min(threads, limit);
    }

    @Override
    public Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("native library", NativeLibrary.version());
        properties.put("oneDNN", NativeLibrary.oneDnnVersion());
        properties.put("instruction set", NativeLibrary.oneDnnIsa());
        properties.put("panel kernel", NativeLibrary.panelIsa());
        properties.put("OpenMP threads", String.valueOf(NativeLibrary.openMpThreads(threads)));
        properties.put("strategy", Strategy.fromProperty().lowerCaseName());
        return properties;
    }

    @Override
    public String toString() {
        return name() + " backend, " + threads + " thread" + (threads == 1 ? "" : "s");
    }

    @Override
    public boolean canUse(Allocator other) {
        return other instanceof OneDnnBackend;
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

    /**
     * Allocates memory for a kernel, filled with zeros.
     *
     * @param what what needs the memory, for errors
     * @throws InsufficientMemoryException if there is not enough memory
     */
    NativeStorage allocate(long floats, String what) {
        if (floats > MAX_FLOATS) {
            throw new InsufficientMemoryException(
                    what + " needs " + floats + " floats in one allocation; expected at most " + MAX_FLOATS);
        }
        return (NativeStorage) allocate((int) floats);
    }
}
