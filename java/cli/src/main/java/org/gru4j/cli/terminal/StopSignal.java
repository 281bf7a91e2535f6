package org.gru4j.cli.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gru4j.tasks.run.StopRequest;
import org.jspecify.annotations.Nullable;

/**
 * Stops training on Ctrl-C and similar signals. During training, a signal to end the process becomes a request to stop,
 * and the process does not end before the training is saved.
 */
public final class StopSignal implements StopRequest {
    private static final int PATIENCE_SECONDS = 60;

    /** Null before training begins, like the hook. */
    private @Nullable CountDownLatch ended;

    private @Nullable Thread hook;
    private volatile boolean requested;

    @Override
    public void trainingBegins() {
        CountDownLatch latch = new CountDownLatch(1);
        ended = latch;
        hook = new Thread(() -> onShutdown(latch), "stop");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) { // the process is already ending
            requested = true;
        }
    }

    private void onShutdown(CountDownLatch latch) {
        requested = true;
        try {
            latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRequested() {
        return requested;
    }

    /** Lets the process end. Has no effect before training begins, or when called again. */
    @Override
    public void trainingEnded() {
        CountDownLatch latch = ended;
        Thread waiting = hook;
        if (latch == null || waiting == null) {
            return;
        }
        latch.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(waiting);
        } catch (IllegalStateException e) {
            // the process is ending: the hook is running or has run
        }
    }
}
