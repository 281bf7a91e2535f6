package org.gru4j.parity;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.backend.Threads;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.data.Batch;
import org.gru4j.data.SequenceDataset;
import org.gru4j.data.SequenceSource;
import org.gru4j.interop.onnx.OnnxModel;
import org.gru4j.interop.onnx.format.OnnxOptions;
import org.gru4j.layer.LayerSpec;
import org.gru4j.lifetime.Closing;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelLease;
import org.gru4j.model.ModelRef;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.Predictor;
import org.gru4j.model.SequenceStream;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.recurrent.RnnSpec;
import org.gru4j.tensor.Scope;
import org.gru4j.train.Budget;
import org.gru4j.train.Trainer;

/**
 * Rounds of the same work on one backend, with everything that takes memory. A round closes most of the objects that it
 * creates. Some objects are kept from round to round, as in a service, and are used with more shapes than they keep
 * memory for.
 */
final class SoakWork implements AutoCloseable {
    private static final int V = 11;
    private static final int E = 8;
    private static final int H = 16;
    /** More than a pass keeps kernels for. */
    private static final int SHAPES = 10;

    private static final int THREADS = 3;

    private static final LayerSpec GRU = LayerSpec.gru(GruSpec.builder(E, H)
            .numLayers(2)
            .direction(Direction.BIDIRECTIONAL)
            .dropout(0.2)
            .recurrentDropout(0.1)
            .build());
    private static final LayerSpec LSTM = rnn(RecurrentCell.LSTM);
    private static final LayerSpec TANH = rnn(RecurrentCell.TANH);
    private static final ModelSpec FORWARD =
            ModelSpec.of(LayerSpec.embedding(V, E), LayerSpec.gru(GruSpec.of(E, H)), LayerSpec.dense(H, V));

    /** Sequences of 1 to 20 tokens. */
    private static final class Sequences implements SequenceSource {
        @Override
        public int count() {
            return 12;
        }

        @Override
        public int length(int sequence) {
            return 1 + sequence * 7 % 20;
        }

        @Override
        public Batch createBatch(int steps, int size) {
            return Batch.ofIds(steps, size).withClassPerStep();
        }

        @Override
        public void fill(int sequence, Batch batch, int n) {
            for (int t = 0; t < length(sequence); t++) {
                batch.ids()[t * batch.size() + n] = (sequence + t) % V;
                batch.targets()[t * batch.size() + n] = (sequence + t + 1) % V;
            }
        }
    }

    private final Backend backend;
    private final Path file;
    private final List<AutoCloseable> residents = new ArrayList<>();
    private final ModelRef service;
    private final Predictor lstm;
    private final Predictor tanh;
    private final Trainer trainer;
    private final SequenceStream stream;

    /** @param directory for its files */
    SoakWork(Backend backend, Path directory) {
        this.backend = backend;
        file = directory.resolve(backend.name());
        service = resident(new ModelRef(new Sequential(FORWARD, backend, 1)));
        lstm = resident(new Predictor(resident(new Sequential(spec(LSTM), backend, 1))));
        tanh = resident(new Predictor(resident(new Sequential(spec(TANH), backend, 1))));
        trainer = resident(trainer(resident(new Sequential(spec(GRU), backend, 1)), 1));
        stream = resident(resident(new Sequential(FORWARD, backend, 1)).newStream());
    }

    private <R extends AutoCloseable> R resident(R made) {
        residents.add(0, made);
        return made;
    }

    private static LayerSpec rnn(RecurrentCell cell) {
        return LayerSpec.rnn(new RnnSpec(cell, E, H, 1, Direction.BIDIRECTIONAL, true));
    }

    private static ModelSpec spec(LayerSpec recurrent) {
        return ModelSpec.of(LayerSpec.embedding(V, E), recurrent, LayerSpec.dense(2 * H, V));
    }

    private static Trainer trainer(Sequential model, int replicas) {
        return Trainer.builder(model, SequenceDataset.shuffled(new Sequences(), 4, 3), new SoftmaxCrossEntropy())
                .replicas(replicas, SoftmaxCrossEntropy::new)
                .build();
    }

    /** Token ids of so many sequences, the first of which has {@code longest} steps. */
    private static int[][] ids(int count, int longest) {
        int[][] ids = new int[count][];
        for (int n = 0; n < count; n++) {
            ids[n] = new int[Math.max(0, longest - 3 * n)];
            for (int t = 0; t < ids[n].length; t++) {
                ids[n][t] = (n + t) % V;
            }
        }
        return ids;
    }

    /** Restores the state that the previous round left, independent of the interleaving of its threads. */
    void round() throws InterruptedException {
        int limit = Threads.exchangeLimit(1); // threads that wait for each other take long on a busy machine
        try {
            for (LayerSpec recurrent : List.of(GRU, LSTM, TANH)) {
                train(spec(recurrent));
                predict();
            }
            streams();
            useResidents();
        } finally {
            Threads.exchangeLimit(limit);
        }
        kernels();
        exchange();
        replicas();
        threads();
    }

