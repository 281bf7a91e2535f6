package org.gru4j.ownlayer;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.layer.DenseLayer;
import org.gru4j.layer.Layer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.LayerSpecs;
import org.gru4j.layer.Parameters;
import org.gru4j.layer.Pass;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Predictor;
import org.gru4j.model.SequenceStream;
import org.gru4j.model.Sequential;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.optim.Schedule;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.gru4j.train.Budget;
import org.gru4j.train.Trainer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program's own layer, made of the public API alone, does all that the library's layers do. */
class OwnLayerTest {
    private static final String NAME = "own.norm";
    private static final ModelSpec SPEC = ModelSpec.tokens(5)
            .embedding(4)
            .gru(6)
            .layer(n -> new NormLayer(n, 1e-5))
            .dense(3)
            .build();
    private static final double DIFFERENCE = 1 / 128.0;

    private final Backend backend = new ReferenceBackend();

    /** Not registered. */
    private record Unnamed(int inputFeatures) implements LayerSpec {
        @Override
        public String kind() {
            return "unnamed";
        }

        @Override
        public int outputFeatures() {
            return inputFeatures;
        }

        @Override
        public Layer create(String name, Parameters parameters) {
            throw new AssertionError("nobody makes it");
        }
    }

    /** Emits what it reads, and has no gradient to give. */
    private record OneWay(int inputFeatures) implements LayerSpec {
        @Override
        public String kind() {
            return "oneway";
        }

        @Override
        public int outputFeatures() {
            return inputFeatures;
        }

        @Override
        public Layer create(String name, Parameters parameters) {
            return new Layer() {
                @Override
                public Tensor forward(Pass pass, Tensor x) {
                    return x;
                }

                @Override
                public Tensor backward(Pass pass, Tensor dy) {
                    return null;
                }
            };
        }
    }

    @BeforeAll
    static void register() {
        LayerSpecs.register(NAME, NormLayer.class);
    }

    /** The class of each step is its token modulo 3. */
    private static Dataset remainders() {
        Batch batch = Batch.ofIds(4, 5).withClassPerStep();
        System.arraycopy(Numbers.ids(1, 20, 5), 0, batch.ids(), 0, 20);
        for (int k = 0; k < 20; k++) {
            batch.targets()[k] = batch.ids()[k] % 3;
        }
        return new Dataset() {
            @Override
            public int batchesPerEpoch() {
                return 1;
            }

            @Override
            public Batch batch(int epoch, int index) {
                return batch;
            }
        };
    }

    @Test
    void isTrainedSavedAndLoaded(@TempDir Path directory) {
        Path file = directory.resolve("model.safetensors");
        int[] ids = Numbers.ids(2, 7, 5);
        float[][] expected;
        try (Sequential model = new Sequential(SPEC, backend, 1);
                Trainer trainer = Trainer.builder(model, remainders(), new SoftmaxCrossEntropy())
                        .optimizer(new OptimizerSpec.Adam())
                        .schedule(Schedule.constant(0.05))
                        .build()) {
            double[] losses = new double[40];
            trainer.fit(new Budget.Epochs(40), (t, loss) -> losses[(int) t.steps() - 1] = loss);
            assertTrue(losses[39] < losses[0] / 2, Arrays.toString(losses));
            assertTrue(Math.abs(model.parameters().value("norm.g").get(0) - 1) > 0.01, "the gains are trained");
            Checkpoint.save(file, trainer, Map.of());
            try (Predictor predictor = new Predictor(model)) {
                expected = predictor.predict(ids);
            }
        }
        try (Checkpoint checkpoint = Checkpoint.load(file);
                Sequential model = checkpoint.createModel(backend);
                Predictor predictor = new Predictor(model)) {
            assertEquals(SPEC, checkpoint.model());
            assertArrayEquals(expected, predictor.predict(ids));
        }
    }

    /** ∂(Σ dy⊙y) by central differences, which are off by f‴h²/6 and by the rounding of f by ε ÷ h. */
    @Test
    void itsGradientsAreThoseOfItsOutput() {
        ModelSpec spec = ModelSpec.features(4).layer(n -> new NormLayer(n, 0.5)).build();
        try (Sequential model = new Sequential(spec, backend, 1);
                Scope scope = new Scope(backend);
                Pass pass = Pass.training(backend)) {
            Tensor x = Numbers.random(scope, "x", 3, 2, 4);
            Tensor dy = Numbers.random(scope, "dy", 3, 2, 4);
            pass.begin(null);
            model.forward(pass, x, null);
            float[] dx = model.backward(pass, dy).toArray();
            pass.end();
            float[] point = x.toArray();
            for (int k = 0; k < dx.length; k++) {
                double above = shifted(model, x, point, k, DIFFERENCE, dy);
                double below = shifted(model, x, point, k, -DIFFERENCE, dy);
                assertEquals(
                        (above - below) / (2 * DIFFERENCE),
                        dx[k],
                        10 * DIFFERENCE * DIFFERENCE + 24 * Numbers.FLOAT_EPSILON / DIFFERENCE,
                        "dx[" + k + "]");
            }
        }
    }

