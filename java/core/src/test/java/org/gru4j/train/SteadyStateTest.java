package org.gru4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.data.SequenceDataset;
import org.gru4j.data.SequenceSource;
import org.gru4j.data.TokenStreams;
import org.gru4j.layer.AttentionLayer;
import org.gru4j.layer.BatchNormLayer;
import org.gru4j.layer.DirectionMergeLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.PReluLayer;
import org.gru4j.layer.Padding;
import org.gru4j.loss.BprMax;
import org.gru4j.loss.Huber;
import org.gru4j.loss.ItemSampler;
import org.gru4j.loss.OutputLoss;
import org.gru4j.loss.SampledSoftmax;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Node;
import org.gru4j.model.Predictor;
import org.gru4j.model.SequenceStream;
import org.gru4j.model.Sequential;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tensor.DirectMemory;
import org.gru4j.tensor.SequenceLayout;
import org.gru4j.testing.ChildJvm;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A training step of shapes seen before allocates nothing: no Java heap, no direct memory. Nor does a stream's step,
 * nor a prediction from a buffer into a buffer.
 *
 * <p>Measured in a JVM that only interprets, where every allocation in the code counts: a compiler would leave some
 * out, and makes String objects of its own on the thread that asks for a compilation.
 */
class SteadyStateTest {
    private static final int V = 5;
    private static final int WARM_UP = 50;
    private static final int STEPS = 200;
    private static final int[] TOKENS = Numbers.ids(1, 40, V);

    /** Of 1 to 9 steps. */
    private static final class Sequences implements SequenceSource {
        @Override
        public int count() {
            return 30;
        }

        @Override
        public int length(int sequence) {
            return 1 + sequence * 7 % 9;
        }

        @Override
        public Batch createBatch(int steps, int size) {
            return Batch.ofIds(steps, size).withClassPerStep();
        }

        @Override
        public void fill(int sequence, Batch batch, int n) {
            for (int t = 0; t < length(sequence); t++) {
                batch.ids()[t * batch.size() + n] = TOKENS[sequence + t];
                batch.targets()[t * batch.size() + n] = TOKENS[sequence + t + 1];
            }
        }
    }

    private enum Kind {
        ONE_LAYER_AND_ADAM(GruSpec.of(3, 4), TokenStreams.forTraining(TOKENS, 2, 3), new OptimizerSpec.Adam()),
        STACK_AND_MOMENTUM(
                new GruSpec(3, 2, 3, Direction.BIDIRECTIONAL, ResetGate.BEFORE, false, 0, 0, 0),
                TokenStreams.forTraining(TOKENS, 2, 3),
                new OptimizerSpec.Sgd(0.9)),
        RAGGED_AND_SGD(
                new GruSpec(3, 4, 2, Direction.REVERSE, ResetGate.AFTER, true, 0, 0, 0),
                TokenStreams.forScoring(TOKENS, 4, 3),
                new OptimizerSpec.Sgd(0)),
        BUCKETS(GruSpec.of(3, 4), SequenceDataset.shuffled(new Sequences(), 3, 1), new OptimizerSpec.Adam()),
        MASKS(
                GruSpec.builder(3, 4)
                        .numLayers(2)
                        .dropout(0.1)
                        .recurrentDropout(0.2)
                        .zoneout(0.1)
                        .build(),
                TokenStreams.forTraining(TOKENS, 2, 3),
                new OptimizerSpec.Adam()),
        WEIGHT_DECAY(GruSpec.of(3, 4), TokenStreams.forTraining(TOKENS, 2, 3), new OptimizerSpec.AdamW(0.1)),
        RMS_PROP(GruSpec.of(3, 4), TokenStreams.forTraining(TOKENS, 2, 3), new OptimizerSpec.RmsProp()),
        ADAGRAD(GruSpec.of(3, 4), TokenStreams.forTraining(TOKENS, 2, 3), new OptimizerSpec.Adagrad());

        private final GruSpec spec;
        private final Dataset data;
        private final OptimizerSpec optimizer;

        Kind(GruSpec spec, Dataset data, OptimizerSpec optimizer) {
            this.spec = spec;
            this.data = data;
            this.optimizer = optimizer;
        }

        private Sequential createModel() {
            return new Sequential(
                    ModelSpec.of(
                            LayerSpec.embedding(V, 3),
                            LayerSpec.gru(spec),
                            LayerSpec.dropout(spec.outputSize(), 0.2),
                            LayerSpec.dense(spec.outputSize(), V)),
                    new ReferenceBackend(),
                    1);
        }

        private Trainer createTrainer(Sequential model) {
            return Trainer.builder(model, data, new SoftmaxCrossEntropy())
                    .optimizer(optimizer)
                    .clipValue(1)
                    .gradientNoise(0.01, 0.55)
                    .build();
        }
    }

    /** What the interpreting JVM runs. */
    static final class Measurement {
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        private Measurement() {}

