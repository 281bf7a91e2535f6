package org.gru4j.layer;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.backend.Backend;
import org.gru4j.backend.GruDims;
import org.gru4j.backend.GruKernel;
import org.gru4j.backend.Workspace;
import org.gru4j.gru.GruSpec;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;

/** What a {@link Gru} needs for batches of one shape: kernels, workspaces, the states going in and out, and masks. */
final class GruRun {
    /** The runs of the shapes seen last, and which of them the current step uses. */
    static final class Cache implements Pass.Slot {
        /** So many shapes keep their kernels and workspaces; bucketed batches have about as many lengths. */
        private static final int MAX_SHAPES = 8;

        private final String name;
        private final GruSpec spec;
        /** The one used last comes last. */
        private final List<GruRun> runs = new ArrayList<>();
        private GruRun current;
        private boolean backwardDone;

        /** @param name of the layer */
        Cache(String name, GruSpec spec) {
            this.name = name;
            this.spec = spec;
        }

        /** The run of a shape, its initial states loaded. */
        GruRun begin(Pass pass, int steps, int batch, Tensor h0) {
            current = null;
            backwardDone = false;
            GruRun run = find(steps, batch);
            if (run == null) {
                if (runs.size() == MAX_SHAPES) {
                    runs.remove(0).close();
                }
                run = new GruRun(name, spec, pass.backend(), pass.isTraining(), steps, batch);
                runs.add(run);
            }
            if (h0 != null) {
                run.initialState.copyFrom(h0);
            }
            current = run;
            return run;
        }

        private GruRun find(int steps, int batch) {
            for (int k = runs.size() - 1; k >= 0; k--) {
                GruRun run = runs.get(k);
                if (run.steps == steps && run.batch == batch) {
                    if (k < runs.size() - 1) {
                        runs.remove(k);
                        runs.add(run);
                    }
                    return run;
                }
            }
            return null;
        }

        GruRun current(String layer) {
            if (current == null) {
                throw new IllegalStateException(layer + ": used without a forward before it in this step");
            }
            return current;
        }

        /** Says that the current run's gradient of the initial state is there. */
        void backwardDone() {
            backwardDone = true;
        }

        Tensor initialStateGradient(String layer) {
            if (!backwardDone) {
                throw new IllegalStateException(layer + ": there is no gradient of h0 without a backward before in this step");
            }
            return current(layer).initialStateGradient;
        }

        @Override
        public void end() {
            current = null;
        }

        @Override
        public void close() {
            runs.forEach(GruRun::close);
            runs.clear();
            current = null;
        }
    }

    private final int steps;
    private final int batch;
    private final Scope scope;
    private final List<GruKernel> kernels = new ArrayList<>();
    private final List<Workspace> workspaces = new ArrayList<>();
    private final List<String> outputNames = new ArrayList<>();
    private final List<String> gradientNames = new ArrayList<>();
    private final DrawnMasks masks;
    private final Tensor initialState;
    private final Tensor finalState;
    private final Tensor finalStateGradient;
    private final Tensor initialStateGradient;
    private final List<Tensor> h0;
    private final List<Tensor> hT;
    private final List<Tensor> dhT;
    private final List<Tensor> dh0;

    private GruRun(String name, GruSpec spec, Backend backend, boolean training, int steps, int batch) {
        this.steps = steps;
        this.batch = batch;
        scope = new Scope(backend);
        try {
            for (int k = 0; k < spec.stateCount(); k++) {
                int l = k / spec.direction().count();
                GruKernel kernel = backend.createGru(new GruDims(steps, batch, spec.inputSizeOf(l), spec.hiddenSize(),
                        spec.resetGate(), spec.direction().isReverse(k % spec.direction().count()), training));
                kernels.add(kernel);
                workspaces.add(training ? kernel.allocateWorkspace() : null);
            }
            for (int l = 0; l < spec.numLayers(); l++) {
                outputNames.add("output of GRU layer " + l);
                gradientNames.add("gradient in GRU layer " + l);
            }
            Shape shape = Shape.of(spec.stateCount(), batch, spec.hiddenSize());
            initialState = scope.allocate("h0", shape);
            finalState = scope.allocate("hT", shape);
            finalStateGradient = training ? scope.allocate("gradient of hT", shape) : null;
            initialStateGradient = training ? scope.allocate("gradient of h0", shape) : null;
            masks = new DrawnMasks(name, spec, scope, training, steps, batch);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        h0 = slices(initialState);
        hT = slices(finalState);
        dhT = slices(finalStateGradient);
        dh0 = slices(initialStateGradient);
    }

    /** The L·D parts [N,H] of states [L·D,N,H]. */
    private static List<Tensor> slices(Tensor states) {
        List<Tensor> slices = new ArrayList<>();
        if (states != null) {
            Shape shape = Shape.of(states.dim(1), states.dim(2));
            for (int k = 0; k < states.dim(0); k++) {
                slices.add(states.view(states.name() + "[" + k + "]", k * shape.size(), shape));
            }
        }
        return slices;
    }

    int steps() {
        return steps;
    }

    int batch() {
        return batch;
    }

    GruKernel kernel(int k) {
        return kernels.get(k);
    }

    /** Null in inference. */
    Workspace workspace(int k) {
        return workspaces.get(k);
    }

    DrawnMasks masks() {
        return masks;
    }

    String outputName(int l) {
        return outputNames.get(l);
    }

    String gradientName(int l) {
        return gradientNames.get(l);
    }

    void loadStateGradient(Tensor gradient) {
        finalStateGradient.copyFrom(gradient);
    }

    Tensor h0(int k) {
        return h0.get(k);
    }

    Tensor hT(int k) {
        return hT.get(k);
    }

    Tensor dhT(int k) {
        return dhT.get(k);
    }

    Tensor dh0(int k) {
        return dh0.get(k);
    }

    Tensor finalState() {
        return finalState;
    }

    private void close() {
        workspaces.forEach(workspace -> {
            if (workspace != null) {
                workspace.close();
            }
        });
        kernels.forEach(GruKernel::close);
        scope.close();
    }
}
