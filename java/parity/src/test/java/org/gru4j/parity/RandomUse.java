package org.gru4j.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.data.Batch;
import org.gru4j.data.TokenStreams;
import org.gru4j.layer.LayerSpec;
import org.gru4j.lifetime.Closing;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelLease;
import org.gru4j.model.ModelRef;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Predictor;
import org.gru4j.model.SequenceStream;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.recurrent.RnnSpec;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.gru4j.train.Trainer;

/** Objects that a program creates with gru4j, with random shapes, on a random backend. */
abstract class RandomUse implements AutoCloseable {
    private static final int V = 13;
    private static final int LARGE = 1 << 20;

    private final List<AutoCloseable> parts = new ArrayList<>();

    /** Creates an object of a random kind, except the large one. */
    static RandomUse draw(Random random) {
        Backend backend = random.nextInt(4) == 0 ? Backends.named("reference", 1) : Backends.named("onednn", 2);
        switch (random.nextInt(5)) {
            case 0:
                return new Predicting(backend, random);
            case 1:
                return new Streaming(backend, random);
            case 2:
                return new Training(backend, random);
            case 3:
                return new Serving(backend, random);
            default:
                return new Kernels(backend, random);
        }
    }

    /** Creates an object that has 4 MiB. */
    static RandomUse large() {
        return new Large(Backends.named("onednn", 2));
    }

    /** Uses the object and returns whether the results are right. */
    abstract boolean use(Random random);

    /** Returns a lower bound for the memory that it takes, in bytes. */
    long bytes() {
        return 0;
    }

    /** Adds a part that is closed with this object; parts are closed in reverse order. */
    <P extends AutoCloseable> P part(P made) {
        parts.add(0, made);
        return made;
    }

    @Override
    public void close() {
        Closing.all(parts.toArray(new AutoCloseable[0]));
    }

    private static int upTo(Random random, int most) {
        return 1 + random.nextInt(most);
    }

    private static ModelSpec spec(Random random) {
        int e = upTo(random, 24);
        int h = upTo(random, 64);
        int layers = upTo(random, 2);
        Direction direction = Direction.values()[random.nextInt(3)];
        int cell = random.nextInt(3);
        LayerSpec recurrent = cell == 0
                ? LayerSpec.gru(GruSpec.builder(e, h)
                        .numLayers(layers)
                        .direction(direction)
                        .resetGate(ResetGate.values()[random.nextInt(2)])
                        .build())
                : LayerSpec.rnn(new RnnSpec(
                        cell == 1 ? RecurrentCell.LSTM : RecurrentCell.TANH, e, h, layers, direction, true));
        return ModelSpec.of(LayerSpec.embedding(V, e), recurrent, LayerSpec.dense(recurrent.outputFeatures(), V));
    }

    private static ModelSpec streamSpec(Random random) {
        int e = upTo(random, 24);
        int h = upTo(random, 64);
        return ModelSpec.of(LayerSpec.embedding(V, e), LayerSpec.gru(GruSpec.of(e, h)), LayerSpec.dense(h, V));
    }

    private static int[][] ids(Random random) {
        int[][] ids = new int[upTo(random, 12)][];
        for (int n = 0; n < ids.length; n++) {
            ids[n] = random.ints(random.nextInt(40), 0, V).toArray();
        }
        return ids;
    }

    /** Its predictions for the first sequences must not change. */
    private static final class Predicting extends RandomUse {
        private final Predictor predictor;
        private final int[][] ids;
        private final float[][][] expected;

        Predicting(Backend backend, Random random) {
            predictor = part(new Predictor(part(new Sequential(spec(random), backend, 1))));
            ids = ids(random);
            expected = predictor.predict(ids);
        }

        @Override
        boolean use(Random random) {
            predictor.predict(ids(random));
            return Arrays.deepEquals(expected, predictor.predict(ids));
        }
    }

    /** Its prediction for an event must be the same whenever the event is the first. */
    private static final class Streaming extends RandomUse {
        private final SequenceStream stream;
        private final float[] expected = new float[V];

        Streaming(Backend backend, Random random) {
            stream = part(part(new Sequential(streamSpec(random), backend, 1)).newStream());
            stream.step(3, expected);
        }

        @Override
        boolean use(Random random) {
            float[] output = new float[V];
            for (int t = random.nextInt(30); t > 0; t--) {
                stream.step(random.nextInt(V), output);
            }
            stream.reset();
            stream.step(3, output);
            return Arrays.equals(expected, output);
        }
    }

