package org.gru4j.tensor;

import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives every tensor its own allocation of exactly its size, which is never reused for another size; idle memory is
 * left to the garbage collector. It is for AddressSanitizer, which detects accesses beyond allocations. The profile
 * {@code asan} registers it.
 */
public final class ExactMemory implements BeforeAllCallback {
    /** Idle memory that has gone. */
    private static final class Nothing extends TreeMap<Integer, ArrayDeque<WeakReference<ByteBuffer>>> {
        private static final long serialVersionUID = 1;

        @Override
        public ArrayDeque<WeakReference<ByteBuffer>> computeIfAbsent(
                Integer floats, Function<? super Integer, ? extends ArrayDeque<WeakReference<ByteBuffer>>> queue) {
            return queue.apply(floats);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws ReflectiveOperationException {
        use();
    }

    /** From now on, in this JVM. */
    public static void use() throws ReflectiveOperationException {
        Field pieces = IdleMemory.class.getDeclaredField("pieces");
        pieces.setAccessible(true);
        pieces.set(IdleMemory.SHARED, new Nothing());
    }
}
