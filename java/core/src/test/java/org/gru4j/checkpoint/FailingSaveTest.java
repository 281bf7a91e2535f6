package org.gru4j.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.gru4j.file.WriteFailedException;
import org.gru4j.model.Sequential;
import org.gru4j.testing.ChildJvm;
import org.gru4j.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Saves that fail wherever the heap or the stack is at its end, or where they are interrupted, or the process exits:
 * the checkpoint from before or the new one is there, whole. {@code -Dgru4j.saves=4} tries four times as much.
 */
class FailingSaveTest {
    private static final int TIMES = Integer.getInteger("gru4j.saves", 1);
    private static final int INTERRUPTS = 20;
    private static final int EXITS = 2;

    @TempDir
    private Path directory;

    /** Fails unless the checkpoint is whole, and of one of these steps. */
    static void requireWhole(Path file, long before, long now) {
        try (Checkpoint checkpoint = Checkpoint.load(file);
                Sequential model = checkpoint.createModel(SmallRun.BACKEND);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM)) {
            checkpoint.restore(trainer);
            long steps = checkpoint.position().steps();
            if (steps != before && steps != now) {
                throw new AssertionError("expected step " + before + " or " + now + " but got " + steps);
            }
        }
    }

    /**
     * @param room how much more there is from one try to the next
     * @param whole whether the whole of a save is tried, or the writing of the file alone
     */
    private void tryAll(Class<?> campaign, String option, int room, boolean whole)
            throws IOException, InterruptedException {
        Path file = directory.resolve("model.safetensors");
        String printed = ChildJvm.run(
                ":",
                List.of("-XX:+UseSerialGC", option),
                campaign,
                file.toString(),
                Integer.toString(Math.max(1, room / TIMES)),
                Boolean.toString(whole));
        System.out.print(campaign.getSimpleName() + (whole ? ", whole saves: " : ", writing alone: ") + printed);
        assertTrue(Integer.parseInt(printed.split(" ")[0]) > 0, printed);
        assertNothingIsLeftAfterASave(file);
    }

    /** A save in another process removes what was left. */
    private void assertNothingIsLeftAfterASave(Path file) throws IOException {
        SmallRun.save(file, 1);
        assertEquals(List.of(file), files(directory));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFullHeapLeavesIt(boolean whole) throws IOException, InterruptedException {
        tryAll(ScantSaves.FullHeap.class, "-Xmx16m", whole ? 48 : 8, whole);
    }

    /** Interpreted: there all frames of a method are of one size. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFullStackLeavesIt(boolean whole) throws IOException, InterruptedException {
        tryAll(ScantSaves.FullStack.class, "-Xint", 1, whole);
    }

    /** Interrupts one thread at random moments, but only while it wants to be. */
    private static final class Interrupter implements AutoCloseable {
        private static final int MOST_MICROSECONDS = 3000;
        private final Random random = new Random(1);
        private final Thread target = Thread.currentThread();
        private final Thread thread = new Thread(this::interrupt, "interrupter");
        private boolean wanted;
        private boolean closed;

        Interrupter() {
            thread.start();
        }

        private void interrupt() {
            while (true) {
                LockSupport.parkNanos(1000L * random.nextInt(MOST_MICROSECONDS));
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    if (wanted) {
                        target.interrupt();
                    }
                }
            }
        }

        void run(Runnable work) {
            synchronized (this) {
                wanted = true;
            }
            try {
                work.run();
            } finally {
                synchronized (this) {
                    wanted = false;
                    Thread.interrupted();
                }
            }
        }

        @Override
        public void close() {
            synchronized (this) {
                closed = true;
            }
        }
    }

    @Test
    void interruptsLeaveItAndATrainingThatGoesOn() throws IOException {
        Path file = directory.resolve("model.safetensors");
        try (Sequential model = SmallRun.model(1);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM);
                Sequential other = SmallRun.model(1);
                Trainer undisturbed = SmallRun.trainer(other, SmallRun.ADAM);
                Interrupter interrupter = new Interrupter()) {
            Checkpoint.save(file, trainer, Map.of());
            int failed = 0;
            for (long before = 0; failed < INTERRUPTS * TIMES; before = steps(file)) {
                undisturbed.step(SmallRun.batch(), 0.01);
                try {
                    interrupter.run(() -> {
                        trainer.step(SmallRun.batch(), 0.01);
                        Checkpoint.save(file, trainer, Map.of());
                    });
                } catch (WriteFailedException e) {
                    failed++;
                    assertTrue(
                            e.getMessage()
                                    .startsWith(
                                            file + ": could not be written: the thread that wrote it was interrupted"),
                            e::toString);
                }
                requireWhole(file, before, trainer.steps());
                assertEquals(List.of(file), files(directory));
            }
            SmallRun.assertSame(SmallRun.everything(undisturbed), SmallRun.everything(trainer));
        }
    }

    /** Saves over and over in one thread, and exits in another. */
    static final class Exiting {
        private Exiting() {}

        public static void main(String[] arguments) throws InterruptedException {
            CountDownLatch begun = new CountDownLatch(3);
            new Thread(() -> {
                        try (Sequential model = SmallRun.model(1);
                                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM)) {
                            while (true) {
                                trainer.step(SmallRun.batch(), 0.01);
                                Checkpoint.save(Path.of(arguments[0]), trainer, Map.of());
                                begun.countDown();
                            }
                        }
                    })
                    .start();
            begun.await();
            LockSupport.parkNanos(1000L * Integer.parseInt(arguments[1]));
            System.exit(0);
        }
    }

    @Test
    void anExitLeavesIt() throws IOException, InterruptedException {
        Path file = directory.resolve("model.safetensors");
        Random random = new Random(1);
        int inASave = 0;
        for (int k = 0; k < EXITS * TIMES; k++) {
            ChildJvm.run(":", List.of(), Exiting.class, file.toString(), Integer.toString(random.nextInt(20_000)));
            long steps = steps(file);
            assertTrue(steps > 0);
            requireWhole(file, steps, steps);
            inASave += files(directory).size() - 1;
            assertNothingIsLeftAfterASave(file);
        }
        System.out.println("Exiting: " + EXITS * TIMES + " exits, " + inASave + " of them in a save");
    }

    static long steps(Path file) {
        try (Checkpoint checkpoint = Checkpoint.load(file)) {
            return checkpoint.position().steps();
        }
    }

    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
