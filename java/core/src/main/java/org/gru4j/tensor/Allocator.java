package org.gru4j.tensor;

/** Allocates the memory of tensors. Every backend is an allocator. Thread-safe. */
public interface Allocator {
    /** Name for error messages, for example {@code onednn}. */
    String name();

    /**
     * Returns whether this allocator's kernels can compute with memory of another allocator. They can if it is of the
     * same kind and only the number of threads differs.
     */
    default boolean canUse(Allocator other) {
        return this == other;
    }

    /**
     * Returns memory for at least {@code floats} floats, zeroed and aligned to 64 bytes. The caller gives it back with
     * {@link #release}.
     *
     * @throws InsufficientMemoryException before anything is allocated, if there is not enough memory
     */
    Storage allocate(int floats);

    /** Takes {@code storage} back for reuse. The caller must not access it afterwards. */
    void release(Storage storage);
}
