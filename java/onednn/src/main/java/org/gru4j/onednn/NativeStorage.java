package org.gru4j.onednn;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.Pointer;
import org.gru4j.tensor.Allocator;
import org.gru4j.tensor.Storage;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Direct memory with its native address. */
final class NativeStorage extends Storage {
    private final long address;
    private final IntBuffer ints;

    NativeStorage(Allocator allocator, ByteBuffer bytes) {
        super(allocator, bytes);
        address = new Pointer(bytes).address();
        ints = bytes.asIntBuffer();
    }

    long address() {
        return address;
    }

    /** Returns the same memory as integers, for ids and lengths. */
    IntBuffer ints() {
        return ints;
    }

    /**
     * Returns the address of a tensor's first element, or 0 for null.
     *
     * @param tensor an open tensor of the onednn backend
     * @throws IllegalArgumentException if its memory was not allocated by the onednn backend
     */
    static long addressOf(@Nullable Tensor tensor) {
        if (tensor == null) {
            return 0;
        }
        if (tensor.storage() instanceof NativeStorage ours) {
            return ours.address + (long) tensor.offset() * Float.BYTES;
        }
        throw new IllegalArgumentException(tensor + ": expected memory that the onednn backend has allocated but got "
                + tensor.storage().getClass().getName());
    }
}
