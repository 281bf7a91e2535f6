package org.gru4j.backend;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.RecordingBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One kernel, two threads: while one is inside a forward pass, the other asks for something. */
class ConcurrentUseTest {
    private static final String SAYS = "kernel T=1 N=1 I=1 H=1 GRU_AFTER inference is used by two threads at once";

    private final RecordingBackend backend = new RecordingBackend();
    private final Scope scope = new Scope(backend);
    private final RecurrentKernel kernel =
            backend.recurrentKernel(new RecurrentDims(RecurrentCell.GRU_AFTER, 1, 1, 1, 1, false, false));
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread other = new Thread(this::forward);

    @BeforeEach
    void letTheOtherThreadIn() throws InterruptedException {
        backend.duringForward(() -> {
            inside.countDown();
            try {
                assertTrue(goOn.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        other.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        other.start();
        assertTrue(inside.await(30, TimeUnit.SECONDS));
    }

    @AfterEach
    void letTheOtherThreadEndUnharmed() throws InterruptedException {
        goOn.countDown();
        other.join();
        assertNull(failure.get());
        kernel.close();
        assertEquals(0, backend.openKernels());
        scope.close();
    }

    private void forward() {
        try (Scope own = new Scope(backend)) {
            RecurrentWeights weights =
                    new RecurrentWeights(own.allocate("W", 1, 3, 1), own.allocate("U", 1, 3, 1), null);
            Tensor x = own.allocate("x", 1, 1, 1);
            kernel.forward(weights, x, null, null, null, own.allocate("y", 1, 1, 1), own.allocate("sT", 1, 1, 1), null);
        }
    }

    @Test
    void aSecondForwardIsAnError() {
        assertSays(IllegalStateException.class, SAYS, this::forward);
    }

    @Test
    void closingIsAnError() {
        assertSays(
                IllegalStateException.class,
                "kernel T=1 N=1 I=1 H=1 GRU_AFTER inference can't be closed while thread '" + other.getName()
                        + "' is inside a call: close it when that has returned",
                kernel::close);
    }
}
