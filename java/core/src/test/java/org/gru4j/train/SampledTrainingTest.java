package org.gru4j.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Function;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.TokenStreams;
import org.gru4j.layer.LayerSpec;
import org.gru4j.loss.BprMax;
import org.gru4j.loss.ItemSampler;
import org.gru4j.loss.SampledLoss;
import org.gru4j.loss.SampledSoftmax;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.optim.Schedule;
import org.gru4j.recurrent.GruSpec;
import org.junit.jupiter.api.Test;

/** Losses that see a few of the items teach all of them. */
class SampledTrainingTest {
    private static final int V = 50;

    /** Each item is followed by another one, always the same: 3·k + 1. */
    private static double wholeLossAfter(Function<ItemSampler, SampledLoss> create, int epochs) {
        int[] tokens = new int[2000];
        long[] counts = new long[V];
        for (int k = 0, item = 0; k < tokens.length; k++, item = (3 * item + 1) % V) {
            tokens[k] = item;
            counts[item]++;
        }
        TokenStreams data = TokenStreams.forTraining(tokens, 4, 5);
        ModelSpec spec = ModelSpec.of(
                LayerSpec.embedding(V, 12), LayerSpec.gru(GruSpec.of(12, 16)), LayerSpec.itemScores(16, V));
        try (Sequential model = new Sequential(spec, new ReferenceBackend(), 1);
                Trainer trainer = Trainer.builder(model, data, create.apply(new ItemSampler(counts, 0.5)))
                        .schedule(Schedule.constant(0.01))
                        .build()) {
            trainer.fit(new Budget.Epochs(epochs), (t, loss) -> {});
            return Evaluation.of(model, data, new SoftmaxCrossEntropy()).loss();
        }
    }

    @Test
    void sampledSoftmaxLearnsTheWholeDistribution() {
        double loss = wholeLossAfter(sampler -> new SampledSoftmax(sampler, 6), 5);
        assertTrue(loss < 0.2, "loss " + loss + ", log 20 for who knows how frequent items are");
    }

    @Test
    void bprMaxPutsTheTargetFirst() {
        double loss = wholeLossAfter(sampler -> new BprMax(sampler, 6, 0.1), 5);
        assertTrue(loss < 1, "loss " + loss);
    }
}
