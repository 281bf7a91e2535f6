package org.gru4j.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gru4j.backend.reference.ReferenceBackend;
import org.junit.jupiter.api.Test;

class StoragePoolTest {
    private final Allocator allocator = new ReferenceBackend();
    private int created;
    private final StoragePool pool = new StoragePool(bytes -> {
        created++;
        return new Storage(allocator, bytes);
    });

    @Test
    void whatCameBackIsReused() {
        Storage storage = pool.allocate(1000);
        pool.release(storage);
        assertSame(storage, pool.allocate(1000));
        assertEquals(1, created);
    }

    @Test
    void whatIsReusedIsZero() {
        Storage storage = pool.allocate(1000);
        for (int k = 0; k < storage.capacity(); k++) {
            storage.floats().put(k, 7);
        }
        pool.release(storage);
        Storage again = pool.allocate(900);
        for (int k = 0; k < again.capacity(); k++) {
            assertEquals(0, again.floats().get(k));
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
        assertNotSame(pool.allocate(1000), pool.allocate(1000));
    }

    @Test
    void theSmallestPieceThatFitsIsTaken() {
        Storage large = pool.allocate(1500);
        Storage small = pool.allocate(1100);
        pool.release(large);
        pool.release(small);
        assertSame(small, pool.allocate(1000));
    }

    @Test
    void aPieceThatIsTooSmallIsNotTaken() {
        pool.release(pool.allocate(1000));
        assertTrue(pool.allocate(1001).capacity() >= 1001);
    }

    @Test
    void aLargePieceIsNotSpentOnASmallRequest() {
        pool.release(pool.allocate(100_000));
        pool.allocate(50_000);
        assertEquals(2, created);
    }

    @Test
    void idleMemoryIsBounded() {
        int floats = 1 << 24; // 64 MiB, a quarter of what may be idle
        ByteBuffer memory = ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.nativeOrder());
        for (int k = 0; k < 5; k++) {
            pool.release(new Storage(allocator, memory));
        }
        for (int k = 0; k < 4; k++) {
            pool.allocate(floats);
        }
        assertEquals(0, created, "the first four are kept");
        pool.allocate(floats);
        assertEquals(1, created, "the fifth was dropped");
    }

    @Test
    void twoThreadsNeverGetTheSamePiece() throws InterruptedException {
        StoragePool shared = new StoragePool(bytes -> new Storage(allocator, bytes));
        Set<Storage> inUse = ConcurrentHashMap.newKeySet();
        AtomicBoolean clash = new AtomicBoolean();
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int k = 0; k < 5000; k++) {
                    Storage storage = shared.allocate(16);
                    clash.compareAndSet(false, !inUse.add(storage));
                    inUse.remove(storage);
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
        assertThrows(IllegalArgumentException.class,
                () -> new Storage(allocator, ByteBuffer.allocate(64).order(ByteOrder.nativeOrder())));
    }

    @Test
    void memoryInForeignOrderIsRefused() {
        ByteOrder foreign = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? ByteOrder.BIG_ENDIAN
                : ByteOrder.LITTLE_ENDIAN;
        assertThrows(IllegalArgumentException.class,
                () -> new Storage(allocator, ByteBuffer.allocateDirect(64).order(foreign)));
    }
}
