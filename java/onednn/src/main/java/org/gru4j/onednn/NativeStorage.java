package org.gru4j.onednn;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.Pointer;
import org.gru4j.tensor.Allocator;
import org.gru4j.tensor.Storage;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Direct memory that knows its address. */
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

    /** The same memory as whole numbers, for what is no tensor. */
    IntBuffer ints() {
        return ints;
    }

    /** Where the tensor's first element lies, or 0 for null. The tensor is open and of the same backend. */
    static long addressOf(@Nullable Tensor tensor) {
        if (tensor == null) {
            return 0;
        }
        if (tensor.storage() instanceof NativeStorage ours) {
            return ours.address + (long) tensor.offset() * Float.BYTES;
        }
        throw new IllegalArgumentException(
                tensor + ": its memory says that it is the onednn backend's, but was not" + " allocated by it");
    }
}
