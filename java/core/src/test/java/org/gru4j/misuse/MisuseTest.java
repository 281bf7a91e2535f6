package org.gru4j.misuse;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.backend.OptimizerKernel;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.backend.Threads;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.data.SequenceDataset;
import org.gru4j.data.SequenceSource;
import org.gru4j.data.TokenStreams;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Parameters;
import org.gru4j.layer.Pass;
import org.gru4j.loss.BinaryCrossEntropy;
import org.gru4j.loss.BprMax;
import org.gru4j.loss.Huber;
import org.gru4j.loss.ItemSampler;
import org.gru4j.loss.MeanSquaredError;
import org.gru4j.loss.QuantileLoss;
import org.gru4j.loss.SampledSoftmax;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelRef;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.Predictor;
import org.gru4j.model.RecurrentState;
import org.gru4j.model.SequenceStream;
import org.gru4j.model.SequenceStreamState;
import org.gru4j.model.Sequential;
import org.gru4j.optim.GradientClip;
import org.gru4j.optim.GradientNoise;
import org.gru4j.optim.Optimizer;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.optim.Schedule;
import org.gru4j.optim.TrainingDivergedException;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.recurrent.RnnSpec;
import org.gru4j.tensor.RaggedArrays;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.SequenceLayout;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.RecordingBackend;
import org.gru4j.train.Budget;
import org.gru4j.train.EarlyStopping;
import org.gru4j.train.Evaluation;
import org.gru4j.train.RankMetric;
import org.gru4j.train.Trainer;
import org.gru4j.train.TrainerBuilder;
import org.gru4j.train.Validation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** Careless use, one line for each: what is done, which exception it is, and words that must be in its message. */
class MisuseTest {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;

    private record Misuse(String what, Class<? extends Throwable> type, Executable use, String... words) {}

    private final List<Misuse> misuses = new ArrayList<>();

