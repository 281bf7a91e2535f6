package org.gru4j.onednn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.gru4j.backend.Backend;
import org.gru4j.backend.BackendUnavailableException;
import org.gru4j.backend.GruDims;
import org.gru4j.backend.GruKernel;
import org.gru4j.backend.RnnDims;
import org.gru4j.backend.RnnKernel;
import org.gru4j.backend.RnnWorkspace;
import org.gru4j.backend.Workspace;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.gru.GruWeights;
import org.gru4j.gru.ResetGate;
import org.gru4j.rnn.RnnCell;
import org.gru4j.rnn.RnnWeights;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;

/** Compares a backend with the reference on small cases, so that a library that computes nonsense here is not used. */
final class SelfCheck {
    private static final int STEPS = 4;
    private static final int BATCH = 3;
    private static final int INPUT_SIZE = 5;
    private static final int HIDDEN_SIZE = 9;
    private static final int[] LENGTHS = {2, 0, 4};
    /** Of each step and row, rows of a table of {@link #BATCH}; −1 for none. */
    private static final int[] IDS = {1, 2, -1, 0, 0, 2, 1, -1, 0, 2, 2, 1};
    /** In units of ε·√K·max|expected|, K being the terms of the longest sum times the steps it passes through. */
    private static final double TOLERANCE = 8;

    private SelfCheck() {}

    /** @throws BackendUnavailableException at the first difference */
    static void run(Backend backend) {
        Backend reference = new ReferenceBackend();
        for (ResetGate resetGate : ResetGate.values()) {
            for (boolean raggedReverse : new boolean[] {false, true}) {
                GruDims dims = new GruDims(STEPS, BATCH, INPUT_SIZE, HIDDEN_SIZE, resetGate, raggedReverse, true);
                int[] lengths = raggedReverse ? LENGTHS : null;
                compare("kernel " + dims, (INPUT_SIZE + HIDDEN_SIZE) * STEPS, results(reference, dims, lengths),
                        results(backend, dims, lengths));
            }
        }
        for (RnnCell cell : RnnCell.values()) {
            RnnDims dims = new RnnDims(cell, STEPS, BATCH, INPUT_SIZE, HIDDEN_SIZE, true, true);
            compare("kernel " + dims, (INPUT_SIZE + HIDDEN_SIZE) * STEPS, results(reference, dims),
                    results(backend, dims));
        }
        compare("loss, embedding, dropout and optimiser", IDS.length, trainingResults(reference),
                trainingResults(backend));
    }

    private static Map<String, float[]> results(Backend backend, GruDims dims, int[] lengths) {
        Random random = new Random(1);
        try (Scope scope = new Scope(backend);
                GruKernel kernel = backend.createGru(dims);
                Workspace workspace = kernel.allocateWorkspace()) {
            GruWeights weights = new GruWeights(fill(scope.allocate("W", INPUT_SIZE, 3, HIDDEN_SIZE), random),
                    fill(scope.allocate("U", HIDDEN_SIZE, 3, HIDDEN_SIZE), random),
                    fill(scope.allocate("b", dims.resetGate().biasRows(), HIDDEN_SIZE), random));
            GruWeights gradients = new GruWeights(scope.allocate("dW", INPUT_SIZE, 3, HIDDEN_SIZE),
                    scope.allocate("dU", HIDDEN_SIZE, 3, HIDDEN_SIZE),
                    scope.allocate("db", dims.resetGate().biasRows(), HIDDEN_SIZE));
            Tensor x = fill(scope.allocate("x", STEPS, BATCH, INPUT_SIZE), random);
            Tensor h0 = fill(scope.allocate("h0", BATCH, HIDDEN_SIZE), random);
            Tensor dy = fill(scope.allocate("dy", STEPS, BATCH, HIDDEN_SIZE), random);
            Tensor dhT = fill(scope.allocate("dhT", BATCH, HIDDEN_SIZE), random);
            Tensor y = scope.allocate("y", STEPS, BATCH, HIDDEN_SIZE);
            Tensor hT = scope.allocate("hT", BATCH, HIDDEN_SIZE);
            Tensor dx = scope.allocate("dx", STEPS, BATCH, INPUT_SIZE);
            Tensor dh0 = scope.allocate("dh0", BATCH, HIDDEN_SIZE);
            kernel.forward(weights, x, h0, lengths, null, y, hT, workspace);
            kernel.backward(dy, dhT, gradients, dx, dh0, workspace);
            Map<String, float[]> results = new LinkedHashMap<>();
            for (Tensor tensor : new Tensor[] {y, hT, dx, dh0, gradients.w(), gradients.u(), gradients.b()}) {
                results.put(tensor.toString(), tensor.toArray());
            }
            return results;
        }
    }

