package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.data.Batch;
import org.gru4j.data.TokenStreams;
import org.gru4j.gru.Direction;
import org.gru4j.gru.GruSpec;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.ModelSpec;
import org.gru4j.layer.Sequential;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training steps of a shape seen before take no memory: not of the heap, not of the process. */
class SteadyStateTest {
    private static final int WARM_UP = 3_000;

    /** A whole training step: embedding, two bidirectional layers, dense, loss, clip, Adam. */
    private static final class Steps implements AutoCloseable {
        private final Sequential model;
        private final Trainer trainer;
        private final TokenStreams data;
        private int next;

        Steps(Backend backend) {
            GruSpec spec = GruSpec.builder(6, 8).numLayers(2).direction(Direction.BIDIRECTIONAL).build();
            model = new Sequential(ModelSpec.of(new LayerSpec.OfEmbedding(11, 6), new LayerSpec.OfGru(spec),
                    new LayerSpec.OfDense(16, 11)), backend, 1);
            int[] tokens = new int[4 * 5 * 7 + 1];
            for (int k = 0; k < tokens.length; k++) {
                tokens[k] = k * k % 11;
            }
            data = TokenStreams.forTraining(tokens, 4, 5);
            trainer = Trainer.builder(model, data, new SoftmaxCrossEntropy()).build();
        }

        void run(int steps) {
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

    @ParameterizedTest
    @ValueSource(strings = {"onednn", "reference"})
    void aThousandStepsTakeNoHeap(String backend) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Steps steps = new Steps(Backends.named(backend))) {
            steps.run(WARM_UP);
            threads.getCurrentThreadAllocatedBytes();
            long before = threads.getCurrentThreadAllocatedBytes();
            steps.run(1_000);
            assertEquals(0, threads.getCurrentThreadAllocatedBytes() - before);
        }
    }

    @Test
    void tenThousandStepsLeaveTheProcessAsItWas() throws IOException {
        try (Steps steps = new Steps(Backends.named("onednn"))) {
            steps.run(WARM_UP);
            long before = residentKilobytes();
            steps.run(10_000);
            long grown = residentKilobytes() - before;
            assertTrue(grown <= 1024, "the resident set grew by " + grown + " KiB");
        }
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
    }
}