    private static final class Training extends RandomUse {
        private final Trainer trainer;

        Training(Backend backend, Random random) {
            trainer = part(Trainer.builder(
                            part(new Sequential(spec(random), backend, 1)),
                            TokenStreams.forTraining(new int[20], 2, 5),
                            new SoftmaxCrossEntropy())
                    .replicas(upTo(random, 2), SoftmaxCrossEntropy::new)
                    .build());
        }

        @Override
        boolean use(Random random) {
            Batch batch = Batch.ofIds(upTo(random, 30), upTo(random, 12)).withClassPerStep();
            Arrays.setAll(batch.ids(), k -> random.nextInt(V));
            Arrays.setAll(batch.targets(), k -> random.nextInt(V));
            batch.lengths(random.ints(batch.size(), 0, batch.steps() + 1).toArray());
            return Double.isFinite(trainer.step(batch, 1e-3));
        }
    }

    /** A model that is replaced by others. */
    private static final class Serving extends RandomUse {
        private final Backend backend;
        private final ModelRef models;

        Serving(Backend backend, Random random) {
            this.backend = backend;
            models = part(new ModelRef(new Sequential(streamSpec(random), backend, 1)));
        }

        @Override
        boolean use(Random random) {
            try (ModelLease lease = models.lease();
                    SequenceStream stream = lease.model().newStream()) {
                lease.predictor().predict(ids(random));
                models.swap(new Sequential(streamSpec(random), backend, 1));
                float[] output = new float[V];
                stream.step(1, output);
                return Float.isFinite(output[0]);
            }
        }
    }

    /** Used with zeros: a state of zeros stays. */
    private static final class Kernels extends RandomUse {
        private final Scope scope;
        private final RecurrentKernel gru;
        private final RecurrentWorkspace workspace;
        private final RecurrentKernel lstm;
        private final RecurrentWorkspace lstmWorkspace;
        private final int t;
        private final int n;
        private final int i;
        private final int h;

        Kernels(Backend backend, Random random) {
            t = upTo(random, 30);
            n = upTo(random, 16);
            i = upTo(random, 48);
            h = upTo(random, 64);
            scope = part(new Scope(backend));
            gru = part(backend.recurrentKernel(
                    new RecurrentDims(RecurrentCell.GRU_BEFORE, t, n, i, h, random.nextBoolean(), true)));
            workspace = part(gru.allocateWorkspace());
            lstm = part(backend.recurrentKernel(
                    new RecurrentDims(RecurrentCell.LSTM, t, n, i, h, random.nextBoolean(), true)));
            lstmWorkspace = part(lstm.allocateWorkspace());
        }

        @Override
        boolean use(Random random) {
            int[] lengths = random.ints(n, 0, t + 1).toArray();
            Tensor x = scope.allocate("x", t, n, i).fill(1);
            Tensor dy = scope.allocate("dy", t, n, h).fill(1);
            Tensor y = scope.allocate("y", t, n, h);
            gru.forward(gruWeights(), x, null, lengths, null, y, scope.allocate("sT", 1, n, h), workspace);
            gru.backward(dy, null, gruWeights(), scope.allocate("dx", t, n, i), null, workspace);
            Tensor y2 = scope.allocate("y2", t, n, h);
            lstm.forward(lstmWeights(), x, null, lengths, null, y2, scope.allocate("sT", 2, n, h), lstmWorkspace);
            lstm.backward(dy, null, lstmWeights(), null, null, lstmWorkspace);
            boolean zeros = isZero(y) && isZero(y2);
            scope.recycle();
            return zeros;
        }

        private RecurrentWeights gruWeights() {
            return new RecurrentWeights(
                    scope.allocate("W", i, 3, h), scope.allocate("U", h, 3, h), scope.allocate("b", 3, h));
        }

        private RecurrentWeights lstmWeights() {
            return new RecurrentWeights(
                    scope.allocate("W", i, 4, h), scope.allocate("U", h, 4, h), scope.allocate("b", 4, h));
        }

        private static boolean isZero(Tensor tensor) {
            for (float value : tensor.toArray()) {
                if (value != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final class Large extends RandomUse {
        private final Backend backend;
        private final Tensor ones;

        Large(Backend backend) {
            this.backend = backend;
            ones = part(new Scope(backend)).allocate("ones", LARGE).fill(1);
        }

        @Override
        boolean use(Random random) {
            return backend.optimizer().sumOfSquares(ones) == LARGE;
        }

        @Override
        long bytes() {
            return (long) LARGE * Float.BYTES;
        }
    }
}
