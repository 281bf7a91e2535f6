package org.gru4j.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.check.Parity;
import org.gru4j.interop.onnx.format.OnnxActivation;
import org.gru4j.interop.onnx.format.OnnxOptions;
import org.gru4j.layer.EmbeddingLayer;
import org.gru4j.layer.GruLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.layer.RnnLayer;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.RecurrentState;
import org.gru4j.model.Sequential;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Tensor;

/**
 * One run of a model: a random input from a seed, and the results of the reference backend.
 *
 * @param lengths null if every row has T steps
 * @param states whether the recurrent layers start from states that are drawn too
 */
record ModelRun(ModelWeights weights, int steps, int batch, int[] lengths, boolean states, long seed) {
    private static final Backend BACKEND = new ReferenceBackend();
    private static final int PLACE = 77;

    /** Returns random weights from a seed. */
    static ModelWeights weights(long seed, LayerSpec... layers) {
        try (Sequential model = new Sequential(ModelSpec.of(layers), BACKEND, seed)) {
            return ModelWeights.of(model);
        }
    }

    private int vocabulary() {
        return weights.spec().layers().get(0) instanceof EmbeddingLayer e ? e.vocabularySize() : 0;
    }

    /** [T,N] */
    int[] ids() {
        CounterRandom random = new CounterRandom(seed, 0, PLACE);
        int[] ids = new int[steps * batch];
        Arrays.setAll(ids, k -> (int) (random.uniform(k) * vocabulary()));
        return ids;
    }

    /** Returns x [T,N,I]; beyond the length of a row it is NaN. */
    float[] x() {
        int features = weights.spec().inputFeatures();
        float[] x = draw(1, steps * batch * features);
        for (int row = 0; lengths != null && row < steps * batch; row++) {
            if (row / batch >= lengths[row % batch]) {
                Arrays.fill(x, row * features, (row + 1) * features, Float.NaN);
            }
        }
        return x;
    }

    /**
     * Returns the initial states [K,N,H] of the {@code k}-th recurrent layer, in the layout of {@link RecurrentState}.
     */
    float[] initial(int k, int size) {
        return draw(2 + k, size);
    }

    private float[] draw(int index, int size) {
        CounterRandom random = new CounterRandom(seed, index, PLACE);
        float[] values = new float[size];
        for (int k = 0; k < size; k++) {
            values[k] = (float) (2 * random.uniform(k) - 1);
        }
        return values;
    }

    /** Returns {@code y}, and {@code NAME.hT} and {@code NAME.cT} of each recurrent layer. */
    Map<String, double[]> expected() {
        Map<String, double[]> expected = new LinkedHashMap<>();
        try (Sequential model = weights.createModel(BACKEND);
                Pass pass = Pass.inference(BACKEND);
                RecurrentState state = model.newState(batch)) {
            for (int k = 0; states && k < state.size(); k++) {
                state.of(k).copyFrom(initial(k, state.of(k).size()));
            }
            pass.begin(lengths);
            Tensor y = vocabulary() > 0
                    ? model.forward(pass, ids(), steps, batch, state)
                    : model.forward(
                            pass,
                            pass.scope()
                                    .allocate("x", steps, batch, weights.spec().inputFeatures())
                                    .copyFrom(x()),
                            state);
            expected.put("y", y.toDoubles());
            for (int k = 0; k < state.size(); k++) {
                String name = model.recurrent().get(k).name();
                int kinds = name.startsWith("lstm") ? 2 : 1;
                double[] all = state.of(k).toDoubles();
                for (int s = 0; s < kinds; s++) {
                    expected.put(
                            name + (s == 0 ? ".hT" : ".cT"),
                            part(all, state.of(k).dim(2), s, kinds));
                }
            }
        }
        return expected;
    }

    /** Returns the h or the c of each layer and direction: [L·D,N,H] from [L·D·S,N,H]. */
    private double[] part(double[] all, int hidden, int s, int kinds) {
        int block = batch * hidden;
        double[] part = new double[all.length / kinds];
        for (int from = s * block, to = 0; to < part.length; from += kinds * block, to += block) {
            System.arraycopy(all, from, part, to, block);
        }
        return part;
    }

