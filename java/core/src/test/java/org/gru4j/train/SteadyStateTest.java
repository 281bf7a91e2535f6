package org.gru4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Dataset;
import org.gru4j.data.TokenStreams;
import org.gru4j.gru.Direction;
import org.gru4j.gru.GruSpec;
import org.gru4j.gru.ResetGate;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.ModelSpec;
import org.gru4j.layer.Sequential;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.tensor.DirectMemory;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A training step of shapes seen before allocates nothing: no Java heap, no direct memory. */
class SteadyStateTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int V = 5;
    private static final int WARM_UP = 300;
    private static final int STEPS = 200;

    static Stream<Arguments> kinds() {
        int[] tokens = Numbers.ids(1, 150, V);
        return Stream.of(
                Arguments.of(GruSpec.of(6, 8), TokenStreams.forTraining(tokens, 3, 7), new OptimizerSpec.Adam()),
                Arguments.of(new GruSpec(6, 5, 3, Direction.BIDIRECTIONAL, ResetGate.BEFORE, false),
                        TokenStreams.forTraining(tokens, 3, 7), new OptimizerSpec.Sgd(0.9)),
                // ragged: the last batches have rows of any length
                Arguments.of(new GruSpec(6, 5, 2, Direction.REVERSE, ResetGate.AFTER, true),
                        TokenStreams.forScoring(tokens, 4, 7), new OptimizerSpec.Sgd(0)));
    }

    private static void run(Trainer trainer, Dataset data, int steps) {
        int batches = data.batchesPerEpoch();
        for (int k = 0; k < steps; k++) {
            trainer.step(data.batch(0, k % batches), 1e-3);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void stepsOfKnownShapesAllocateNothing(GruSpec spec, Dataset data, OptimizerSpec optimizer) {
        ModelSpec model = ModelSpec.of(new LayerSpec.OfEmbedding(V, 6), new LayerSpec.OfGru(spec),
                new LayerSpec.OfDense(spec.outputSize(), V));
        try (Sequential sequential = new Sequential(model, new ReferenceBackend(), 1);
                Trainer trainer = Trainer.builder(sequential, data, new SoftmaxCrossEntropy()).optimizer(optimizer).build()) {
            run(trainer, data, WARM_UP);
            assertTrue(THREADS.isThreadAllocatedMemoryEnabled());
            THREADS.getCurrentThreadAllocatedBytes();
            long direct = DirectMemory.used();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            run(trainer, data, STEPS);
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertEquals(0, allocated, "bytes of Java heap in " + STEPS + " steps");
            assertEquals(direct, DirectMemory.used(), "direct memory");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void fitAllocatesNothingPerStep(GruSpec spec, Dataset data, OptimizerSpec optimizer) {
        ModelSpec model = ModelSpec.of(new LayerSpec.OfEmbedding(V, 6), new LayerSpec.OfGru(spec),
                new LayerSpec.OfDense(spec.outputSize(), V));
        try (Sequential sequential = new Sequential(model, new ReferenceBackend(), 1);
                Trainer trainer = Trainer.builder(sequential, data, new SoftmaxCrossEntropy()).optimizer(optimizer).build()) {
            long[] bytesAt = new long[WARM_UP + STEPS + 1];
            Trainer.Listener record = (t, loss) -> {
                if (t.steps() < bytesAt.length) {
                    bytesAt[(int) t.steps()] = THREADS.getCurrentThreadAllocatedBytes();
                }
            };
            trainer.fit(new Budget.Epochs((WARM_UP + STEPS) / data.batchesPerEpoch() + 1), record);
            assertEquals(0, bytesAt[WARM_UP + STEPS] - bytesAt[WARM_UP], "bytes of Java heap in " + STEPS + " steps");
        }
    }
}
