package org.gru4j.checkpoint;

import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.gru4j.file.AtomicFile;
import org.gru4j.model.Sequential;
import org.gru4j.train.Trainer;

/**
 * Tries to save, over and over, each time with a little more of what there is too little of; the checkpoint that was
 * there before or the new one must be there each time. In processes of their own.
 */
abstract class ScantSaves {
    private static final int ENOUGH = 3;

    private int failed;

    /** @throws Throwable as {@link #tells}, if there is too little */
    abstract void save(Runnable save, int room);

    /** Whether that is what is thrown where there is too little. */
    abstract boolean tells(Throwable thrown);

    /**
     * Ends when a save has gone well three times.
     *
     * @param arguments the file; how much more there is from one try to the next; whether the whole of a save is
     *     tried, or the writing of the file alone, which needs less
     */
    void run(String... arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        Path ready = file.resolveSibling("ready").resolve("model.safetensors");
        try (Sequential model = SmallRun.model(1);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM)) {
            Checkpoint.save(file, trainer, Map.of());
            AtomicFile.writeStream(ready, out -> out.write(0)); // all classes are there
            int enough = 0;
            long before = 0;
            for (int room = 0; enough < ENOUGH; room += Integer.parseInt(arguments[1])) {
                trainer.step(SmallRun.batch(), 0.01);
                Checkpoint.save(ready, trainer, Map.of());
                byte[] bytes = Files.readAllBytes(ready);
                AtomicFile.StreamContent content = out -> out.write(bytes); // is linked here, where there is room
                Runnable save = Boolean.parseBoolean(arguments[2])
                        ? () -> Checkpoint.save(file, trainer, Map.of())
                        : () -> AtomicFile.writeStream(file, content);
                enough = tries(save, room) ? enough + 1 : 0;
                FailingSaveTest.requireWhole(file, enough > 0 ? trainer.steps() : before, trainer.steps());
                before = FailingSaveTest.steps(file);
            }
        }
        Files.delete(ready);
        Files.delete(ready.getParent());
        System.out.println(failed + " saves failed, "
                + (FailingSaveTest.files(file.getParent()).size() - 1) + " unfinished files were left");
    }

    private boolean tries(Runnable save, int room) {
        try {
            save(save, room);
            return true;
        } catch (RuntimeException | Error e) {
            if (!tells(e)) {
                throw e;
            }
            failed++;
            return false;
        }
    }

    /** A small heap that is full. */
    static final class FullHeap extends ScantSaves {
        private static final int BLOCK = 1 << 10;
        private Object[] filler;

        private FullHeap() {}

        public static void main(String[] arguments) throws IOException {
            new FullHeap().run(arguments);
        }

        @Override
        void save(Runnable save, int room) {
            Object[] last = null;
            try {
                while (true) {
                    last = new Object[] {last, new byte[BLOCK]};
                    filler = last;
                }
            } catch (OutOfMemoryError e) {
                for (int k = 0; k < room; k++) {
                    filler = (Object[]) filler[0];
                }
            }
            last = null;
            try {
                save.run();
            } finally {
                filler = null;
            }
        }

        @Override
        boolean tells(Throwable thrown) {
            return thrown instanceof OutOfMemoryError;
        }
    }

    /** A stack that is at its end. */
    static final class FullStack extends ScantSaves {
        private static final int STACK = 512 << 10;
        private int deepest;

        private FullStack() {}

        public static void main(String[] arguments) throws InterruptedException {
            Throwable[] thrown = new Throwable[1];
            Thread thread = new Thread(
                    null,
                    () -> {
                        try {
                            new FullStack().run(arguments);
                        } catch (IOException | RuntimeException | Error e) {
                            thrown[0] = e;
                        }
                    },
                    "small",
                    STACK);
            thread.start();
            thread.join();
            if (thrown[0] != null) {
                throw new AssertionError(thrown[0]);
            }
        }

        @Override
        void save(Runnable save, int room) {
            if (deepest == 0) {
                try {
                    descend(Integer.MAX_VALUE, null);
                } catch (StackOverflowError e) {
                    // deepest is known now
                }
            }
            descend(deepest - room, save);
        }

        @Override
        boolean tells(Throwable thrown) {
            return thrown instanceof StackOverflowError // in Jackson, "Infinite recursion"
                    || thrown instanceof IllegalStateException && thrown.getCause() instanceof JsonMappingException;
        }

        /** @param save null to find out how deep this can go */
        private void descend(int depth, Runnable save) {
            if (save == null) {
                deepest = Integer.MAX_VALUE - depth;
            }
            if (depth <= 0) {
                save.run();
            } else {
                descend(depth - 1, save);
            }
        }
    }
}