    /** Returns the results of ONNX Runtime for the exported model and the same input. */
    Map<String, float[]> actual(OnnxActivation activation) throws OrtException {
        OnnxOptions options = new OnnxOptions(lengths != null, states, activation, Map.of());
        try (OnnxSession session = new OnnxSession(OnnxModel.toBytes(weights, options))) {
            return run(session);
        }
    }

    Map<String, float[]> run(OnnxSession session) throws OrtException {
        if (vocabulary() > 0) {
            session.set("ids", Arrays.stream(ids()).asLongStream().toArray(), steps, batch);
        } else {
            session.set("x", x(), steps, batch, weights.spec().inputFeatures());
        }
        if (lengths != null) {
            session.set("lengths", lengths, batch);
        }
        if (states) {
            setStates(session);
        }
        return session.run();
    }

    private void setStates(OnnxSession session) throws OrtException {
        try (Sequential model = weights.createModel(BACKEND);
                RecurrentState state = model.newState(batch)) {
            for (int k = 0; k < state.size(); k++) {
                String name = model.recurrent().get(k).name();
                int kinds = name.startsWith("lstm") ? 2 : 1;
                int hidden = state.of(k).dim(2);
                float[] all = initial(k, state.of(k).size());
                double[] doubles = new double[all.length];
                Arrays.setAll(doubles, j -> all[j]);
                for (int s = 0; s < kinds; s++) {
                    double[] part = part(doubles, hidden, s, kinds);
                    float[] floats = new float[part.length];
                    for (int j = 0; j < floats.length; j++) {
                        floats[j] = (float) part[j];
                    }
                    session.set(
                            name + (s == 0 ? ".h0" : ".c0"), floats, state.of(k).dim(0) / kinds, batch, hidden);
                }
            }
        }
    }

    /** Checks that ONNX Runtime agrees with the reference within the rounding of floats. */
    void assertSame() throws OrtException {
        assertSame(expected(), actual(OnnxActivation.NONE));
    }

    void assertSame(Map<String, double[]> expected, Map<String, float[]> actual) {
        for (Map.Entry<String, float[]> output : actual.entrySet()) {
            double[] wanted = expected.get(output.getKey());
            float[] got = output.getValue();
            double[] doubles = new double[got.length];
            Arrays.setAll(doubles, k -> got[k]);
            Parity.Comparison comparison =
                    Parity.compare(output.getKey(), wanted, doubles, tolerance(expected, output.getKey()));
            assertTrue(comparison.passed(), () -> this + " " + comparison);
        }
        assertEquals(states ? expected.keySet() : java.util.Set.of("y"), actual.keySet());
    }

    /**
     * {@link Parity}'s: K the longest sum, as many cells as steps and layers, and states of at most 1 beside each
     * tensor.
     */
    private double tolerance(Map<String, double[]> expected, String tensor) {
        double terms = 0;
        int cells = steps;
        for (LayerSpec layer : weights.spec().layers()) {
            if (layer instanceof GruLayer g) {
                terms = Math.max(
                        terms,
                        g.spec().hiddenSize()
                                + Math.max(g.spec().inputSize(), g.spec().outputSize()));
                cells += g.spec().numLayers();
            } else if (layer instanceof RnnLayer r) {
                terms = Math.max(
                        terms,
                        r.spec().hiddenSize()
                                + Math.max(r.spec().inputSize(), r.spec().outputSize()));
                cells += r.spec().numLayers();
            } else {
                terms = Math.max(terms, layer.outputFeatures());
                cells++;
            }
        }
        double scale = Math.max(Parity.largest(expected.get(tensor)), 0.1);
        return Parity.tolerance(terms, cells, scale);
    }

    @Override
    public String toString() {
        return "T=" + steps + " N=" + batch + (lengths == null ? "" : " lengths " + Arrays.toString(lengths))
                + (states ? " states " : " ") + weights.spec() + " seed " + seed;
    }
}
