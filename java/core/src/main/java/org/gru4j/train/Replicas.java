package org.gru4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.gru4j.backend.Threads;
import org.gru4j.data.Batch;
import org.gru4j.layer.Parameters;
import org.gru4j.lifetime.Closing;
import org.gru4j.lifetime.Watch;
import org.gru4j.loss.OutputLoss;
import org.gru4j.model.RecurrentState;
import org.gru4j.model.Sequential;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Data-parallel gradients. Each of R replicas of a model has a thread and a share of each batch's rows: replica r has
 * rows r·N÷R to (r+1)·N÷R. Their gradient slabs are summed in the order of the replicas, so the result does not depend
 * on which thread finishes first. The same number of replicas gives the same result, bit for bit.
 */
final class Replicas implements AutoCloseable {
    /** The number of shapes of parts that are kept: as many as a pass keeps kernels for. */
    private static final int MAX_PARTS = 8;

    /** A replica's rows of a batch. */
    private record Part(Batch batch, int[] lengths) {}

    private static final class Replica {
        private final GradientRun run;
        private final List<Part> parts = new ArrayList<>();
        private final Parameters.Update copyValues;

        Replica(GradientRun run, Tensor values) {
            this.run = run;
            copyValues = (own, gradients) -> own.copyFrom(values);
        }

        /** Returns states for {@code rows} rows, with arbitrary content. */
        RecurrentState states(int rows) {
            RecurrentState current = run.states().current();
            return current != null && current.batch() == rows
                    ? current
                    : run.states().startWith(rows);
        }

        /** Returns this replica's rows, which begin at {@code from}. */
        Batch take(Batch batch, int from, int rows) {
            Part part = null;
            for (int k = 0; k < parts.size(); k++) {
                if (parts.get(k).batch.isLike(batch, rows)) {
                    part = parts.get(k);
                }
            }
            if (part == null) {
                if (parts.size() == MAX_PARTS) {
                    parts.remove(0);
                }
                part = new Part(batch.likeWithRows(rows), new int[rows]);
                parts.add(part);
            }
            part.batch.copyRows(batch, from, part.lengths);
            return part.batch;
        }
    }

    private final Sequential model;
    private final WorkerThreads workers;
    private final List<Replica> replicas = new ArrayList<>();
    private final int threadsEach;
    private final WorkerThreads.Task gradients = this::addShare;
    private final WorkerThreads.Task reduction = this::reduceShare;
    private final WorkerThreads.Task start = this::begin;
    private final CarriedStates states;
    private final Watch watch;
    // the arguments of add, for the threads
    private @Nullable Batch batch;
    private @Nullable RecurrentState state;
    private long seed;
    private long number;
    private long step;

    /**
     * @param first computes the gradients of the model itself; the caller closes it
     * @param states the states of all rows
     * @param count R, including {@code first}
     * @param losses creates the losses of each replica except the first
     */
    Replicas(GradientRun first, CarriedStates states, int count, Supplier<List<OutputLoss>> losses) {
        model = first.model();
        this.states = states;
        threadsEach = Math.max(1, model.backend().threads() / count);
        Tensor values = model.parameters().values();
        replicas.add(new Replica(first, values));
        try {
            for (int r = 1; r < count; r++) {
                replicas.add(replica(losses.get(), values));
            }
            workers = new WorkerThreads(count);
        } catch (RuntimeException | Error e) {
            Closing.after(e, this::closeReplicas);
            throw e;
        }
        watch = Watch.of(this, null, workers::close); // otherwise its threads would wait forever
    }

    private Replica replica(List<OutputLoss> losses, Tensor values) {
        Sequential copy = new Sequential(model.spec(), model.backend(), 0);
        try {
            return new Replica(new GradientRun(copy, losses), values);
        } catch (RuntimeException | Error e) {
            Closing.after(e, copy);
            throw e;
        }
    }

    /**
     * Begins a training step: sets all sums to zero, and copies the model's parameters to all replicas.
     *
     * @param ofTraining the number of the training step, for error messages
     */
    void begin(long ofTraining) {
        step = ofTraining;
        workers.run(start);
    }

    private void begin(int r) {
        Replica replica = replicas.get(r);
        replica.run.begin(step);
        if (r > 0) {
            replica.run.model().parameters().update(replica.copyValues);
        }
    }

    /** Adds the gradients of a batch; each replica computes those of its rows. */
    void add(Batch whole, long randomSeed, long randomNumber) {
        batch = whole;
        seed = randomSeed;
        number = randomNumber;
        state = states.prepare(whole);
        workers.run(gradients);
    }

    private void addShare(int r) {
        Batch whole = begun(batch);
        RecurrentState carried = begun(state);
        int from = (int) ((long) r * whole.size() / replicas.size());
        int end = (int) ((long) (r + 1) * whole.size() / replicas.size());
        if (from == end) {
            return;
        }
        int before = Threads.exchangeLimit(threadsEach);
        try {
            Replica replica = replicas.get(r);
            Batch part = replica.take(whole, from, end - from).continued(true); // its states are set below
            RecurrentState own = replica.states(end - from);
            carried.copyRowsTo(own, from);
            replica.run.add(part, from, whole, seed, number, false);
            carried.copyRowsFrom(own, from);
        } finally {
            Threads.exchangeLimit(before);
        }
    }

    private static <T> T begun(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("replicas: the gradients of a batch are computed only within add");
        }
        return part;
    }

    /** Adds the gradients of all replicas to those of the model. */
    void reduce() {
        for (int r = 0; r < replicas.size(); r++) {
            replicas.get(r).run.zeroUnlessAdded();
        }
        workers.run(reduction);
    }

    /** Sums the r-th part of the slab over all replicas, in their order. */
    private void reduceShare(int r) {
        int size = model.parameters().size();
        int from = (int) ((long) r * size / replicas.size());
        int end = (int) ((long) (r + 1) * size / replicas.size());
        Tensor sum = model.parameters().gradients();
        for (int other = 1; other < replicas.size(); other++) {
            sum.add(from, replicas.get(other).run.model().parameters().gradients(), from, end - from);
        }
    }

    double weightedLoss() {
        double sum = 0;
        for (int r = 0; r < replicas.size(); r++) {
            sum += replicas.get(r).run.weightedLoss();
        }
        return sum;
    }

    long count() {
        long sum = 0;
        for (int r = 0; r < replicas.size(); r++) {
            sum += replicas.get(r).run.count();
        }
        return sum;
    }

    @Override
    public void close() {
        Closing.all(watch::close, this::closeReplicas);
    }

    private void closeReplicas() {
        Closing.all(replicas.subList(1, replicas.size()), replica -> Closing.all(replica.run, replica.run.model()));
    }
}
