package org.gru4j.cli.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A request to stop training: by a program, or, while it listens, by Ctrl-C and the like. */
public final class StopSignal {
    private static final int PATIENCE_SECONDS = 60;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onShutdown, "stop");
    private volatile boolean requested;

    /** From now on takes the process's end for a request, and lets it wait until {@link #close}. */
    void listen() {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) { // the process is ending already
            request();
        }
    }

    private void onShutdown() {
        request();
        try {
            closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks for the training to stop after the step that it is at. */
    public void request() {
        requested = true;
    }

    /** Whether training shall stop. */
    public boolean isRequested() {
        return requested;
    }

    /** All is saved and said: the process may end. */
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending, and the hook runs or has run
        }
    }
}
