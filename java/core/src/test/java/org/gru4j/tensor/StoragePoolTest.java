package org.gru4j.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gru4j.backend.reference.ReferenceBackend;
import org.junit.jupiter.api.Test;

class StoragePoolTest {
    private final Allocator allocator = new ReferenceBackend();
    private final StoragePool pool = pool();

    private StoragePool pool() {
        return new StoragePool(bytes -> new Storage(allocator, bytes), new IdleMemory());
    }

    private static void assertSameMemory(Storage expected, Storage actual) {
        assertTrue(isSameMemory(expected, actual));
    }

    private static boolean isSameMemory(Storage one, Storage other) {
        one.floatBuffer().put(0, 3);
        other.floatBuffer().put(0, 5);
        return one.floatBuffer().get(0) == 5;
    }

    @Test
    void whatCameBackIsReused() {
        Storage storage = pool.allocate(1000);
        pool.release(storage);
        assertSameMemory(storage, pool.allocate(1000));
    }

    @Test
    void whatIsReusedIsZero() {
        Storage storage = pool.allocate(1000);
        for (int k = 0; k < storage.capacity(); k++) {
            storage.floatBuffer().put(k, 7);
        }
        pool.release(storage);
        Storage again = pool.allocate(900);
        for (int k = 0; k < again.capacity(); k++) {
            assertEquals(0, again.floatBuffer().get(k));
        }
    }

    @Test
    void whatIsReusedHasANewVersion() {
        Storage storage = pool.allocate(1000);
        long before = storage.version();
        pool.release(storage);
        assertNotEquals(before, pool.allocate(1000).version());
    }

    @Test
    void nothingIsHandedOutTwice() {
        pool.release(pool.allocate(1000));
        assertFalse(isSameMemory(pool.allocate(1000), pool.allocate(1000)));
    }

    @Test
    void theSmallestPieceThatFitsIsTaken() {
        Storage large = pool.allocate(1500);
        Storage small = pool.allocate(1100);
        pool.release(large);
        pool.release(small);
        assertSameMemory(small, pool.allocate(1000));
        assertFalse(isSameMemory(small, large));
    }

    @Test
    void aPieceThatIsTooSmallIsNotTaken() {
        pool.release(pool.allocate(1000));
        assertTrue(pool.allocate(1001).capacity() >= 1001);
    }

    @Test
    void aLargePieceIsNotSpentOnASmallRequest() {
        Storage large = pool.allocate(100_000);
        pool.release(large);
        assertFalse(isSameMemory(large, pool.allocate(50_000)));
    }

    @Test
    void allPoolsHaveTheirIdleMemoryInCommonAndStoragesOfTheirOwn() {
        Allocator other = new ReferenceBackend();
        StoragePool one = new StoragePool(bytes -> new Storage(allocator, bytes));
        StoragePool two = new StoragePool(bytes -> new Storage(other, bytes));
        Storage first = one.allocate(54_321);
        one.release(first);
        Storage second = two.allocate(54_321);
        assertSameMemory(first, second);
        assertSame(other, second.allocator());
    }

    @Test
    void theCollectorTakesWhatIsIdle() throws InterruptedException {
        IdleMemory idle = new IdleMemory();
        WeakReference<ByteBuffer> memory = new WeakReference<>(DirectMemory.allocate(1000));
        idle.give(DirectMemory.allocate(1000));
        while (memory.get() != null) { // then what was idle at the same time is gone too
            System.gc();
            Thread.sleep(1);
        }
        assertNull(idle.take(1000));
    }

    @Test
    void whatIsIdleCanBeForgotten() {
        Storage storage = pool.allocate(1000);
        IdleMemory idle = new IdleMemory();
        idle.give(storage.takeBack());
        idle.clear();
        assertNull(idle.take(1000));
    }

    @Test
    void memoryIsReleasedOnce() {
        Storage storage = pool.allocate(1000);
        pool.release(storage);
        assertEquals(
                "memory of 1000 floats of 'reference' is released a second time",
                assertThrows(IllegalStateException.class, () -> pool.release(storage))
                        .getMessage());
        assertFalse(isSameMemory(pool.allocate(1000), pool.allocate(1000)));
    }

    @Test
    void memoryThatIsNotAlignedIsNotReused() {
        ByteBuffer memory = DirectMemory.allocate(1016).slice(4, 4000).order(ByteOrder.nativeOrder());
        pool.release(new Storage(allocator, memory));
        assertEquals(0, pool.allocate(1000).floatBuffer().get(0));
        IdleMemory idle = new IdleMemory();
        idle.give(memory);
        assertNull(idle.take(1000));
    }

    @Test
    void twoThreadsNeverGetTheSamePiece() throws InterruptedException {
        StoragePool shared = pool();
        AtomicBoolean clash = new AtomicBoolean();
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int k = 0; k < 5000; k++) {
                    Storage storage = shared.allocate(16);
                    int mine = ThreadLocalRandom.current().nextInt(1 << 24);
                    storage.floatBuffer().put(0, mine);
                    Thread.onSpinWait();
                    clash.compareAndSet(false, storage.floatBuffer().get(0) != mine);
                    shared.release(storage);
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(false, clash.get());
    }

    @Test
    void memoryOfTheHeapIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Storage(allocator, ByteBuffer.allocate(64).order(ByteOrder.nativeOrder())));
    }

    @Test
    void memoryInForeignOrderIsRefused() {
        ByteOrder foreign =
                ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        assertThrows(
                IllegalArgumentException.class,
                () -> new Storage(allocator, ByteBuffer.allocateDirect(64).order(foreign)));
    }
}
