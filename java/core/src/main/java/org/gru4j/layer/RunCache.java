package org.gru4j.layer;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.lifetime.Closing;
import org.gru4j.lifetime.Watch;
import org.jspecify.annotations.Nullable;

/** What a recurrent layer keeps in a pass: the runs of the most recent shapes, and the run of the current step. */
final class RunCache<R extends RunCache.Run> implements Pass.Slot {
    /** What a layer needs for batches of one shape. */
    interface Run {
        int steps();

        int batch();

        void close();
    }

    /** Creates the run of a shape. */
    interface Factory<R> {
        R create(Pass pass, int steps, int batch);
    }

    /**
     * The number of shapes whose kernels and workspaces are kept; bucketed batches have about as many different
     * lengths.
     */
    private static final int MAX_SHAPES = 8;

    private final Factory<R> factory;
    /** Least recently used first. */
    private final List<R> runs = new ArrayList<>();

    /** Null if there was no forward in this step. */
    private @Nullable R current;

    private boolean forwardDone;
    private boolean backwardDone;

    RunCache(Factory<R> factory) {
        this.factory = factory;
    }

    /** Returns the run of a shape, and makes it the current one. */
    R begin(String layer, Pass pass, int steps, int batch) {
        if (pass.isTraining() && forwardDone && !backwardDone) {
            throw Pass.secondForward(layer);
        }
        forwardDone = false;
        current = null;
        backwardDone = false;
        R run = find(steps, batch);
        if (run == null) {
            if (runs.size() == MAX_SHAPES) {
                runs.remove(0).close();
            }
            run = Watch.makeParts(() -> factory.create(pass, steps, batch));
            runs.add(run);
        }
        current = run;
        return run;
    }

    private @Nullable R find(int steps, int batch) {
        for (int k = runs.size() - 1; k >= 0; k--) {
            R run = runs.get(k);
            if (run.steps() == steps && run.batch() == batch) {
                if (k < runs.size() - 1) {
                    runs.remove(k);
                    runs.add(run);
                }
                return run;
            }
        }
        return null;
    }

    R current(String layer) {
        if (current == null) {
            throw new IllegalStateException(layer + ": needs a forward in this step first");
        }
        return current;
    }

    /** Marks the current run as ready for backward. */
    void forwardDone() {
        forwardDone = true;
    }

    /** Marks the current run's gradient of the initial state as available. */
    void backwardDone() {
        backwardDone = true;
    }

    /** Returns the current run, whose backward has run. */
    R afterBackward(String layer) {
        if (!backwardDone) {
            throw new IllegalStateException(layer + ": the gradient of h0 needs a backward in this step first");
        }
        return current(layer);
    }

    @Override
    public void end() {
        forwardDone = false;
        current = null;
    }

    @Override
    public void close() {
        current = null;
        Closing.all(runs, Run::close);
    }
}
