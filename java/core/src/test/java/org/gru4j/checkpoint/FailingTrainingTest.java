package org.gru4j.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gru4j.file.WriteFailedException;
import org.gru4j.model.Sequential;
import org.gru4j.testing.ChildJvm;
import org.gru4j.train.Budget;
import org.gru4j.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever ends a training, the checkpoint that was saved last is whole, and goes on to the same bits. */
class FailingTrainingTest {
    private static final int FAILS_AT = 7;

    @TempDir
    private Path directory;

    /** Saves after every step; at one of them something else happens first. */
    private static void train(Path file, Runnable atOneStep) {
        try (Sequential model = SmallRun.model(1); Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM)) {
            trainer.fit(new Budget.Epochs(2), (t, loss) -> {
                if (t.steps() == FAILS_AT) {
                    atOneStep.run();
                }
                Checkpoint.save(file, t, Map.of());
            });
        }
    }

    private void assertWhole(Path file, int steps) throws IOException {
        try (Sequential model = SmallRun.model(2); Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM);
                Sequential whole = SmallRun.model(1); Trainer uninterrupted = SmallRun.trainer(whole, SmallRun.ADAM);
                Checkpoint saved = Checkpoint.load(file)) {
            assertEquals(steps, saved.position().steps());
            saved.restore(trainer);
            SmallRun.fit(trainer);
            SmallRun.fit(uninterrupted);
            for (String name : whole.parameters().names()) {
                assertArrayEquals(whole.parameters().value(name).toArray(), model.parameters().value(name).toArray(),
                        name);
            }
        }
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertEquals(List.of(file), files.toList());
        }
    }

    private static void recurse() {
        recurse();
    }

    @Test
    void errorsInListenersLeaveIt() throws IOException {
        Path file = directory.resolve("model.safetensors");
        List<Runnable> failures = List.of(FailingTrainingTest::recurse, () -> {
            throw new OutOfMemoryError("Java heap space");
        }, () -> {
            throw new AssertionError("mine");
        }, () -> {
            throw new IllegalStateException("mine");
        });
        for (Runnable failure : failures) {
            assertThrows(Throwable.class, () -> train(file, failure));
            assertWhole(file, FAILS_AT - 1);
        }
    }

    @Test
    void anInterruptLeavesIt() throws IOException {
        Path file = directory.resolve("model.safetensors");
        String says = assertThrows(WriteFailedException.class, () -> train(file, Thread.currentThread()::interrupt))
                .getMessage();
        assertTrue(Thread.interrupted());
        assertTrue(says.endsWith("the thread that wrote it was interrupted; the file from before is kept"), says);
        assertWhole(file, FAILS_AT - 1);
    }

    /** A training whose process ends in the middle of it, its hooks or nothing having run. */
    static final class Ending {
        private Ending() {}

        public static void main(String[] arguments) {
            train(Path.of(arguments[0]), () -> {
                if (arguments[1].equals("exit")) {
                    System.exit(0);
                }
                Runtime.getRuntime().halt(0);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "halt"})
    void theEndOfTheProcessLeavesIt(String how) throws IOException, InterruptedException {
        Path file = directory.resolve("model.safetensors");
        ChildJvm.run(":", List.of(), Ending.class, file.toString(), how);
        assertWhole(file, FAILS_AT - 1);
    }
}
