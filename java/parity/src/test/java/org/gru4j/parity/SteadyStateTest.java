package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.data.Batch;
import org.gru4j.data.TokenStreams;
import org.gru4j.layer.LayerSpec;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.SequenceStream;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RnnSpec;
import org.gru4j.train.Trainer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Training steps with a known shape and steps of a stream allocate no memory, neither on the heap nor in the process.
 */
class SteadyStateTest {
    private static final int WARM_UP = 2_000;

    /** Steps to be taken again and again. */
    private interface Steps extends AutoCloseable {
        void run(int steps);

        @Override
        void close();
    }

    /** A stream's step: embedding, two layers, dense. */
    private static final class StreamSteps implements Steps {
        private final Sequential model;
        private final SequenceStream stream;
        private final float[] output = new float[11];

        StreamSteps(Backend backend) {
            model = new Sequential(
                    ModelSpec.of(
                            LayerSpec.embedding(11, 6),
                            LayerSpec.gru(GruSpec.builder(6, 8).numLayers(2).build()),
                            LayerSpec.dense(8, 11)),
                    backend,
                    1);
            stream = model.newStream();
        }

        @Override
        public void run(int steps) {
            for (int k = 0; k < steps; k++) {
                stream.step(k % 11, output);
            }
        }

        @Override
        public void close() {
            stream.close();
            model.close();
        }
    }

    /** A whole training step: embedding, two bidirectional recurrent layers, dense, loss, clip, Adam. */
    private static final class TrainingSteps implements Steps {
        private final Sequential model;
        private final Trainer trainer;
        private final TokenStreams data;
        private int next;

        TrainingSteps(Backend backend, LayerSpec recurrent) {
            model = new Sequential(
                    ModelSpec.of(LayerSpec.embedding(11, 6), recurrent, LayerSpec.dense(16, 11)), backend, 1);
            int[] tokens = new int[4 * 5 * 7 + 1];
            for (int k = 0; k < tokens.length; k++) {
                tokens[k] = k * k % 11;
            }
            data = TokenStreams.forTraining(tokens, 4, 5);
            trainer = Trainer.builder(model, data, new SoftmaxCrossEntropy()).build();
        }

        @Override
        public void run(int steps) {
            for (int k = 0; k < steps; k++) {
                Batch batch = data.batch(0, next);
                trainer.step(batch, 1e-3);
                next = (next + 1) % data.batchesPerEpoch();
            }
        }

        @Override
        public void close() {
            trainer.close();
            model.close();
        }
    }

    /**
     * Prints the heap in bytes that 1,000 steps allocated, and the growth of the resident set in KiB over 10,000 steps.
     * The heap is the least of five measurements, because the JVM creates some objects on the thread whenever it
     * compiles a method; allocations by the steps themselves occur in all five. The program has its own JVM, which uses
     * only the first compiler: it finishes quickly, and does not remove allocations as the second one does.
     */
    public static final class Measure {
        private Measure() {}

        public static void main(String[] arguments) throws IOException {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            Backend backend = Backends.named(arguments[0], 1);
            try (Steps steps = create(backend, arguments[1])) {
                steps.run(WARM_UP);
                long heap = Long.MAX_VALUE;
                for (int k = 0; k < 5; k++) {
                    long before = threads.getCurrentThreadAllocatedBytes();
                    steps.run(1_000);
                    heap = Math.min(heap, threads.getCurrentThreadAllocatedBytes() - before);
                }
                long residentBefore = residentKilobytes();
                steps.run(10_000);
                System.out.println(heap + " " + (residentKilobytes() - residentBefore));
            }
        }

        private static Steps create(Backend backend, String steps) {
            Direction both = Direction.BIDIRECTIONAL;
            return switch (steps) {
                case "stream" -> new StreamSteps(backend);
                case "gru" ->
                    new TrainingSteps(
                            backend,
                            LayerSpec.gru(GruSpec.builder(6, 8)
                                    .numLayers(2)
                                    .direction(both)
                                    .build()));
                default ->
                    new TrainingSteps(
                            backend, LayerSpec.rnn(new RnnSpec(RecurrentCell.valueOf(steps), 6, 8, 2, both, true)));
            };
        }

        private static long residentKilobytes() throws IOException {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "onednn,gru",
        "reference,gru",
        "onednn,LSTM",
        "reference,LSTM",
        "onednn,TANH",
        "reference,TANH",
        "onednn,stream",
        "reference,stream"
    })
    void stepsTakeNoHeapAndLeaveTheProcessAsItWas(String backend, String steps)
            throws IOException, InterruptedException {
        String output = ChildJvm.run(
                directory,
                List.of("-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1"),
                Measure.class,
                backend,
                steps);
        String[] measured = output.strip().split(" ");
        assertEquals("0", measured[0], "bytes of heap");
        assertTrue(Long.parseLong(measured[1]) <= 1024, "the resident set grew by " + measured[1] + " KiB");
    }
}
