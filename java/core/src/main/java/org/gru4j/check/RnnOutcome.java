package org.gru4j.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.reference.ReferenceRnn;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.layer.Rnn;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.RnnSpec;
import org.gru4j.recurrent.RnnWeights;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;

/**
 * What an {@link RnnCase} comes to: the named tensors {@code y}, {@code sT}, {@code dx}, {@code ds0}, and the
 * parameters' gradients as {@code 0.W}, {@code 0.U}, {@code 0.b}, {@code 1.W}, …
 *
 * <p>Immutable as long as nobody writes into its arrays.
 */
public record RnnOutcome(Map<String, double[]> tensors) {
    /** Names of the outcome's tensors that the outcome of a GRU has not. */
    static final String ST = "sT";
    static final String DS0 = "ds0";

    /** By the reference in doubles, from end to end. */
    public static RnnOutcome inDoubles(RnnCase c) {
        ReferenceRnn rnn = new ReferenceRnn(c.spec(), c.steps(), c.batch());
        List<ReferenceRnn.Weights> gradients = new ArrayList<>();
        for (int k = 0; k < c.spec().kernelCount(); k++) {
            gradients.add(ReferenceRnn.Weights.zeros(c.spec(), k / c.spec().direction().count()));
        }
        double[] dx = new double[c.x().length];
        double[] ds0 = new double[rnn.sT().length];
        for (int pass = 0; pass < c.passes(); pass++) {
            rnn.forward(c.weights(), c.x(), c.s0(), c.lengths());
            rnn.backward(c.lengths(), c.dy(), c.dsT(), gradients, dx, ds0);
        }
        Map<String, double[]> tensors = new LinkedHashMap<>();
        tensors.put(GruOutcome.Y, rnn.y());
        tensors.put(ST, rnn.sT());
        tensors.put(GruOutcome.DX, dx);
        tensors.put(DS0, ds0);
        for (int k = 0; k < gradients.size(); k++) {
            put(tensors, k, gradients.get(k).w(), gradients.get(k).u(), gradients.get(k).b());
        }
        return new RnnOutcome(tensors);
    }

    /** By a backend, in training. */
    public static RnnOutcome on(Backend backend, RnnCase c) {
        RnnSpec spec = c.spec();
        try (Sequential model = model(backend, c);
                Pass pass = Pass.training(backend);
                Scope scope = new Scope(backend)) {
            Rnn rnn = (Rnn) model.recurrent().get(0);
            Tensor x = tensor(scope, "x", c.x(), c.steps(), c.batch(), spec.inputSize());
            Tensor s0 = tensor(scope, "s0", c.s0(), spec.stateCount(), c.batch(), spec.hiddenSize());
            Tensor dy = tensor(scope, "dy", c.dy(), c.steps(), c.batch(), spec.outputSize());
            Tensor dsT = tensor(scope, "dsT", c.dsT(), spec.stateCount(), c.batch(), spec.hiddenSize());
            Map<String, double[]> tensors = new LinkedHashMap<>();
            model.parameters().zeroGradients();
            for (int k = 0; k < c.passes(); k++) {
                pass.begin(c.lengths());
                tensors.put(GruOutcome.Y, rnn.forward(pass, x, s0).toDoubles());
                tensors.put(ST, rnn.finalState(pass).toDoubles());
                tensors.put(GruOutcome.DX, rnn.backward(pass, dy, dsT).toDoubles());
                tensors.put(DS0, rnn.initialStateGradient(pass).toDoubles());
                pass.end();
            }
            for (int k = 0; k < spec.kernelCount(); k++) {
                RnnWeights gradients = rnn.gradients().get(k);
                put(tensors, k, gradients.w().toDoubles(), gradients.u().toDoubles(),
                        gradients.b() == null ? null : gradients.b().toDoubles());
            }
            return new RnnOutcome(tensors);
        }
    }

    /** By a backend, in inference: y and sT alone. */
    public static RnnOutcome inferenceOn(Backend backend, RnnCase c) {
        return inferencesOn(backend, c, 1).get(0);
    }

    /** By a backend, in inference, so many times one after the other on one model: y and sT alone. */
    public static List<RnnOutcome> inferencesOn(Backend backend, RnnCase c, int times) {
        RnnSpec spec = c.spec();
        try (Sequential model = model(backend, c);
                Pass pass = Pass.inference(backend);
                Scope scope = new Scope(backend)) {
            Rnn rnn = (Rnn) model.recurrent().get(0);
            Tensor x = tensor(scope, "x", c.x(), c.steps(), c.batch(), spec.inputSize());
            Tensor s0 = tensor(scope, "s0", c.s0(), spec.stateCount(), c.batch(), spec.hiddenSize());
            List<RnnOutcome> outcomes = new ArrayList<>();
            for (int k = 0; k < times; k++) {
                Map<String, double[]> tensors = new LinkedHashMap<>();
                pass.begin(c.lengths());
                tensors.put(GruOutcome.Y, rnn.forward(pass, x, s0).toDoubles());
                tensors.put(ST, rnn.finalState(pass).toDoubles());
                pass.end();
                outcomes.add(new RnnOutcome(tensors));
            }
            return outcomes;
        }
    }

    private static Sequential model(Backend backend, RnnCase c) {
        Sequential model = new Sequential(ModelSpec.of(LayerSpec.rnn(c.spec())), backend, 0);
        List<String> names = model.parameters().names();
        int next = 0;
        for (ReferenceRnn.Weights weights : c.weights()) {
            model.parameters().set(names.get(next++), CaseNumbers.floats(weights.w()));
            model.parameters().set(names.get(next++), CaseNumbers.floats(weights.u()));
            if (weights.b() != null) {
                model.parameters().set(names.get(next++), CaseNumbers.floats(weights.b()));
            }
        }
        return model;
    }

    private static void put(Map<String, double[]> tensors, int k, double[] w, double[] u, double[] b) {
        tensors.put(k + ".W", w);
        tensors.put(k + ".U", u);
        if (b != null) {
            tensors.put(k + ".b", b);
        }
    }

    private static Tensor tensor(Scope scope, String name, double[] values, int... dims) {
        return values == null ? null : scope.allocate(name, dims).copyFrom(CaseNumbers.floats(values));
    }
}