        public static void main(String[] arguments) {
            for (Kind kind : Kind.values()) {
                try (Sequential model = kind.createModel();
                        Trainer trainer = kind.createTrainer(model)) {
                    measure(kind, trainer, kind.data);
                }
            }
            measureSettings();
            measureGraph();
            measureStream();
            measurePredictor();
        }

        /** Sampled items, several batches a step, replicas; features and values of sequences. */
        private static void measureSettings() {
            Dataset streams = TokenStreams.forTraining(TOKENS, 2, 3);
            ModelSpec items = ModelSpec.of(
                    LayerSpec.embedding(V, 3), LayerSpec.gru(GruSpec.of(3, 4)), LayerSpec.itemScores(4, V));
            try (Sequential model = new Sequential(items, new ReferenceBackend(), 1);
                    Trainer trainer = Trainer.builder(
                                    model, streams, new BprMax(new ItemSampler(new long[] {1, 1, 1, 1, 1}, 1), 2, 1))
                            .accumulate(2)
                            .replicas(2, () -> new SampledSoftmax(new ItemSampler(new long[] {1, 1, 1, 1, 1}, 1), 2))
                            .build()) {
                measure("ITEMS_AND_REPLICAS", trainer, streams);
            }
            Batch batch = Batch.ofFeatures(4, 3, 2).withValuesPerSequence(2).lengths(new int[] {4, 1, 3});
            Dataset features = new Dataset() {
                @Override
                public int batchesPerEpoch() {
                    return 3;
                }

                @Override
                public Batch batch(int epoch, int index) {
                    return batch;
                }
            };
            measureOneStep("POOLING", LayerSpec.pooling(4), features);
            measureOneStep("FINAL_STATES", LayerSpec.finalStates(4, Direction.FORWARD), features);
        }

        private static void measureOneStep(String name, LayerSpec layer, Dataset features) {
            ModelSpec spec = ModelSpec.of(LayerSpec.gru(GruSpec.of(2, 4)), layer, LayerSpec.dense(4, 2));
            try (Sequential model = new Sequential(spec, new ReferenceBackend(), 1);
                    Trainer trainer =
                            Trainer.builder(model, features, new Huber(1)).build()) {
                measure(name, trainer, features);
            }
        }

        /** A graph of every layer and join, with two inputs of steps, one of sequences, and two outputs. */
        private static void measureGraph() {
            ModelSpec spec = ModelSpec.graph(g -> {
                Node words = g.tokens("source", V).embedding(4);
                Node encoder = words.gru(3, gru -> gru.bidirectional());
                Node x = g.features("x", 4);
                Node decoder = x.conv1d(4, 2, Padding.CAUSAL)
                        .relu()
                        .gru(6, gru -> gru.dropout(0))
                        .startingFrom(encoder.finalStates());
                Node cells = x.shifted(1).lstm(6).startingFrom(words.lstm(6).states());
                Node additive = decoder.attention(encoder, AttentionLayer.Score.ADDITIVE, 2);
                Node general = decoder.attention(encoder, AttentionLayer.Score.GENERAL, 2);
                Node kind = g.featuresPerSequence("kind", 2).dense(6).repeatedOver(decoder);
                Node sum = decoder.add(decoder.attention(encoder), additive, general, kind, cells)
                        .multiply(decoder)
                        .layerNorm()
                        .layer(PReluLayer::new)
                        .layer(size -> new BatchNormLayer(size, 1e-3));
                g.output("next", sum.features(1, 4).tiedTo(words));
                Node pooled =
                        sum.maxPool(2, 2, Padding.SAME).reversed().mergeDirections(DirectionMergeLayer.Merge.MEAN);
                g.output(
                        "value",
                        pooled.attentionPooling(2)
                                .concat(pooled.max(), pooled.last(), pooled.first(), pooled.mean())
                                .softmax()
                                .dense(2));
            });
            Batch source = Batch.ofIds(3, 3).lengths(new int[] {3, 1, 2});
            Batch next = Batch.ofParts(4, 3).withClassPerStep().lengths(new int[] {4, 2, 3});
            Batch batch = Batch.ofParts(4, 3)
                    .withInput("source", source)
                    .withInput("x", Batch.ofFeatures(4, 3, 4).lengths(new int[] {4, 2, 3}))
                    .withInput("kind", Batch.ofFeatures(1, 3, 2))
                    .withTarget("next", next)
                    .withTarget("value", Batch.ofParts(1, 3).withValuesPerSequence(2));
            Dataset data = new Dataset() {
                @Override
                public int batchesPerEpoch() {
                    return 3;
                }

                @Override
                public Batch batch(int epoch, int index) {
                    return batch;
                }
            };
            List<OutputLoss> losses = List.of(
                    new OutputLoss("next", new SoftmaxCrossEntropy()), new OutputLoss("value", new Huber(1), 0.5));
            try (Sequential model = new Sequential(spec, new ReferenceBackend(), 1);
                    Trainer trainer = Trainer.builder(model, data, losses).build()) {
                measure("GRAPH", trainer, data);
            }
        }

