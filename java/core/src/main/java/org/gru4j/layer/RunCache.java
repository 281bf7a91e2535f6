package org.gru4j.layer;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.lifetime.Closing;
import org.gru4j.lifetime.Watch;
import org.jspecify.annotations.Nullable;

/** What a recurrent layer keeps in a pass: the runs of the shapes seen last, and which of them the step uses. */
final class RunCache<R extends RunCache.Run> implements Pass.Slot {
    /** What a layer needs for batches of one shape. */
    interface Run {
        int steps();

        int batch();

        void close();
    }

    /** Makes the run of a shape. */
    interface Factory<R> {
        R create(Pass pass, int steps, int batch);
    }

    /** So many shapes keep their kernels and workspaces; bucketed batches have about as many lengths. */
    private static final int MAX_SHAPES = 8;

    private final Factory<R> factory;
    /** The one used last comes last. */
    private final List<R> runs = new ArrayList<>();

    /** Null if there was no forward in this step. */
    private @Nullable R current;

    private boolean forwardDone;
    private boolean backwardDone;

    RunCache(Factory<R> factory) {
        this.factory = factory;
    }

    /** The run of a shape, from now on the current one. */
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
            throw new IllegalStateException(layer + ": used without a forward before it in this step");
        }
        return current;
    }

    /** Says that the current run has what its backward needs. */
    void forwardDone() {
        forwardDone = true;
    }

    /** Says that the current run's gradient of the initial state is there. */
    void backwardDone() {
        backwardDone = true;
    }

    /** The current run, whose backward was done. */
    R afterBackward(String layer) {
        if (!backwardDone) {
            throw new IllegalStateException(
                    layer + ": there is no gradient of h0 without a backward before in this step");
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
