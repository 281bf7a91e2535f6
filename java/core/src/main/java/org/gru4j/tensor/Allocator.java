package org.gru4j.tensor;

/** Hands out the memory of tensors; every backend is one. Thread-safe. */
public interface Allocator {
    /** The name that errors use, for example {@code onednn}. */
    String name();

    /**
     * Whether its kernels can compute with the memory of another: of the same kind, made for another number of threads.
     */
    default boolean canUse(Allocator other) {
        return this == other;
    }

    /**
     * Memory for at least {@code floats} floats, zeroed, aligned to 64 bytes. Taken back by {@link #release}.
     *
     * @throws InsufficientMemoryException before anything is allocated, if that much is not to be had
     */
    Storage allocate(int floats);

    /** Takes {@code storage} back for reuse; nobody may touch it any more. */
    void release(Storage storage);
}
