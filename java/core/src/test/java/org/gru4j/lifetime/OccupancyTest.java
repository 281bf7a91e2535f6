package org.gru4j.lifetime;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OccupancyTest {
    private static final int ROUNDS = 300;
    private static final int THREADS = 4;

    private final Occupancy thing = Occupancy.of("thing");

    @Test
    void oneThreadAtATimeEnters() throws InterruptedException {
        thing.enter();
        onAnotherThread(
                () -> assertSays(IllegalStateException.class, "thing is used by two threads at once", thing::enter));
        thing.leave();
        onAnotherThread(() -> {
            thing.enter();
            thing.leave();
        });
    }

    @Test
    void nobodyClosesItUnderTheThreadInside() throws InterruptedException {
        thing.enter();
        String says = "thing can't be closed while thread '"
                + Thread.currentThread().getName() + "' is inside a call: close it when that has returned";
        onAnotherThread(() -> assertSays(IllegalStateException.class, says, thing::close));
        assertSays(IllegalStateException.class, says, thing::close);
        thing.leave();
        assertTrue(thing.close());
    }

    @Test
    void nobodyClosesItWhileItIsHeld() throws InterruptedException {
        onAnotherThread(thing::hold);
        assertTrue(thing.isHeld());
        assertSays(
                IllegalStateException.class,
                "thing can't be closed while another thread is inside a call: close it" + " when that has returned",
                thing::close);
        thing.hold();
        thing.release();
        onAnotherThread(thing::release);
        assertFalse(thing.isHeld());
        assertTrue(thing.close());
    }

    @Test
    void nobodyComesInOnceItIsClosed() {
        assertTrue(thing.close());
        assertFalse(thing.close());
        assertSays(IllegalStateException.class, "thing is used after it was closed", thing::enter);
        assertSays(IllegalStateException.class, "thing is used after it was closed", thing::hold);
        assertFalse(thing.isHeld());
        assertFalse(thing.isMine());
    }

    @Test
    void theThreadInsideHoldsItAnyway() {
        thing.enter();
        assertFalse(thing.hold(), "there is nothing to release");
        assertFalse(thing.isHeld());
        thing.leave();
        assertTrue(thing.hold());
        thing.release();
        assertTrue(thing.close());
    }

    /** More threads than there are places: whoever shares one with another holds as it would without. */
    @Test
    void furtherHoldsOfAThreadThatPinsItAreFree() throws InterruptedException {
        Occupancy shared = Occupancy.ofShared("shared");
        AtomicInteger wrong = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int k = 0; k < 40; k++) {
            threads.add(new Thread(() -> {
                for (int call = 0; call < 500; call++) {
                    shared.pin();
                    boolean held = shared.hold();
                    wrong.addAndGet(shared.isHeld() ? 0 : 1);
                    if (held) {
                        shared.release();
                    }
                    shared.unpin();
                }
                wrong.addAndGet(shared.hold() ? 0 : 1);
                shared.release();
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(0, wrong.get());
        shared.pin();
        assertFalse(shared.hold());
        shared.unpin();
        assertFalse(shared.isHeld());
        assertTrue(shared.close());
    }

    @Test
    void aThreadThatDiedInsideIsForgotten() throws InterruptedException {
        onAnotherThread(thing::enter);
        assertFalse(thing.isAnothers());
        thing.forgetTheDead();
        thing.enter();
        thing.leave();
    }

    /** Whoever is inside never sees it closed, whoever closes it never has anybody inside, and it is closed once. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closeAndTheStartOfCallsDoNotMeet(boolean shared) throws InterruptedException {
        AtomicInteger wrong = new AtomicInteger();
        for (int round = 0; round < ROUNDS; round++) {
            Occupancy contended = shared ? Occupancy.ofShared("contended") : Occupancy.of("contended");
            AtomicInteger closed = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int k = 0; k < THREADS; k++) {
                boolean closes = k % 2 == 1;
                threads.add(new Thread(() -> {
                    for (int call = 0; call < 200; call++) {
                        if (closes ? tryClose(contended, closed) : useUntilClosed(contended, closed, wrong)) {
                            return;
                        }
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertTrue(closed.get() <= 1, "closed " + closed.get() + " times");
            assertEquals(closed.get() == 0, contended.close());
        }
        assertEquals(0, wrong.get());
    }

    /** Whether it is closed now. */
    private static boolean tryClose(Occupancy of, AtomicInteger closed) {
        try {
            if (of.close()) {
                closed.incrementAndGet();
            }
            return true;
        } catch (IllegalStateException inUse) {
            return false;
        }
    }

    /** Whether it was closed. */
    private static boolean useUntilClosed(Occupancy of, AtomicInteger closed, AtomicInteger wrong) {
        try {
            of.hold();
        } catch (IllegalStateException e) {
            return true;
        }
        wrong.addAndGet(of.isClosed() || closed.get() > 0 ? 1 : 0);
        of.release();
        return false;
    }

    private static void onAnotherThread(Runnable action) throws InterruptedException {
        List<Throwable> failures = new ArrayList<>();
        Thread thread = new Thread(action);
        thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
        thread.start();
        thread.join();
        assertEquals(List.of(), failures);
    }
}