        private static void measureStream() {
            GruSpec spec = GruSpec.builder(3, 4).numLayers(2).zoneout(0.1).build();
            float[] output = new float[V];
            try (Sequential model = new Sequential(
                            ModelSpec.of(LayerSpec.embedding(V, 3), LayerSpec.gru(spec), LayerSpec.dense(4, V)),
                            new ReferenceBackend(),
                            1);
                    SequenceStream stream = model.newStream()) {
                float[] state = new float[stream.stateSize()];
                run(stream, state, output, WARM_UP);
                long direct = DirectMemory.used();
                long heap = THREADS.getCurrentThreadAllocatedBytes();
                run(stream, state, output, STEPS);
                heap = THREADS.getCurrentThreadAllocatedBytes() - heap;
                print("STREAM", "heap", heap);
                print("STREAM", "direct", DirectMemory.used() - direct);
            }
        }

        /** Steps of a stream, its state saved, zeroed and restored at each. */
        private static void run(SequenceStream stream, float[] state, float[] output, int steps) {
            for (int t = 0; t < steps; t++) {
                stream.step(TOKENS[t % TOKENS.length], output);
                stream.snapshotInto(state);
                stream.reset();
                stream.restoreFrom(state);
            }
        }

        /** Ragged batches of two shapes in turn, from buffers into buffers. */
        private static void measurePredictor() {
            FloatBuffer x = FloatBuffer.wrap(Numbers.floats(1, 4 * 3 * 2));
            FloatBuffer y = FloatBuffer.allocate(4 * 3 * V);
            int[] lengths = {3, 0, 2};
            ModelSpec spec = ModelSpec.of(
                    LayerSpec.gru(GruSpec.builder(2, 4)
                            .direction(Direction.BIDIRECTIONAL)
                            .build()),
                    LayerSpec.dense(8, V));
            try (Sequential model = new Sequential(spec, new ReferenceBackend(), 1);
                    Predictor predictor = new Predictor(model)) {
                run(predictor, x, y, lengths, WARM_UP);
                long direct = DirectMemory.used();
                long heap = THREADS.getCurrentThreadAllocatedBytes();
                run(predictor, x, y, lengths, STEPS);
                heap = THREADS.getCurrentThreadAllocatedBytes() - heap;
                print("PREDICTOR", "heap", heap);
                print("PREDICTOR", "direct", DirectMemory.used() - direct);
            }
        }

        private static void run(Predictor predictor, FloatBuffer x, FloatBuffer y, int[] lengths, int steps) {
            for (int step = 0; step < steps; step++) {
                predictor.predict(x.rewind(), SequenceLayout.BATCH_FIRST, 3 + step % 2, 3, lengths, y.rewind());
            }
        }

        private static void measure(Object kind, Trainer trainer, Dataset data) {
            long[] heap = new long[2];
            long[] direct = new long[2];
            Trainer.Listener record = (t, loss) -> {
                if (t.steps() == WARM_UP) {
                    direct[0] = DirectMemory.used();
                    heap[0] = THREADS.getCurrentThreadAllocatedBytes();
                } else if (t.steps() == WARM_UP + STEPS) {
                    heap[1] = THREADS.getCurrentThreadAllocatedBytes();
                    direct[1] = DirectMemory.used();
                }
            };
            trainer.fit(new Budget.Epochs(2 * ((WARM_UP + STEPS) / data.batchesPerEpoch() + 1)), record);
            print(kind, "heap", heap[1] - heap[0]);
            print(kind, "direct", direct[1] - direct[0]);
        }

        private static void print(Object kind, String what, long bytes) {
            System.out.println(kind + " " + what + "=" + bytes);
        }
    }

    private static final Map<String, Long> BYTES = new HashMap<>();

    @BeforeAll
    static void measure() throws IOException, InterruptedException {
        for (String line : ChildJvm.run("", List.of("-Xint"), Measurement.class).split("\n")) {
            String[] measured = line.split("=");
            BYTES.put(measured[0], Long.valueOf(measured[1]));
        }
    }

    private static void assertNothing(Object kind, String what) {
        assertEquals(0L, BYTES.get(kind + " " + what), "bytes in " + STEPS + " steps");
    }

    @ParameterizedTest
    @EnumSource
    void aStepAllocatesNoJavaHeap(Kind kind) {
        assertNothing(kind, "heap");
    }

    /** Of the replicas' threads, the calling one is measured. */
    @ParameterizedTest
    @ValueSource(strings = {"ITEMS_AND_REPLICAS", "POOLING", "FINAL_STATES", "GRAPH"})
    void aStepOfAnyKindAllocatesNothing(String kind) {
        assertNothing(kind, "heap");
        assertNothing(kind, "direct");
    }

    @Test
    void aStreamsStepAllocatesNothing() {
        assertNothing("STREAM", "heap");
        assertNothing("STREAM", "direct");
    }

    @Test
    void aPredictionIntoABufferAllocatesNothing() {
        assertNothing("PREDICTOR", "heap");
        assertNothing("PREDICTOR", "direct");
    }

    @ParameterizedTest
    @EnumSource
    void aStepAllocatesNoDirectMemory(Kind kind) {
        assertNothing(kind, "direct");
    }
}
