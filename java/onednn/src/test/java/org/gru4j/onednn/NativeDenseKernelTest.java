package org.gru4j.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.IntStream;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.backend.DenseKernel;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The numbers are small and whole, so that every sum is exact. */
@Tag("native")
class NativeDenseKernelTest {
    private final Backend backend = Backends.named("onednn", 1);
    private final DenseKernel dense = backend.dense();

    @Test
    void forwardAndBackward() {
        try (Scope scope = new Scope(backend)) {
            Tensor x = scope.allocate("x", 2, 1, 3).copyFrom(1, 2, 3, 4, 5, 6);
            Tensor w = scope.allocate("w", 3, 2).copyFrom(1, 2, 3, 4, 5, 6);
            Tensor b = scope.allocate("b", 2).copyFrom(10, 20);
            Tensor y = scope.allocate("y", 2, 1, 2);
            dense.forward(x, w, b, y);
            assertArrayEquals(new float[] {32, 48, 59, 84}, y.toArray());
            dense.forward(x, w, null, y);
            assertArrayEquals(new float[] {22, 28, 49, 64}, y.toArray());

            Tensor dy = scope.allocate("dy", 2, 1, 2).copyFrom(1, -1, 2, 0);
            Tensor dx = scope.allocate("dx", 2, 1, 3);
            Tensor dw = scope.allocate("dw", 3, 2).fill(100);
            Tensor db = scope.allocate("db", 2).fill(100);
            dense.backward(x, w, dy, dx, dw, db);
            assertArrayEquals(new float[] {-1, -1, -1, 2, 6, 10}, dx.toArray());
            assertArrayEquals(new float[] {109, 99, 112, 98, 115, 97}, dw.toArray());
            assertArrayEquals(new float[] {103, 99}, db.toArray());
        }
    }

    @Test
    void callsMakeNoJavaObjects() {
        try (Scope scope = new Scope(backend)) {
            Tensor x = scope.allocate("x", 2, 1, 3);
            Tensor w = scope.allocate("w", 3, 2);
            Tensor y = scope.allocate("y", 2, 1, 2);
            // When it compiles a method, the JVM itself makes some objects on the thread that asked for it, once: what
            // calls allocate, all runs of a hundred calls allocate.
            long least = IntStream.range(0, 25)
                    .mapToLong(k -> bytesAllocatedByCalls(x, w, y))
                    .min()
                    .orElseThrow();
            assertEquals(0, least, "bytes allocated by 100 calls");
        }
    }

    private long bytesAllocatedByCalls(Tensor x, Tensor w, Tensor y) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int k = 0; k < 100; k++) {
            dense.forward(x, w, null, y);
            dense.backward(x, w, y, x, w, null);
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
