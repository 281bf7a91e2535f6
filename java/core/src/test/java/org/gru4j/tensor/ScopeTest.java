package org.gru4j.tensor;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class ScopeTest {
    /** Counts what is allocated and given back. */
    private static final class CountingAllocator implements Allocator {
        private int allocations;
        private int releases;
        private long outstandingFloats;

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public Storage allocate(int floats) {
            allocations++;
            outstandingFloats += floats;
            return new Storage(this, ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.nativeOrder()));
        }

        @Override
        public void release(Storage storage) {
            releases++;
            outstandingFloats -= storage.capacity();
        }
    }

    private final CountingAllocator allocator = new CountingAllocator();
    private final Scope scope = new Scope(allocator);

    @Test
    void tensorsAreZeroAtFirst() {
        assertArrayEquals(new float[6], scope.allocate("x", 2, 3).toArray());
    }

    @Test
    void recycledTensorsAreZeroAgain() {
        Tensor x = scope.allocate("x", 2, 3).fill(7);
        scope.recycle();
        Storage memory = x.memory();
        Tensor again = scope.allocate("again", 2, 3);
        assertSame(memory, again.storage());
        assertArrayEquals(new float[6], again.toArray());
    }

    @Test
    void aTensorThatIsKeptPastItsStepStaysClosed() {
        Tensor kept = scope.allocateUninitialized("kept", 2, 3, 4);
        Tensor view = kept.view("view", 0, Shape.of(3));
        for (int step = 0; step < 20; step++) {
            scope.recycle();
            Tensor next = scope.allocateUninitialized("next", 2, 3, 4).fill(step);
            assertSame(kept.memory(), next.storage());
            for (Tensor stale : new Tensor[] {kept, view}) {
                assertSays(
                        IllegalStateException.class,
                        "tensor " + stale + " is used after its scope was closed",
                        stale::toArray);
                assertSays(
                        IllegalStateException.class,
                        "tensor " + stale + " is used after its scope was closed",
                        () -> stale.fill(1));
            }
            assertEquals(step, next.get(0));
        }
    }

    @Test
    void recycleGivesTheSameObjectsIfAskedTo() {
        scope.reusingTensors();
        Tensor a = scope.allocateUninitialized("a", 2, 3, 4);
        Tensor b = scope.allocateUninitialized("b", 5, 3, 4);
        scope.recycle();
        assertSame(b, scope.allocateUninitialized("first", 5, 3, 4));
        assertSame(a, scope.allocateUninitialized("second", 2, 3, 4));
        assertEquals("first [5, 3, 4]", b.toString());
    }

    @Test
    void recycledMemoryIsNotHandedOutTwice() {
        scope.allocateUninitialized("a", 1, 1, 2);
        scope.recycle();
        Tensor first = scope.allocateUninitialized("first", 1, 1, 2);
        Tensor second = scope.allocateUninitialized("second", 1, 1, 2);
        assertNotSame(first, second);
        assertNotSame(first.storage(), second.storage());
    }

    @Test
    void anotherShapeOfTheSameSizeIsAnotherTensor() {
        Tensor x = scope.allocate("x", 2, 3);
        scope.recycle();
        assertNotSame(x, scope.allocate("y", 3, 2));
    }

    @Test
    void recycleClosesTheTensors() {
        Tensor x = scope.allocate("x", 2, 3);
        scope.recycle();
        assertSays(IllegalStateException.class, "tensor x [2, 3] is used after its scope was closed", x::toArray);
    }

    @Test
    void stepsOfKnownShapesAllocateNothing() {
        for (int step = 0; step < 100; step++) {
            scope.allocate("x", 2, 3);
            scope.allocateUninitialized("y", 2, 3, 4);
            scope.allocateUninitialized("z", 2, 3, 4);
            scope.recycle();
        }
        assertEquals(3, allocator.allocations);
        assertEquals(0, allocator.releases);
    }

    @Test
    void stepsOfEverNewShapesKeepAtMostEightTimesTheLargest() {
        for (int step = 1; step <= 200; step++) {
            scope.allocate("x", 100 + step);
            scope.recycle();
            assertTrue(
                    allocator.outstandingFloats <= 8 * (100 + step),
                    "step " + step + " keeps " + allocator.outstandingFloats + " floats");
        }
    }

    @Test
    void closeGivesEverythingBack() {
        scope.allocate("x", 10);
        scope.recycle();
        scope.allocate("y", 20);
        scope.close();
        assertEquals(0, allocator.outstandingFloats);
        assertEquals(allocator.allocations, allocator.releases);
    }

    @Test
    void closeIsIdempotent() {
        scope.allocate("x", 10);
        scope.close();
        scope.close();
        assertEquals(1, allocator.releases);
    }

    @Test
    void useAfterCloseSaysForWhat() {
        scope.close();
        assertSays(
                IllegalStateException.class, "scope is used after it was closed, for x", () -> scope.allocate("x", 1));
        assertSays(
                IllegalStateException.class,
                "scope is used after it was closed, for y",
                () -> scope.allocateUninitialized("y", 1, 1, 1));
        assertSays(IllegalStateException.class, "scope is used after it was closed, for recycle", scope::recycle);
    }
}
