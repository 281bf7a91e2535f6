package org.gru4j.cli.bench;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.measure.GruShape;
import org.gru4j.measure.Samples;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.RecurrentState;
import org.gru4j.model.Sequential;
import org.gru4j.optim.GradientClip;
import org.gru4j.optim.Optimizer;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tasks.text.TextSettings;
import org.gru4j.tensor.Tensor;
import org.gru4j.train.Trainer;

/**
 * A language model in two forms: complete, as a trainer uses it, and split into three models of one layer each, so that
 * the parts of a training step can be timed separately. The second form clips the gradients of each layer separately,
 * which takes the same time.
 */
final class StepModel implements AutoCloseable {
    /** Roughly the number of distinct characters in source code. */
    static final int VOCABULARY = 100;

    /** The parts of a training step, in order. */
    enum Part {
        EMBEDDING_FORWARD,
        GRU_FORWARD,
        DENSE_FORWARD,
        LOSS,
        ZERO_GRADIENTS,
        DENSE_BACKWARD,
        GRU_BACKWARD,
        EMBEDDING_BACKWARD,
        CLIP,
        ADAM;

        String title() {
            return name().toLowerCase(Locale.ROOT)
                    .replace('_', ' ')
                    .replace("gru", "GRU")
                    .replace("adam", "Adam");
        }
    }

    private static final TextSettings SETTINGS = TextSettings.DEFAULTS;

    private final Batch batch;
    private final SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
    private final Sequential whole;
    private final Trainer trainer;
    private final Sequential embedding;
    private final Sequential gru;
    private final Sequential dense;
    private final List<Sequential> layers;
    private final List<Optimizer> optimizers;
    private final RecurrentState state;
    private final GradientClip clip = new GradientClip(SETTINGS.clipNorm());
    private final Pass pass;
    private final Map<Part, Samples> samples = new EnumMap<>(Part.class);
    private boolean begun;
    private boolean recording;
    private long lapStart;

    /** @param shape T, N, E, H */
    StepModel(Backend backend, GruShape shape, ResetGate resetGate) {
        batch = randomBatch(shape);
        LayerSpec first = LayerSpec.embedding(VOCABULARY, shape.inputs());
        LayerSpec second = LayerSpec.gru(GruSpec.builder(shape.inputs(), shape.hidden())
                .resetGate(resetGate)
                .build());
        LayerSpec third = LayerSpec.dense(shape.hidden(), VOCABULARY);
        whole = new Sequential(ModelSpec.of(first, second, third), backend, SETTINGS.seed());
        trainer = Trainer.builder(whole, new OneBatch(batch), loss)
                .clipNorm(SETTINGS.clipNorm())
                .build();
        embedding = new Sequential(ModelSpec.of(first), backend, SETTINGS.seed());
        gru = new Sequential(ModelSpec.of(second), backend, SETTINGS.seed());
        dense = new Sequential(ModelSpec.of(third), backend, SETTINGS.seed());
        layers = List.of(embedding, gru, dense);
        optimizers = layers.stream()
                .map(layer -> new OptimizerSpec.Adam().create(layer.parameters()))
                .toList();
        state = gru.newState(shape.batch());
        pass = Pass.training(backend).reusingTensors();
    }

    private record OneBatch(Batch only) implements Dataset {
        @Override
        public int batchesPerEpoch() {
            return 1;
        }

        @Override
        public Batch batch(int epoch, int index) {
            return only;
        }
    }

    private static Batch randomBatch(GruShape shape) {
        Batch batch =
                Batch.ofIds(shape.steps(), shape.batch()).withClassPerStep().continued(true);
        CounterRandom random = new CounterRandom(SETTINGS.seed(), 0, 0);
        for (int k = 0; k < batch.ids().length; k++) {
            batch.ids()[k] = (int) (VOCABULARY * random.uniform(2L * k));
            batch.targets()[k] = (int) (VOCABULARY * random.uniform(2L * k + 1));
        }
        return batch;
    }

    /** Runs a complete training step. */
    void step() {
        trainer.step(batch, SETTINGS.learningRate());
    }

    /** Discards the times recorded during warm-up. */
    void beginRound() {
        if (!begun) {
            begun = true;
            samples.clear();
        }
    }

    /** Runs steps part by part. The first one is not recorded, as {@link org.gru4j.measure.Contestant} specifies. */
    double[] runInParts(int count) {
        double[] seconds = new double[count];
        for (int k = -1; k < count; k++) {
            recording = k >= 0;
            long start = System.nanoTime();
            stepInParts();
            if (recording) {
                seconds[k] = (System.nanoTime() - start) * 1e-9;
            }
        }
        return seconds;
    }

    /** Runs a step in parts, equivalent to {@link Trainer#step}. */
    private void stepInParts() {
        pass.begin(null);
        lapStart = System.nanoTime();
        Tensor x = embedding.forward(pass, batch.ids(), batch.steps(), batch.size(), null);
        lap(Part.EMBEDDING_FORWARD);
        Tensor h = gru.forward(pass, x, state);
        lap(Part.GRU_FORWARD);
        Tensor logits = dense.forward(pass, h, null);
        lap(Part.DENSE_FORWARD);
        Tensor dLogits =
                pass.scope().allocateUninitialized("gradient of the loss", batch.steps(), batch.size(), VOCABULARY);
        loss.compute(logits, batch, dLogits);
        lap(Part.LOSS);
        layers.forEach(layer -> layer.parameters().zeroGradients());
        lap(Part.ZERO_GRADIENTS);
        Tensor dh = undo(dense, dLogits);
        lap(Part.DENSE_BACKWARD);
        Tensor dx = undo(gru, dh);
        lap(Part.GRU_BACKWARD);
        embedding.backward(pass, dx);
        lap(Part.EMBEDDING_BACKWARD);
        layers.forEach(layer -> clip.apply(layer.parameters()));
        lap(Part.CLIP);
        optimizers.forEach(optimizer -> optimizer.step(SETTINGS.learningRate()));
        lap(Part.ADAM);
        pass.end();
    }

    /** Runs a layer backward. Its input consists of numbers, not ids, and therefore has a gradient. */
    private Tensor undo(Sequential layer, Tensor dy) {
        Tensor dx = layer.backward(pass, dy);
        if (dx == null) {
            throw new IllegalStateException(layer.spec() + ": expected a gradient of the input but got none");
        }
        return dx;
    }

    private void lap(Part part) {
        long now = System.nanoTime();
        if (recording) {
            samples.computeIfAbsent(part, timed -> new Samples()).add((now - lapStart) * 1e-9);
        }
        lapStart = System.nanoTime();
    }

    /** Returns the median seconds of each part. */
    Map<Part, Double> medians() {
        Map<Part, Double> medians = new EnumMap<>(Part.class);
        samples.forEach((part, times) -> medians.put(part, times.median()));
        return medians;
    }

    @Override
    public void close() {
        pass.close();
        state.close();
        optimizers.forEach(Optimizer::close);
        layers.forEach(Sequential::close);
        trainer.close();
        whole.close();
    }
}
