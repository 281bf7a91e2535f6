package org.gru4j.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.reference.ReferenceGru;
import org.gru4j.layer.Gru;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.GruWeights;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;

/**
 * What a {@link GruCase} comes to: the named tensors {@code y}, {@code hT}, {@code dx}, {@code dh0}, and the parameters'
 * gradients as {@code l0.forward.W}, {@code l0.forward.U}, {@code l0.forward.b}, …
 *
 * <p>Immutable as long as nobody writes into its arrays.
 */
public record GruOutcome(Map<String, double[]> tensors) {
    /** Names of the outcome's tensors that are not gradients of parameters. */
    public static final String Y = "y";
    public static final String HT = "hT";
    public static final String DX = "dx";
    public static final String DH0 = "dh0";

    /** By the reference in doubles, from end to end. */
    public static GruOutcome inDoubles(GruCase c) {
        ReferenceGru gru = new ReferenceGru(c.spec(), c.steps(), c.batch());
        List<ReferenceGru.Weights> gradients = new ArrayList<>();
        for (int k = 0; k < c.spec().stateCount(); k++) {
            gradients.add(ReferenceGru.Weights.zeros(c.spec(), k / c.spec().direction().count()));
        }
        double[] dx = new double[c.x().length];
        double[] dh0 = new double[gru.hT().length];
        for (int pass = 0; pass < c.passes(); pass++) {
            gru.forward(c.weights(), c.x(), c.h0(), c.lengths(), c.masks());
            gru.backward(c.lengths(), c.dy(), c.dhT(), gradients, dx, dh0);
        }
        GruOutcome outcome = new GruOutcome(new LinkedHashMap<>());
        outcome.put(gru.y().clone(), gru.hT().clone(), dx, dh0);
        for (int k = 0; k < gradients.size(); k++) {
            outcome.put(c.spec(), k, gradients.get(k).w(), gradients.get(k).u(), gradients.get(k).b());
        }
        return outcome;
    }

    /** By a backend, in training. */
    public static GruOutcome on(Backend backend, GruCase c) {
        GruSpec spec = c.spec();
        try (Sequential model = model(backend, c); Pass pass = Pass.training(backend); Scope scope = new Scope(backend)) {
            Gru gru = model.grus().get(0);
            Tensor x = tensor(scope, "x", c.x(), c.steps(), c.batch(), spec.inputSize());
            Tensor h0 = tensor(scope, "h0", c.h0(), spec.stateCount(), c.batch(), spec.hiddenSize());
            List<GruMasks> masks = masks(scope, c);
            Tensor dy = tensor(scope, "dy", c.dy(), c.steps(), c.batch(), spec.outputSize());
            Tensor dhT = tensor(scope, "dhT", c.dhT(), spec.stateCount(), c.batch(), spec.hiddenSize());
            GruOutcome outcome = new GruOutcome(new LinkedHashMap<>());
            model.parameters().zeroGradients();
            for (int k = 0; k < c.passes(); k++) {
                pass.begin(c.lengths());
                double[] y = gru.forward(pass, x, h0, masks).toDoubles();
                double[] hT = gru.finalState(pass).toDoubles();
                Tensor dx = gru.backward(pass, dy, dhT);
                outcome.put(y, hT, dx.toDoubles(), gru.initialStateGradient(pass).toDoubles());
                pass.end();
            }
            for (int k = 0; k < spec.stateCount(); k++) {
                GruWeights gradients = gru.gradients().get(k);
                outcome.put(spec, k, gradients.w().toDoubles(), gradients.u().toDoubles(),
                        gradients.b() == null ? null : gradients.b().toDoubles());
            }
            return outcome;
        }
    }

    /** By a backend, in inference: y and hT alone. */
    public static GruOutcome inferenceOn(Backend backend, GruCase c) {
        return inferencesOn(backend, c, 1).get(0);
    }

    /** By a backend, in inference, so many times one after the other on one model: y and hT alone. */
    public static List<GruOutcome> inferencesOn(Backend backend, GruCase c, int times) {
        try (Sequential model = model(backend, c); Pass pass = Pass.inference(backend); Scope scope = new Scope(backend)) {
            Gru gru = model.grus().get(0);
            Tensor x = tensor(scope, "x", c.x(), c.steps(), c.batch(), c.spec().inputSize());
            Tensor h0 = tensor(scope, "h0", c.h0(), c.spec().stateCount(), c.batch(), c.spec().hiddenSize());
            List<GruMasks> masks = masks(scope, c);
            List<GruOutcome> outcomes = new ArrayList<>();
            for (int k = 0; k < times; k++) {
                GruOutcome outcome = new GruOutcome(new LinkedHashMap<>());
                pass.begin(c.lengths());
                outcome.tensors.put(Y, gru.forward(pass, x, h0, masks).toDoubles());
                outcome.tensors.put(HT, gru.finalState(pass).toDoubles());
                pass.end();
                outcomes.add(outcome);
            }
            return outcomes;
        }
    }

    private static Sequential model(Backend backend, GruCase c) {
        Sequential model = new Sequential(ModelSpec.of(LayerSpec.gru(c.spec())), backend, 0);
        for (int k = 0; k < c.weights().size(); k++) {
            String prefix = Gru.prefix("gru", c.spec(), k);
            ReferenceGru.Weights weights = c.weights().get(k);
            model.parameters().set(prefix + ".W", CaseNumbers.floats(weights.w()));
            model.parameters().set(prefix + ".U", CaseNumbers.floats(weights.u()));
            if (weights.b() != null) {
                model.parameters().set(prefix + ".b", CaseNumbers.floats(weights.b()));
            }
        }
        return model;
    }

    private void put(double[] y, double[] hT, double[] dx, double[] dh0) {
        tensors.put(Y, y);
        tensors.put(HT, hT);
        tensors.put(DX, dx);
        tensors.put(DH0, dh0);
    }

    private void put(GruSpec spec, int k, double[] w, double[] u, double[] b) {
        String prefix = gradientPrefix(spec, k);
        tensors.put(prefix + ".W", w);
        tensors.put(prefix + ".U", u);
        if (b != null) {
            tensors.put(prefix + ".b", b);
        }
    }

    /** What the gradients of the {@code k}-th weights are named after: for example {@code l1.reverse}. */
    public static String gradientPrefix(GruSpec spec, int k) {
        return Gru.prefix("", spec, k).substring(1);
    }

    private static List<GruMasks> masks(Scope scope, GruCase c) {
        if (c.masks() == null) {
            return null;
        }
        int size = c.spec().hiddenSize();
        return c.masks().stream().map(mask -> new GruMasks(tensor(scope, "state mask", mask.state(), c.batch(), size),
                tensor(scope, "update mask", mask.update(), c.steps(), c.batch(), size))).toList();
    }

    private static Tensor tensor(Scope scope, String name, double[] values, int... dims) {
        return values == null ? null : scope.allocate(name, dims).copyFrom(CaseNumbers.floats(values));
    }
}