    /** An epoch, a checkpoint, and a step from there on in another trainer. */
    private void train(ModelSpec spec) {
        try (Sequential model = new Sequential(spec, backend, 1);
                Trainer first = trainer(model, 1)) {
            first.fit(new Budget.Epochs(1), (t, loss) -> {});
            Checkpoint.save(file, first, Map.of("task", "soak"));
        }
        try (Checkpoint checkpoint = Checkpoint.load(file);
                Sequential model = checkpoint.createModel(backend);
                Trainer next = trainer(model, 1)) {
            checkpoint.restore(next);
            next.step(SequenceDataset.ordered(new Sequences(), 4).batch(0, 0), 1e-3);
        }
    }

    /** Predictors of what was saved last, of some shapes. */
    private void predict() {
        try (Checkpoint checkpoint = Checkpoint.load(file);
                Sequential model = checkpoint.weights().createModel(backend);
                Predictor one = new Predictor(model);
                Predictor other = new Predictor(model)) {
            for (int k = 1; k <= 3; k++) {
                one.predict(ids(k, 9 * k));
                other.predict(ids(2 * k, 5 * k));
            }
        }
    }

    private void replicas() {
        try (Sequential model = new Sequential(spec(GRU), backend, 1);
                Trainer replicated = trainer(model, 2)) {
            replicated.step(SequenceDataset.ordered(new Sequences(), 4).batch(0, 2), 1e-3);
        }
    }

    private void streams() {
        float[] output = new float[V];
        try (Sequential model = new Sequential(FORWARD, backend, 1);
                SequenceStream one = model.newStream();
                SequenceStream other = model.newStream()) {
            for (int t = 0; t < 30; t++) {
                one.step(t % V, output);
            }
            other.restore(one.snapshot());
            other.step(0, output);
        }
    }

    private void kernels() {
        for (int k = 1; k <= 4; k++) {
            int t = 5 * k;
            int n = 3 * k;
            try (Scope scope = new Scope(backend);
                    RecurrentKernel kernel = backend.recurrentKernel(
                            new RecurrentDims(RecurrentCell.GRU_BEFORE, t, n, E, H, true, true));
                    RecurrentWorkspace workspace = kernel.allocateWorkspace()) {
                RecurrentWeights weights = weights(scope);
                kernel.forward(
                        weights,
                        scope.allocate("x", t, n, E).fill(1),
                        null,
                        null,
                        new GruMasks(scope.allocate("m", n, H).fill(1), null),
                        scope.allocate("y", t, n, H),
                        scope.allocate("sT", 1, n, H),
                        workspace);
                kernel.backward(scope.allocate("dy", t, n, H).fill(1), null, weights(scope), null, null, workspace);
            }
        }
    }

    private static RecurrentWeights weights(Scope scope) {
        return new RecurrentWeights(
                scope.allocate("W", E, 3, H), scope.allocate("U", H, 3, H), scope.allocate("b", 3, H));
    }

    /** A model in files of both kinds. */
    private void exchange() {
        try (Sequential model = new Sequential(spec(LSTM), backend, 1)) {
            ModelWeights weights = ModelWeights.of(model);
            Checkpoint.save(file, weights, Map.of());
            predict();
            OnnxModel.write(weights, OnnxOptions.PLAIN.withLengths(), file);
        }
        try (Sequential model = OnnxModel.read(file).weights().createModel(backend);
                Predictor predictor = new Predictor(model)) {
            predictor.predict(ids(2, 7));
        }
    }

    /** Threads that begin, use models, and end. */
    private void threads() throws InterruptedException {
        try (Sequential shared = new Sequential(spec(LSTM), backend, 1)) {
            List<Throwable> thrown = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int k = 0; k < THREADS; k++) {
                Thread thread = new Thread(() -> requests(shared));
                thread.setUncaughtExceptionHandler((t, e) -> {
                    synchronized (thrown) {
                        thrown.add(e);
                    }
                });
                thread.start();
                threads.add(thread);
            }
            service.swap(new Sequential(FORWARD, backend, 1));
            for (Thread thread : threads) {
                thread.join();
            }
            service.swap(new Sequential(FORWARD, backend, 1)); // how many predictors the one before has is chance
            if (!thrown.isEmpty()) {
                throw new AssertionError(thrown.get(0));
            }
        }
    }

    private void requests(Sequential shared) {
        try (Predictor predictor = new Predictor(shared)) {
            predictor.predict(ids(3, 8));
        }
        for (int k = 0; k < 3; k++) {
            try (ModelLease lease = service.lease();
                    SequenceStream own = lease.model().newStream()) {
                lease.predictor().predict(ids(4, 6 + k));
                own.step(k, new float[V]);
            }
        }
    }

    private void useResidents() {
        float[] output = new float[V];
        for (int k = 0; k < SHAPES; k++) {
            int[][] ids = ids(1 + k % 4, 2 + 3 * k);
            lstm.predict(ids);
            tanh.predict(ids);
            stream.step(k % V, output);
            trainer.step(Batch.ofIds(2 + 3 * k, 1 + k % 4).withClassPerStep(), 1e-3);
        }
    }

    @Override
    public void close() {
        Closing.all(residents.toArray(new AutoCloseable[0]));
    }
}
