package org.gru4j.testing;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A thread in the middle of a call, from when this is made until it is closed; the call then ends as if nothing had
 * been.
 */
public final class Inside implements AutoCloseable {
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread thread;

    /**
     * @param setHook takes what is to run in the middle of the call
     * @param call makes the call
     */
    public Inside(Consumer<Runnable> setHook, Runnable call) {
        setHook.accept(this::stay);
        thread = new Thread(call, "inside");
        thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
        thread.start();
        await(inside);
    }

    private void stay() {
        if (Thread.currentThread() == thread) {
            inside.countDown();
            await(goOn);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        goOn.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertNull(failure.get());
    }
}
