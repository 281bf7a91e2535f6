package org.gru4j.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.layer.StackedCells;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The results of a {@link RecurrentCase}: the tensors {@code y}, {@code sT}, {@code dx} and {@code ds0} by name, and
 * the parameters' gradients as {@code l0.forward.W}, {@code l0.forward.U}, {@code l0.forward.b}, …
 *
 * <p>Immutable as long as its arrays are not changed.
 */
public record RecurrentOutcome(Map<String, double[]> tensors) {
    /** The names of the tensors that are not gradients of parameters. */
    public static final String Y = "y";

    public static final String ST = "sT";
    public static final String DX = "dx";
    public static final String DS0 = "ds0";

    /** Computes a case with the reference, in doubles from end to end. */
    public static RecurrentOutcome inDoubles(RecurrentCase c) {
        ReferenceStack reference = new ReferenceStack(c.spec(), c.steps(), c.batch());
        List<ReferenceStack.Weights> gradients = new ArrayList<>();
        for (int k = 0; k < c.spec().kernelCount(); k++) {
            gradients.add(ReferenceStack.Weights.zeros(c.spec(), c.spec().layerOf(k)));
        }
        double[] dx = new double[c.x().length];
        double[] ds0 = new double[reference.sT().length];
        for (int pass = 0; pass < c.passes(); pass++) {
            reference.forward(c.weights(), c.x(), c.s0(), c.lengths(), c.masks());
            reference.backward(c.lengths(), c.dy(), c.dsT(), gradients, dx, ds0);
        }
        RecurrentOutcome outcome = new RecurrentOutcome(new LinkedHashMap<>());
        outcome.put(reference.y().clone(), reference.sT().clone(), dx, ds0);
        for (int k = 0; k < gradients.size(); k++) {
            outcome.put(
                    c.spec(),
                    k,
                    gradients.get(k).w(),
                    gradients.get(k).u(),
                    gradients.get(k).b());
        }
        return outcome;
    }

    /** Computes a case with a backend, in training. */
    public static RecurrentOutcome on(Backend backend, RecurrentCase c) {
        RecurrentSpec spec = c.spec();
        try (Sequential model = model(backend, c);
                Pass pass = Pass.training(backend);
                Scope scope = new Scope(backend)) {
            StackedCells layer = (StackedCells) model.recurrent().get(0);
            Tensor x = tensor(scope, "x", c.x(), c.steps(), c.batch(), spec.inputSize());
            Tensor s0 = tensorIfThere(scope, "s0", c.s0(), spec.stateCount(), c.batch(), spec.hiddenSize());
            List<GruMasks> masks = masks(scope, c);
            Tensor dy = tensorIfThere(scope, "dy", c.dy(), c.steps(), c.batch(), spec.outputSize());
            Tensor dsT = tensorIfThere(scope, "dsT", c.dsT(), spec.stateCount(), c.batch(), spec.hiddenSize());
            RecurrentOutcome outcome = new RecurrentOutcome(new LinkedHashMap<>());
            model.parameters().zeroGradients();
            for (int k = 0; k < c.passes(); k++) {
                pass.begin(c.lengths());
                double[] y = layer.forward(pass, x, s0, masks).toDoubles();
                double[] sT = layer.finalState(pass).toDoubles();
                Tensor dx = layer.backward(pass, dy, dsT);
                outcome.put(
                        y, sT, dx.toDoubles(), layer.initialStateGradient(pass).toDoubles());
                pass.end();
            }
            for (int k = 0; k < spec.kernelCount(); k++) {
                RecurrentWeights gradients = layer.gradients().get(k);
                outcome.put(
                        spec,
                        k,
                        gradients.w().toDoubles(),
                        gradients.u().toDoubles(),
                        gradients.b() == null ? null : gradients.b().toDoubles());
            }
            return outcome;
        }
    }

    /** Computes a case with a backend, in inference: y and sT only. */
    public static RecurrentOutcome inferenceOn(Backend backend, RecurrentCase c) {
        return inferencesOn(backend, c, 1).get(0);
    }

    /** Computes a case with a backend in inference, {@code times} times with the same model: y and sT only. */
    public static List<RecurrentOutcome> inferencesOn(Backend backend, RecurrentCase c, int times) {
        try (Sequential model = model(backend, c);
                Pass pass = Pass.inference(backend);
                Scope scope = new Scope(backend)) {
            StackedCells layer = (StackedCells) model.recurrent().get(0);
            Tensor x = tensor(scope, "x", c.x(), c.steps(), c.batch(), c.spec().inputSize());
            Tensor s0 = tensorIfThere(
                    scope,
                    "s0",
                    c.s0(),
                    c.spec().stateCount(),
                    c.batch(),
                    c.spec().hiddenSize());
            List<GruMasks> masks = masks(scope, c);
            List<RecurrentOutcome> outcomes = new ArrayList<>();
            for (int k = 0; k < times; k++) {
                RecurrentOutcome outcome = new RecurrentOutcome(new LinkedHashMap<>());
                pass.begin(c.lengths());
                outcome.tensors.put(Y, layer.forward(pass, x, s0, masks).toDoubles());
                outcome.tensors.put(ST, layer.finalState(pass).toDoubles());
                pass.end();
                outcomes.add(outcome);
            }
            return outcomes;
        }
    }

    private static Sequential model(Backend backend, RecurrentCase c) {
        Sequential model = new Sequential(ModelSpec.of(LayerSpec.of(c.spec())), backend, 0);
        for (int k = 0; k < c.weights().size(); k++) {
            String prefix = StackedCells.prefix(model.spec().layerNames().get(0), c.spec(), k);
            ReferenceStack.Weights weights = c.weights().get(k);
            model.parameters().set(prefix + ".W", CaseNumbers.floats(weights.w()));
            model.parameters().set(prefix + ".U", CaseNumbers.floats(weights.u()));
            if (weights.b() != null) {
                model.parameters().set(prefix + ".b", CaseNumbers.floats(weights.b()));
            }
        }
        return model;
    }

    private void put(double[] y, double[] sT, double[] dx, double[] ds0) {
        tensors.put(Y, y);
        tensors.put(ST, sT);
        tensors.put(DX, dx);
        tensors.put(DS0, ds0);
    }

    private void put(RecurrentSpec spec, int k, double[] w, double[] u, double @Nullable [] b) {
        String prefix = gradientPrefix(spec, k);
        tensors.put(prefix + ".W", w);
        tensors.put(prefix + ".U", u);
        if (b != null) {
            tensors.put(prefix + ".b", b);
        }
    }

    /** Returns the prefix of the names of the {@code k}-th weights' gradients, for example {@code l1.reverse}. */
    public static String gradientPrefix(RecurrentSpec spec, int k) {
        return StackedCells.prefix("", spec, k).substring(1);
    }

    private static @Nullable List<GruMasks> masks(Scope scope, RecurrentCase c) {
        if (c.masks() == null) {
            return null;
        }
        int size = c.spec().hiddenSize();
        return c.masks().stream()
                .map(mask -> new GruMasks(
                        tensorIfThere(scope, "state mask", mask.state(), c.batch(), size),
                        tensorIfThere(scope, "update mask", mask.update(), c.steps(), c.batch(), size)))
                .toList();
    }

    private static @Nullable Tensor tensorIfThere(Scope scope, String name, double @Nullable [] values, int... dims) {
        return values == null ? null : tensor(scope, name, values, dims);
    }

    private static Tensor tensor(Scope scope, String name, double[] values, int... dims) {
        return scope.allocate(name, dims).copyFrom(CaseNumbers.floats(values));
    }
}