    private final Backend backend = new ReferenceBackend();
    private final Scope scope = new Scope(backend);
    private final ModelSpec spec = ModelSpec.of(LayerSpec.gru(GruSpec.of(3, 4)), LayerSpec.dense(4, 2));
    private final Sequential model = new Sequential(spec, backend, 1);
    private final Sequential ids = new Sequential(
            ModelSpec.of(LayerSpec.embedding(5, 3), LayerSpec.gru(GruSpec.of(3, 4)), LayerSpec.dense(4, 5)),
            backend,
            1);
    private final Parameters parameters = model.parameters();

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
        scope.close();
        model.close();
        ids.close();
    }

    private <C extends AutoCloseable> C opened(C closeable) {
        opened.add(closeable);
        return closeable;
    }

    private void illegal(String what, Executable use, String... words) {
        misuses.add(new Misuse(what, IllegalArgumentException.class, use, words));
    }

    private void lifetime(String what, Executable use, String... words) {
        misuses.add(new Misuse(what, IllegalStateException.class, use, words));
    }

    private void shape(String what, Executable use, String... words) {
        misuses.add(new Misuse(what, ShapeException.class, use, words));
    }

    private void missing(String what, Executable use, String... words) {
        misuses.add(new Misuse(what, NullPointerException.class, use, words));
    }

    private void diverged(String what, Executable use, String... words) {
        misuses.add(new Misuse(what, TrainingDivergedException.class, use, words));
    }

    /** The misuses of this list, each a test of its own. */
    private Stream<DynamicTest> tests() {
        return misuses.stream()
                .map(misuse -> dynamicTest(misuse.what, () -> {
                    String message = assertThrows(misuse.type, misuse.use).getMessage();
                    for (String word : misuse.words) {
                        assertTrue(
                                message != null && message.contains(word),
                                () -> "expected '" + word + "' in: " + message);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> descriptions() {
        for (double p : new double[] {-0.1, 1, NAN, INF}) {
            illegal(
                    "dropout " + p,
                    () -> GruSpec.builder(3, 4).numLayers(2).dropout(p).build(),
                    "dropout",
                    "" + p);
            illegal(
                    "recurrent dropout " + p,
                    () -> GruSpec.builder(3, 4).recurrentDropout(p).build(),
                    "recurrentDropout");
            illegal("zoneout " + p, () -> GruSpec.builder(3, 4).zoneout(p).build(), "zoneout", "" + p);
            illegal("a dropout layer of " + p, () -> LayerSpec.dropout(4, p), "dropout rate", "" + p);
            illegal("label smoothing " + p, () -> new SoftmaxCrossEntropy(p), "label smoothing", "" + p);
        }
        illegal(
                "dropout of one layer",
                () -> GruSpec.builder(3, 4).dropout(0.2).build(),
                "one layer",
                "LayerSpec.dropout");
        illegal("no inputs", () -> GruSpec.of(0, 4), "inputSize", "0");
        illegal("negative hidden size", () -> GruSpec.of(3, -4), "hiddenSize", "-4");
        illegal("no layers", () -> GruSpec.builder(3, 4).numLayers(0).build(), "numLayers");
        illegal("an LSTM of no units", () -> RnnSpec.lstm(3, 0), "hiddenSize");
        missing("no direction", () -> GruSpec.builder(3, 4).direction(null).build(), "direction");
        illegal("an empty vocabulary", () -> LayerSpec.embedding(0, 4), "vocabularySize");
        illegal("no outputs", () -> LayerSpec.dense(4, 0), "outputSize");
        illegal("no items", () -> LayerSpec.itemScores(4, 0), "items count");
        illegal("half a state", () -> LayerSpec.finalStates(3, Direction.BIDIRECTIONAL), "even");
        missing("a layer without a GRU", () -> LayerSpec.gru(null), "spec");
        illegal("a model of nothing", () -> ModelSpec.of(), "at least one layer");
        illegal(
                "layers that do not fit",
                () -> ModelSpec.of(LayerSpec.gru(GruSpec.of(3, 4)), LayerSpec.dense(5, 2)),
                "layer 1 (dense) reads 5 features",
                "emits 4");
        illegal(
                "an embedding in the middle",
                () -> ModelSpec.of(LayerSpec.dense(3, 3), LayerSpec.embedding(3, 3)),
                "can only come first");
        illegal(
                "a GRU after pooling",
                () -> ModelSpec.of(LayerSpec.pooling(3), LayerSpec.gru(GruSpec.of(3, 4))),
                "can't come after pooling");
        illegal("a model of no JSON", () -> ModelSpec.fromJson("{"));
        illegal(
                "dims of no steps",
                () -> new RecurrentDims(RecurrentCell.GRU_AFTER, 0, 1, 1, 1, false, false),
                "positive");
        return tests();
    }

    @TestFactory
    Stream<DynamicTest> settingsOfTraining() {
        for (double value : new double[] {-1, NAN, INF, 1e300}) {
            illegal("constant rate " + value, () -> Schedule.constant(value), "rate", "" + value);
            illegal("peak rate " + value, () -> Schedule.cosine(value, 0.1), "peak", "" + value);
            illegal("step decay from " + value, () -> new Schedule.StepDecay(value, 0.5, 2), "rate", "" + value);
            illegal("plateau of " + value, () -> new Schedule.Plateau(value, 0.5, 1, 0, 0), "rate", "" + value);
            illegal("weight decay " + value, () -> new OptimizerSpec.AdamW(value), "weightDecay", "" + value);
            illegal("L2 of " + value, () -> new OptimizerSpec.Sgd(0.9, false, value), "weightDecay", "" + value);
            illegal(
                    "a trainer's step of rate " + value,
                    () -> trainer(data(1)).step(data(1).batch(0, 0), value),
                    "learning rate",
                    "" + value);
            illegal(
                    "an optimiser's step of rate " + value,
                    () -> new OptimizerSpec.Sgd(0).create(parameters).step(value),
                    "learning rate",
                    "" + value);
        }
        for (double value : new double[] {-0.1, 1, NAN, 0.99999999999}) {
            illegal("momentum " + value, () -> new OptimizerSpec.Sgd(value), "momentum", "" + value);
            illegal("beta1 " + value, () -> new OptimizerSpec.Adam(value, 0.9, 1e-8), "beta1", "" + value);
            illegal("beta2 " + value, () -> new OptimizerSpec.Adam(0.9, value, 1e-8), "beta2", "" + value);
            illegal("rho " + value, () -> new OptimizerSpec.RmsProp(value, 1e-8, 0), "rho", "" + value);
        }
        for (double value : new double[] {0, -1, NAN, INF, 1e-60}) {
            illegal("epsilon " + value, () -> new OptimizerSpec.Adam(0.9, 0.9, value), "epsilon");
            illegal("epsilon of Adagrad " + value, () -> new OptimizerSpec.Adagrad(value, 0), "epsilon");
        }
        for (double value : new double[] {0, -1, NAN}) {
            illegal("clip at a norm of " + value, () -> new GradientClip(value), "maxNorm", "" + value);
            illegal("clip at a value of " + value, () -> new GradientClip(1, value), "maxValue", "" + value);
            illegal("a trainer's norm " + value, () -> builder().clipNorm(value), "clipNorm", "" + value);
            illegal("a trainer's value " + value, () -> builder().clipValue(value), "clipValue", "" + value);
            illegal("noise " + value, () -> new GradientNoise(parameters, value, 0.55), "noise eta", "" + value);
        }
        illegal("nesterov without momentum", () -> new OptimizerSpec.Sgd(0, true, 0), "nesterov");
        illegal("warm-up of all", () -> Schedule.cosine(1, 1), "warmUp");
        illegal("a rate at no progress", () -> Schedule.cosine(1, 0.1).rate(NAN), "progress", "NaN");
        illegal("a rate before the start", () -> new Schedule.StepDecay(1, 0.5, 2).rate(-1), "progress", "-1.0");
        illegal("no levels", () -> new Schedule.StepDecay(1, 0.5, 0), "levels");
        illegal("growing steps", () -> new Schedule.StepDecay(1, 2, 2), "factor");
        illegal("a floor above the rate", () -> new Schedule.Plateau(1, 0.5, 1, 0, 2), "floor");
        illegal("noise of NaN for a trainer", () -> builder().gradientNoise(NAN, 0.55), "eta");
        illegal("noise of gamma -1 for a trainer", () -> builder().gradientNoise(1, -1), "gamma", "-1");
        illegal("noise before the first step", () -> new GradientNoise(parameters, 1, 1).apply(1, -1), "step", "-1");
        illegal("no accumulated batches", () -> builder().accumulate(0), "accumulated batches");
        illegal("no replicas", () -> builder().replicas(0, MeanSquaredError::new), "replicas");
        missing("replicas without losses", () -> builder().replicas(2, null), "losses");
        missing("no optimiser", () -> builder().optimizer(null), "optimizer");
        missing("no schedule", () -> builder().schedule(null), "schedule");
        illegal("negative patience", () -> EarlyStopping.onLoss(-1), "patience");
        illegal(
                "early stopping without a validation",
                () -> builder().earlyStopping(EarlyStopping.onLoss(1)).build(),
                "validation");
        illegal(
                "early stopping on an unknown metric",
                () -> builder()
                        .validation(Validation.eachEpoch(data(1), new MeanSquaredError()))
                        .earlyStopping(new EarlyStopping("f1", 1))
                        .build(),
                "f1");
        illegal("validation each 0 steps", () -> Validation.everySteps(0, data(1), new MeanSquaredError()), "0");
        illegal("no epochs", () -> new Budget.Epochs(0), "epochs");
        illegal("no time", () -> new Budget.Seconds(NAN), "seconds");
        illegal("recall at 0", () -> RankMetric.recallAt(0), "k: expected a positive number");
        illegal("a position of NaN seconds", () -> new Trainer.Position(0, 0, 0, 0, NAN, 0), "seconds NaN");
        illegal(
                "an optimiser at step -1",
                () -> new OptimizerSpec.Adam().create(parameters).resumeAt(-1),
                "-1");
        illegal("a huber bend of 0", () -> new Huber(0), "delta");
        illegal("quantile 1", () -> new QuantileLoss(0.5, 1), "quantiles");
        illegal("no quantiles", () -> new QuantileLoss(), "quantiles");
        illegal("quantiles in disorder", () -> new QuantileLoss(0.9, 0.1), "ascending");
        illegal("a sampler's power of 2", () -> new ItemSampler(new long[] {1}, 2), "power");
        illegal("a sampler of nothing", () -> new ItemSampler(new long[] {0, 0}, 1), "counts");
        illegal("a negative count", () -> new ItemSampler(new long[] {1, -1}, 1), "item 1", "-1");
        illegal("a draw of NaN", () -> new ItemSampler(new long[] {1, 2}, 1).draw(NAN), "NaN");
        illegal("-1 samples", () -> new SampledSoftmax(new ItemSampler(new long[] {1}, 1), -1), "samples");
        missing("samples of nothing", () -> new SampledSoftmax(null, 2), "sampler");
        illegal(
                "BPR-max regularised by NaN",
                () -> new BprMax(new ItemSampler(new long[] {1}, 1), 1, NAN),
                "regularization");
        illegal("0 threads", () -> Threads.limitTo(0), "threads");
        illegal("a backend that is not there", () -> Backends.named("cuda"), "cuda");
        illegal("a backend of 0 threads", () -> Backends.named("reference", 0), "threads");
        illegal("initial values up to NaN", () -> Parameters.Initializer.uniform(NAN), "bound", "NaN");
        illegal("initial values of deviation -1", () -> Parameters.Initializer.normal(-1), "standard deviation", "-1");
        return tests();
    }

    @TestFactory
    Stream<DynamicTest> kernels() {
        OptimizerKernel kernel = backend.optimizer();
        Tensor p = scope.allocate("p", 4);
        Tensor g = scope.allocate("g", 4);
        Tensor v = scope.allocate("v", 4);
        for (double value : new double[] {-1, NAN, INF, 1e300}) {
            illegal("sgd of rate " + value, () -> kernel.sgd(p, g, null, 0, false, 0, value), "rate", "" + value);
            illegal("rmsprop of rate " + value, () -> kernel.rmsProp(p, g, v, 0.9, 1e-8, 0, value), "rate", "" + value);
            illegal("adagrad of L2 " + value, () -> kernel.adagrad(p, g, v, 1e-8, value, 1), "l2", "" + value);
            illegal(
                    "adam of decay " + value,
                    () -> kernel.adam(p, g, v, v, 0.9, 0.9, 1e-8, 0, value, 1, 1),
                    "decoupled");
            illegal("noise of " + value, () -> kernel.addNormal(p, 1, value), "deviation", "" + value);
        }
        illegal("adam at step 0", () -> kernel.adam(p, g, v, v, 0.9, 0.9, 1e-8, 0, 0, 1, 0), "step", "0");
        illegal("momentum 1", () -> kernel.sgd(p, g, v, 1, false, 0, 1), "momentum");
        illegal("scale by NaN", () -> kernel.scale(p, Float.NaN), "factor", "NaN");
        illegal("clamp at NaN", () -> kernel.clamp(p, Float.NaN), "bound", "NaN");
        illegal("clamp at -1", () -> kernel.clamp(p, -1), "bound", "-1");
        shape(
                "gradients of another size",
                () -> kernel.sgd(p, scope.allocate("g", 3), null, 0, false, 0, 1),
                "g",
                "[4]");
        illegal(
                "another backend's tensor",
                () -> kernel.scale(new Scope(new RecordingBackend()).allocate("x", 4), 1),
                "reference",
                "recording");
        lifetime("a read-only tensor", () -> kernel.scale(p.readOnlyView(), 1), "read-only");
        RecurrentKernel gru =
                opened(backend.recurrentKernel(new RecurrentDims(RecurrentCell.GRU_AFTER, 2, 1, 3, 4, false, true)));
        RecurrentWorkspace workspace = opened(gru.allocateWorkspace());
        RecurrentWeights weights =
                new RecurrentWeights(scope.allocate("W", 3, 3, 4), scope.allocate("U", 4, 3, 4), null);
        Tensor x = scope.allocate("x", 2, 1, 3);
        Tensor y = scope.allocate("y", 2, 1, 4);
        Tensor hT = scope.allocate("sT", 1, 1, 4);
        illegal("no workspace", () -> gru.forward(weights, x, null, null, null, y, hT, null), "needs a workspace");
        illegal(
                "a length above T",
                () -> gru.forward(weights, x, null, new int[] {3}, null, y, hT, workspace),
                "lengths[0]");
        illegal("a negative length", () -> gru.forward(weights, x, null, new int[] {-1}, null, y, hT, workspace), "-1");
        shape(
                "too many lengths",
                () -> gru.forward(weights, x, null, new int[] {1, 1}, null, y, hT, workspace),
                "lengths");
        lifetime("backward first", () -> gru.backward(y, null, weights, null, null, workspace), "without a forward");
        illegal("a dropout mask of NaN", () -> backend.dropout().apply(x, 1, NAN, scope.allocate("m", 2, 1, 3)), "NaN");
        illegal(
                "an id that is not there",
                () -> backend.embedding().forward(scope.allocate("w", 5, 3), new int[] {5, 0}, x),
                "ids[t=0, n=0]",
                "5");
        shape("too few ids", () -> backend.embedding().forward(scope.allocate("w", 5, 3), new int[] {1}, x), "ids");
        illegal(
                "a class that is not there",
                () -> backend.crossEntropy().compute(y, new int[] {1, 4}, null),
                "targets[t=1, n=0]",
                "4");
        return tests();
    }

    @TestFactory
    Stream<DynamicTest> tensors() {
        Tensor x = scope.allocate("x", 2, 3);
        Scope closed = new Scope(backend);
        Tensor stale = closed.allocate("stale", 2);
        closed.close();
        Scope recycled = new Scope(backend);
        Tensor old = recycled.allocate("old", 2);
        recycled.recycle();
        recycled.allocate("new", 2);
        shape("an empty dimension", () -> scope.allocate("x", 2, 0), "[2, 0]", "positive");
        shape("more floats than fit", () -> Shape.of(1 << 20, 1 << 20), "at most");
        shape("too few floats", () -> x.copyFrom(1, 2), "expected 6 floats but got 2");
        shape("another shape", () -> x.copyFrom(scope.allocate("y", 3, 2)), "[2, 3]", "[3, 2]");
        shape("a view beyond the end", () -> x.view("v", 4, Shape.of(3)), "does not fit");
        misuses.add(
                new Misuse("an element beyond the end", IndexOutOfBoundsException.class, () -> x.get(6), "x [2, 3]"));
        misuses.add(new Misuse(
                "an element before the first", IndexOutOfBoundsException.class, () -> x.get(-1), "x [2, 3]"));
        lifetime("a closed scope", () -> closed.allocate("x", 2), "scope is used after it was closed");
        lifetime("a tensor of a closed scope", stale::toArray, "tensor stale [2] is used after");
        lifetime("a tensor that was recycled", () -> old.fill(1), "tensor old [2] is used after");
        lifetime("a view of a tensor that was recycled", () -> old.view("v", 0, Shape.of(1)), "tensor old [2]");
        lifetime("a parameter", () -> parameters.value("dense.b").fill(1), "read-only", "Parameters.set");
        shape("a parameter of another size", () -> parameters.set("dense.b", 1, 2, 3), "dense.b", "2 floats but got 3");
        illegal("no such parameter", () -> parameters.value("dense.c"), "dense.c", "dense.b");
        illegal("gradients times NaN", () -> parameters.scaleGradients(NAN), "factor", "NaN");
        illegal("weights without a parameter", () -> new ModelWeights(spec, Map.of()), "missing");
        shape(
                "sequences of other features",
                () -> SequenceLayout.BATCH_FIRST.copy(new float[][][] {{{1}}}, scope.allocate("t", 1, 1, 2)),
                "t[0][0]",
                "expected 2 features but got 1");
        shape("a missing sequence", () -> RaggedArrays.lengths(new float[2][][]), "x[0]", "null");
        shape(
                "a sequence that is too long",
                () -> RaggedArrays.pad(new float[1][5][2], scope.allocate("t", 2, 1, 2)),
                "at most 2 steps");
        return tests();
    }

    @TestFactory
    Stream<DynamicTest> data() {
        shape("a batch of no steps", () -> Batch.ofIds(0, 2), "positive");
        shape("a batch of no features", () -> Batch.ofFeatures(2, 2, 0), "features");
        shape("no target values", () -> Batch.ofIds(2, 2).withValuesPerStep(0), "target values");
        lifetime("targets twice", () -> Batch.ofIds(2, 2).withClassPerStep().withClassPerStep(), "targets already");
        lifetime("features of ids", () -> Batch.ofIds(2, 2).features(), "no features");
        lifetime("targets that are not there", () -> Batch.ofIds(2, 2).targets(), "no target classes");
        shape("lengths of other rows", () -> Batch.ofIds(2, 2).lengths(new int[] {1}), "lengths [N]", "[2]");
        illegal("streams of too few tokens", () -> TokenStreams.forTraining(new int[5], 2, 3), "at least 7", "got 5");
        illegal("streams of no rows", () -> TokenStreams.forTraining(new int[50], 0, 3), "positive");
        illegal(
                "a training on no batches",
                () -> trainer(data(0)).fit(new Budget.Epochs(1), (t, l) -> {}),
                "at least one batch",
                "0");
        illegal(
                "an evaluation of no batches",
                () -> Evaluation.of(model, data(0), new MeanSquaredError()),
                "at least one batch",
                "0");
        illegal("sequences of none", () -> SequenceDataset.ordered(new Sequences(0), 2), "at least one");
        illegal(
                "labels beyond 1",
                () -> {
                    Batch batch = Batch.ofFeatures(1, 1, 3).withValuesPerStep(2);
                    batch.targetValues()[0] = 7;
                    new BinaryCrossEntropy().compute(scope.allocate("z", 1, 1, 2), batch, null);
                },
                "label 0",
                "7.0");
        illegal(
                "values for a loss of classes",
                () -> new MeanSquaredError()
                        .compute(scope.allocate("z", 1, 1, 2), Batch.ofIds(1, 1).withClassPerStep(), null),
                "MeanSquaredError",
                "classes");
        shape(
                "outputs of another width",
                () -> new MeanSquaredError()
                        .compute(scope.allocate("z", 1, 1, 2), Batch.ofIds(1, 1).withValuesPerStep(3), null),
                "output",
                "3");
        return tests();
    }

    @TestFactory
    Stream<DynamicTest> models() {
        Pass pass = opened(Pass.training(backend));
        Pass inference = opened(Pass.inference(backend));
        Tensor x = scope.allocate("x", 2, 1, 3);
        Tensor dy = scope.allocate("dy", 2, 1, 2);
        RecurrentState two = opened(model.newState(2));
        lifetime("a layer between steps", () -> model.forward(pass, x, null), "before begin, or after end");
        lifetime("a scope between steps", pass::scope, "before begin, or after end");
        lifetime("two begins", () -> step(pass, () -> pass.begin(null)), "begin before the end");
        lifetime("backward without forward", () -> step(pass, () -> model.backward(pass, dy)), "without a forward");
        lifetime(
                "backward twice",
                () -> step(pass, () -> {
                    model.forward(pass, x, null);
                    model.backward(pass, dy);
                    model.backward(pass, dy);
                }),
                "only once");
        lifetime(
                "forward twice",
                () -> step(pass, () -> {
                    model.forward(pass, x, null);
                    model.forward(pass, x, null);
                }),
                "second forward",
                "one training pass for each forward");
        lifetime(
                "backward of inference",
                () -> step(inference, () -> {
                    model.forward(inference, x, null);
                    model.backward(inference, dy);
                }),
                "in an inference pass");
        lifetime(
                "an input that changes",
                () -> step(pass, () -> {
                    model.forward(pass, x, null);
                    x.fill(1);
                    model.backward(pass, dy);
                }),
                "x [2, 1, 3] was changed between forward and backward");
        shape(
                "an input of other features",
                () -> step(pass, () -> model.forward(pass, scope.allocate("x", 2, 1, 4), null)),
                "x [T,N,I]",
                "[2, 1, 3]");
        shape(
                "an input of 2 dimensions",
                () -> step(pass, () -> model.forward(pass, scope.allocate("x", 2, 3), null)),
                "3 dimensions");
        shape(
                "a gradient of another shape",
                () -> step(pass, () -> {
                    model.forward(pass, x, null);
                    model.backward(pass, scope.allocate("dy", 2, 1, 3));
                }),
                "dy",
                "[2, 1, 2]");
        shape("states of other rows", () -> step(pass, () -> model.forward(pass, x, two)), "s0", "[1, 1, 4]");
        shape(
                "states of another model",
                () -> step(pass, () -> {
                    try (Sequential wide = new Sequential(ModelSpec.of(LayerSpec.gru(GruSpec.of(3, 5))), backend, 1);
                            RecurrentState of = wide.newState(1)) {
                        model.forward(pass, x, of);
                    }
                }),
                "s0",
                "[1, 1, 4]");
        illegal(
                "states of more layers",
                () -> step(pass, () -> {
                    ModelSpec deep = ModelSpec.of(LayerSpec.gru(GruSpec.of(3, 4)), LayerSpec.gru(GruSpec.of(4, 4)));
                    try (Sequential of = new Sequential(deep, backend, 1);
                            RecurrentState states = of.newState(1)) {
                        model.forward(pass, x, states);
                    }
                }),
                "state",
                "expected those of 1 recurrent layer but got 2");
        illegal("states of no rows", () -> model.newState(0), "states", "0");
        lifetime(
                "ids for a model of features",
                () -> step(pass, () -> model.forward(pass, new int[2], 2, 1, null)),
                "no embedding");
        lifetime("features for a model of ids", () -> step(pass, () -> ids.forward(pass, x, null)), "token ids");
        illegal(
                "an id that is not there",
                () -> step(pass, () -> ids.forward(pass, new int[] {0, 5}, 2, 1, null)),
                "ids[t=1, n=0]",
                "5");
        illegal("an id of -1", () -> step(pass, () -> ids.forward(pass, new int[] {0, -1}, 2, 1, null)), "-1");
        shape("too few ids", () -> step(pass, () -> ids.forward(pass, new int[] {0}, 2, 1, null)), "ids [T,N]");
        shape(
                "too few lengths",
                () -> {
                    pass.begin(new int[] {1, 1});
                    try {
                        model.forward(pass, x, null);
                    } finally {
                        pass.end();
                    }
                },
                "lengths [N]");
        lifetime(
                "dropout without a seed",
                () -> step(pass, () -> {
                    try (Sequential dropping = new Sequential(
                            ModelSpec.of(LayerSpec.dropout(3, 0.5), LayerSpec.dense(3, 2)), backend, 1)) {
                        dropping.forward(pass, x, null);
                    }
                }),
                "begin(lengths, seed, step)");
        illegal(
                "a pass of another backend",
                () -> {
                    RecordingBackend other = new RecordingBackend();
                    try (Pass foreign = Pass.inference(other)) {
                        foreign.begin(null);
                        model.forward(foreign, foreign.scope().allocate("x", 2, 1, 3), null);
                    }
                },
                "backend 'recording'",
                "backend 'reference'");
        illegal(
                "items to score that are not there",
                () -> step(pass, () -> {
                    try (Sequential items = new Sequential(ModelSpec.of(LayerSpec.itemScores(3, 4)), backend, 1)) {
                        pass.restrictTo(new int[] {4});
                        items.forward(pass, x, null);
                    }
                }),
                "4");
        return tests();
    }

    @TestFactory
    Stream<DynamicTest> lifetimes() {
        Predictor predictor = opened(new Predictor(model));
        Predictor closedPredictor = new Predictor(model);
        closedPredictor.close();
        SequenceStream stream = opened(model.newStream());
        SequenceStream closedStream = model.newStream();
        closedStream.close();
        Pass closedPass = Pass.inference(backend);
        closedPass.close();
        Trainer closedTrainer = trainer(data(1));
        closedTrainer.close();
        Sequential closedModel = new Sequential(spec, backend, 1);
        closedModel.close();
        RecurrentState closedState = model.newState(1);
        closedState.close();
        ModelRef closedRef = new ModelRef(new Sequential(spec, backend, 1));
        closedRef.close();
        Optimizer closedOptimizer = new OptimizerSpec.Adam().create(parameters);
        closedOptimizer.close();
        lifetime("a model in use", model::close, "can't be closed", "predictor", "stream", "ModelRef");
        lifetime("a closed predictor", () -> closedPredictor.predict(new float[1][3]), "predictor is used after");
        lifetime("a closed stream", () -> closedStream.step(new float[3], new float[2]), "stream is used after");
        lifetime("a closed pass", () -> closedPass.begin(null), "pass is used after");
        lifetime("a closed trainer", () -> closedTrainer.step(data(1).batch(0, 0), 1), "trainer is used after");
        lifetime(
                "a training with a closed trainer",
                () -> closedTrainer.fit(new Budget.Epochs(1), (t, l) -> {}),
                "trainer");
        lifetime("a closed optimiser", () -> closedOptimizer.step(1), "optimizer is used after");
        lifetime("a predictor of a closed model", () -> new Predictor(closedModel), "model is used after");
        lifetime("a stream of a closed model", closedModel::newStream, "model is used after");
        lifetime(
                "a trainer of a closed model",
                () -> Trainer.builder(closedModel, data(1), new MeanSquaredError())
                        .build(),
                "after",
                "closed");
        lifetime("parameters of a closed model", () -> closedModel.parameters().set("dense.b", 1, 2), "closed");
        lifetime(
                "a closed state",
                () -> {
                    try (Pass pass = Pass.inference(backend)) {
                        pass.begin(null);
                        model.forward(pass, pass.scope().allocate("x", 1, 1, 3), closedState);
                    }
                },
                "recurrent state is used after");
        lifetime("a lease of a closed reference", closedRef::lease, "model reference is used after");
        shape("a prediction of other features", () -> predictor.predict(new float[2][4]), "x[0][0]", "3 features");
        lifetime("a prediction of ids", () -> predictor.predict(new int[2]), "no embedding");
        shape(
                "no room for a prediction",
                () -> predictor.predict(
                        FloatBuffer.allocate(6), SequenceLayout.TIME_MAJOR, 2, 1, null, FloatBuffer.allocate(3)),
                "y",
                "room for 4");
        shape(
                "too few inputs for a prediction",
                () -> predictor.predict(
                        FloatBuffer.allocate(5), SequenceLayout.TIME_MAJOR, 2, 1, null, FloatBuffer.allocate(4)),
                "6 floats",
                "5");
        shape("a stream's event of other features", () -> stream.step(new float[4], new float[2]), "features", "3");
        shape("a stream's output of another size", () -> stream.step(new float[3], new float[1]), "output", "2");
        lifetime("a token for a stream of features", () -> stream.step(1, new float[2]), "no embedding");
        shape("a stream's state of another size", () -> stream.restoreFrom(new float[3]), "state", "4");
        illegal(
                "a stream's state of another model",
                () -> stream.restore(
                        SequenceStreamState.of(ModelSpec.of(LayerSpec.gru(GruSpec.of(2, 4))), new float[4])),
                "a different model",
                "layer 0");
        illegal(
                "a stream from the end",
                () -> {
                    try (Sequential reverse = new Sequential(
                            ModelSpec.of(LayerSpec.gru(GruSpec.builder(3, 4)
                                    .direction(Direction.REVERSE)
                                    .build())),
                            backend,
                            1)) {
                        reverse.newStream();
                    }
                },
                "REVERSE");
        lifetime(
                "closing a trainer that trains",
                () -> {
                    trainer(data(1)).fit(new Budget.Epochs(1), (t, loss) -> t.close());
                },
                "trainer can't be closed");
        return tests();
    }

    @TestFactory
    Stream<DynamicTest> numbersThatAreNone() {
        diverged("an optimiser's step along NaN", () -> stepAlong(Float.NaN), "gradient norm", "NaN");
        diverged(
                "an optimiser's step along infinity",
                () -> stepAlong(Float.POSITIVE_INFINITY),
                "gradient norm",
                "Infinity");
        diverged(
                "a loss of NaN",
                () -> {
                    Batch batch = data(1).batch(0, 0);
                    batch.features()[0] = Float.NaN;
                    trainer(data(1)).step(batch, 0.1);
                },
                "step 1",
                "loss is NaN");
        diverged(
                "a gradient of NaN",
                () -> {
                    try (Trainer trainer = Trainer.builder(model, data(1), (output, batch, dOutput) -> {
                                dOutput.fill(Float.NaN);
                                return 1;
                            })
                            .build()) {
                        trainer.step(data(1).batch(0, 0), 0.1);
                    }
                },
                "step 1",
                "gradient norm is NaN");
        return tests();
    }

    private void stepAlong(float gradient) {
        float[] before = parameters.values().toArray();
        parameters.zeroGradients();
        parameters.gradient("dense.b").fill(gradient);
        try (Optimizer optimizer = new OptimizerSpec.Adam().create(parameters)) {
            try {
                optimizer.step(0.1);
            } finally {
                assertTrue(Arrays.equals(before, parameters.values().toArray()), "the parameters have changed");
                assertTrue(
                        optimizer.steps() == 0 && optimizer.state().get("m").get(0) == 0, "the optimiser has changed");
            }
        }
    }

    private static void step(Pass pass, Runnable use) {
        pass.begin(null);
        try {
            use.run();
        } finally {
            pass.end();
        }
    }

    private TrainerBuilder builder() {
        return Trainer.builder(model, data(1), new MeanSquaredError());
    }

    private Trainer trainer(Dataset data) {
        return opened(Trainer.builder(model, data, new MeanSquaredError()).build());
    }

    private static Dataset data(int batches) {
        Batch batch = Batch.ofFeatures(2, 1, 3).withValuesPerStep(2);
        return new Dataset() {
            @Override
            public int batchesPerEpoch() {
                return batches;
            }

            @Override
            public Batch batch(int epoch, int index) {
                return batch;
            }
        };
    }

    /** So many sequences of one step. */
    private record Sequences(int count) implements SequenceSource {
        @Override
        public int length(int sequence) {
            return 1;
        }

        @Override
        public Batch createBatch(int steps, int size) {
            return Batch.ofIds(steps, size);
        }

        @Override
        public void fill(int sequence, Batch batch, int n) {
            // ids of 0
        }
    }
}