    private double shifted(Sequential model, Tensor x, float[] point, int k, double by, Tensor dy) {
        float[] moved = point.clone();
        moved[k] += (float) by;
        try (Pass pass = Pass.inference(backend);
                Scope scope = new Scope(backend)) {
            pass.begin(null);
            float[] y = model.forward(
                            pass,
                            scope.allocate("x", x.dim(0), x.dim(1), x.dim(2)).copyFrom(moved),
                            null)
                    .toArray();
            double sum = 0;
            for (int e = 0; e < y.length; e++) {
                sum += (double) y[e] * dy.get(e);
            }
            return sum;
        }
    }

    @Test
    void onlyTheFirstMayHaveNoGradientToGive() {
        ModelSpec spec = ModelSpec.features(4).dense(3).layer(OneWay::new).build();
        try (Sequential model = new Sequential(spec, backend, 1);
                Scope scope = new Scope(backend);
                Pass pass = Pass.training(backend)) {
            Tensor x = Numbers.random(scope, "x", 3, 2, 4);
            pass.begin(null);
            Tensor y = model.forward(pass, x, null);
            assertSays(
                    IllegalStateException.class,
                    "node 'oneway': its backward gave no gradient for 'dense', which it reads: only a layer that"
                            + " reads an input of the model may",
                    () -> model.backward(pass, y));
        }
    }

    @Test
    void aStreamRunsIt() {
        int[] ids = Numbers.ids(2, 7, 5);
        float[] output = new float[3];
        try (Sequential model = new Sequential(SPEC, backend, 1);
                SequenceStream stream = model.newStream();
                Predictor predictor = new Predictor(model)) {
            float[][] atOnce = predictor.predict(ids);
            for (int t = 0; t < ids.length; t++) {
                stream.step(ids[t], output);
                assertArrayEquals(atOnce[t], output, 16 * (float) Numbers.FLOAT_EPSILON);
            }
        }
    }

    @Test
    void theSummaryListsIt() {
        assertEquals(
                String.format("layer       output    parameters%n"
                        + "embedding   [T,N,4]           20%n"
                        + "gru         [T,N,6]          204%n"
                        + "norm        [T,N,6]           12%n"
                        + "dense       [T,N,3]           21%n"
                        + "total                        257%n"),
                SPEC.summary());
    }

    @Test
    void itsJsonSaysWhatItIs() {
        String json = ModelSpec.of(new NormLayer(4, 0.5)).toJson();
        assertEquals("{\"layers\":[{\"layer\":\"own.norm\",\"size\":4,\"epsilon\":0.5}]}", json);
        assertEquals(ModelSpec.of(new NormLayer(4, 0.5)), ModelSpec.fromJson(json));
    }

    @Test
    void namesAreTakenOnce() {
        LayerSpecs.register(NAME, NormLayer.class);
        assertTrue(LayerSpecs.names().contains(NAME));
        assertSays(
                IllegalArgumentException.class,
                "layer name 'dense' is taken by " + DenseLayer.class.getName() + ": register " + Unnamed.class.getName()
                        + " by another",
                () -> LayerSpecs.register("dense", Unnamed.class));
        assertSays(
                IllegalArgumentException.class,
                NormLayer.class.getName() + " is registered as layer 'own.norm': expected that name but got 'other'",
                () -> LayerSpecs.register("other", NormLayer.class));
        assertSays(
                IllegalArgumentException.class,
                "layer name of " + Unnamed.class.getName() + ": expected a word but got ' '",
                () -> LayerSpecs.register(" ", Unnamed.class));
    }

    @Test
    void withoutANameItHasNoJsonForm() {
        assertMentions(
                IllegalArgumentException.class,
                () -> ModelSpec.of(new Unnamed(3)).toJson(),
                Unnamed.class.getName() + " has no name in files: register it with LayerSpecs.register");
    }
}