    private static Map<String, float[]> results(Backend backend, RnnDims dims) {
        Random random = new Random(3);
        int gates = dims.cell().gates();
        int states = dims.cell().states();
        try (Scope scope = new Scope(backend);
                RnnKernel kernel = backend.createRnn(dims);
                RnnWorkspace workspace = kernel.allocateWorkspace()) {
            RnnWeights weights = new RnnWeights(fill(scope.allocate("W", INPUT_SIZE, gates, HIDDEN_SIZE), random),
                    fill(scope.allocate("U", HIDDEN_SIZE, gates, HIDDEN_SIZE), random),
                    fill(scope.allocate("b", gates, HIDDEN_SIZE), random));
            RnnWeights gradients = new RnnWeights(scope.allocate("dW", INPUT_SIZE, gates, HIDDEN_SIZE),
                    scope.allocate("dU", HIDDEN_SIZE, gates, HIDDEN_SIZE), scope.allocate("db", gates, HIDDEN_SIZE));
            Tensor x = fill(scope.allocate("x", STEPS, BATCH, INPUT_SIZE), random);
            Tensor s0 = fill(scope.allocate("s0", states, BATCH, HIDDEN_SIZE), random);
            Tensor dy = fill(scope.allocate("dy", STEPS, BATCH, HIDDEN_SIZE), random);
            Tensor dsT = fill(scope.allocate("dsT", states, BATCH, HIDDEN_SIZE), random);
            Tensor y = scope.allocate("y", STEPS, BATCH, HIDDEN_SIZE);
            Tensor sT = scope.allocate("sT", states, BATCH, HIDDEN_SIZE);
            Tensor dx = scope.allocate("dx", STEPS, BATCH, INPUT_SIZE);
            Tensor ds0 = scope.allocate("ds0", states, BATCH, HIDDEN_SIZE);
            kernel.forward(weights, x, s0, LENGTHS, y, sT, workspace);
            kernel.backward(dy, dsT, gradients, dx, ds0, workspace);
            Map<String, float[]> results = new LinkedHashMap<>();
            for (Tensor tensor : new Tensor[] {y, sT, dx, ds0, gradients.w(), gradients.u(), gradients.b()}) {
                results.put(tensor.toString(), tensor.toArray());
            }
            return results;
        }
    }

    private static Map<String, float[]> trainingResults(Backend backend) {
        Random random = new Random(2);
        try (Scope scope = new Scope(backend)) {
            Tensor logits = fill(scope.allocate("logits", STEPS, BATCH, HIDDEN_SIZE), random);
            Tensor dLogits = scope.allocate("dLogits", STEPS, BATCH, HIDDEN_SIZE);
            final double loss = backend.crossEntropy().compute(logits, IDS, dLogits);
            Tensor w = fill(scope.allocate("w", BATCH, HIDDEN_SIZE), random);
            Tensor y = scope.allocate("y", STEPS, BATCH, HIDDEN_SIZE);
            Tensor dw = scope.allocate("dw", BATCH, HIDDEN_SIZE);
            backend.embedding().forward(w, IDS, y);
            backend.embedding().backward(IDS, y, dw);
            Tensor p = fill(scope.allocate("p", HIDDEN_SIZE), random);
            Tensor g = fill(scope.allocate("g", HIDDEN_SIZE), random);
            Tensor m = fill(scope.allocate("m", HIDDEN_SIZE), random);
            Tensor v = scope.allocate("v", HIDDEN_SIZE);
            final double norm = backend.optimizer().sumOfSquares(g);
            backend.optimizer().scale(g, 0.5f);
            backend.optimizer().sgd(p, g, m, 0.5, true, 0.25, 0.5);
            backend.optimizer().adam(p, g, m, v, 0.5, 0.5, 0.5, 0.25, 0.25, 0.5, 2);
            backend.optimizer().rmsProp(p, g, v, 0.5, 0.5, 0.25, 0.5);
            backend.optimizer().clamp(g, 0.125f);
            backend.optimizer().addNormal(g, 3, 0.5);
            Tensor dropped = scope.allocate("dropped", STEPS, BATCH, HIDDEN_SIZE);
            backend.dropout().apply(y, 3, 0.5, dropped);
            Map<String, float[]> results = new LinkedHashMap<>();
            results.put("loss", new float[] {(float) loss});
            results.put("norm", new float[] {(float) norm});
            for (Tensor tensor : new Tensor[] {dLogits, y, dw, p, g, m, v, dropped}) {
                results.put(tensor.toString(), tensor.toArray());
            }
            return results;
        }
    }

    private static Tensor fill(Tensor tensor, Random random) {
        float[] values = new float[tensor.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = random.nextFloat() - 0.5f;
        }
        return tensor.copyFrom(values);
    }

    private static void compare(String what, int sumLength, Map<String, float[]> expected, Map<String, float[]> actual) {
        double ulps = TOLERANCE * Math.ulp(1f) * Math.sqrt(sumLength);
        expected.forEach((tensor, values) -> {
            float largest = 0;
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            float[] computed = actual.get(tensor);
            for (int k = 0; k < values.length; k++) {
                // written so that NaN is a difference
                if (!(Math.abs(computed[k] - values[k]) <= ulps * largest)) {
                    throw new BackendUnavailableException("it computes wrong numbers on this machine: " + what
                            + ", element " + k + " of " + tensor + ": expected " + values[k] + " but got "
                            + computed[k]);
                }
            }
        });
    }
}
