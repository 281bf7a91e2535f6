package org.gru4j.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
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
import org.gru4j.train.Evaluation;
import org.gru4j.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever ends a training, the checkpoint that was saved last is whole, and goes on to the same bits. */
class FailingTrainingTest {
    private static final int FAILS_AT = 7;

    @TempDir
    private Path directory;

    /** Where a program is called back. */
    private enum Place {
        STEP,
        EVALUATION,
        EPOCH;

        /** The step of the last save before. */
        int savedBefore() {
            return (this == STEP ? FAILS_AT : SmallRun.STEPS_OF_AN_EPOCH) - 1;
        }
    }

    /** Saves after every step; at one of them, or of the validations or the ends of epochs, something else happens. */
    private static void train(Path file, Place place, Runnable failure) {
        try (Sequential model = SmallRun.model(1);
                Trainer trainer = SmallRun.validatedTrainer(model)) {
            trainer.fit(new Budget.Epochs(2), new Trainer.Listener() {
                @Override
                public void onStep(Trainer t, double loss) {
                    if (t.steps() == FAILS_AT) {
                        at(Place.STEP);
                    }
                    Checkpoint.save(file, t, Map.of());
                }

                @Override
                public void onEvaluation(Trainer t, Evaluation evaluation) {
                    at(Place.EVALUATION);
                }

                @Override
                public void onEpoch(Trainer t) {
                    at(Place.EPOCH);
                }

                private void at(Place here) {
                    if (here == place) {
                        failure.run();
                    }
                }
            });
        }
    }

    private void assertWhole(Path file, int steps) throws IOException {
        try (Sequential model = SmallRun.model(2);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM);
                Sequential whole = SmallRun.model(1);
                Trainer uninterrupted = SmallRun.trainer(whole, SmallRun.ADAM);
                Checkpoint saved = Checkpoint.load(file)) {
            assertEquals(steps, saved.position().steps());
            saved.restore(trainer);
            SmallRun.fit(trainer);
            SmallRun.fit(uninterrupted);
            for (String name : whole.parameters().names()) {
                assertArrayEquals(
                        whole.parameters().value(name).toArray(),
                        model.parameters().value(name).toArray(),
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

    /** What a listener throws comes to whoever called fit, as it is, and the trainer can be closed. */
    @ParameterizedTest
    @EnumSource(Place.class)
    void errorsInListenersLeaveItAndReachTheCaller(Place place) throws IOException {
        Path file = directory.resolve("model.safetensors");
        for (Throwable failure : List.of(
                new StackOverflowError(),
                new OutOfMemoryError("Java heap space"),
                new AssertionError("mine"),
                new LinkageError("mine"),
                new IllegalStateException("mine"))) {
            Throwable thrown = assertThrows(Throwable.class, () -> train(file, place, () -> raise(failure)));
            assertSame(failure, thrown);
            assertEquals(0, thrown.getSuppressed().length);
            assertWhole(file, place.savedBefore());
        }
        assertThrows(StackOverflowError.class, () -> train(file, place, FailingTrainingTest::recurse));
        assertWhole(file, place.savedBefore());
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void raise(Throwable failure) throws E {
        throw (E) failure;
    }

    @Test
    void anInterruptLeavesIt() throws IOException {
        Path file = directory.resolve("model.safetensors");
        String says = assertThrows(
                        WriteFailedException.class, () -> train(file, Place.STEP, Thread.currentThread()::interrupt))
                .getMessage();
        assertTrue(Thread.interrupted());
        assertTrue(says.endsWith("the thread that wrote it was interrupted; the previous file is kept"), says);
        assertWhole(file, FAILS_AT - 1);
    }

    /** A training whose process ends in the middle of it, its hooks or nothing having run. */
    static final class Ending {
        private Ending() {}

        public static void main(String[] arguments) {
            train(Path.of(arguments[0]), Place.valueOf(arguments[2]), () -> {
                if (arguments[1].equals("exit")) {
                    System.exit(0);
                }
                Runtime.getRuntime().halt(0);
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"exit, STEP", "halt, STEP", "exit, EVALUATION", "exit, EPOCH"})
    void theEndOfTheProcessLeavesIt(String how, Place place) throws IOException, InterruptedException {
        Path file = directory.resolve("model.safetensors");
        ChildJvm.run(":", List.of(), Ending.class, file.toString(), how, place.name());
        assertWhole(file, place.savedBefore());
    }
}
