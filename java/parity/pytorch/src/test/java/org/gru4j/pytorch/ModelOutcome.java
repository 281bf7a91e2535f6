package org.gru4j.pytorch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.check.Parity;
import org.gru4j.interop.pytorch.PyTorchWeights;
import org.gru4j.layer.DenseLayer;
import org.gru4j.layer.EmbeddingLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.layer.Recurrent;
import org.gru4j.layer.RecurrentLayerSpec;
import org.gru4j.layer.StackedCells;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;

/**
 * The results of a {@link ModelCase}, in PyTorch's names and layout: {@code output}, {@code h_n}, {@code c_n}; {@code
 * grad_x}, {@code grad_h0}, {@code grad_c0}; and the parameters' gradients under their names, {@code gru.weight_ih_l0}
 * ….
 */
record ModelOutcome(Map<String, double[]> tensors) {
    /** Returns the results of a training pass on a backend of gru4j. */
    static ModelOutcome on(Backend backend, ModelCase c, ModelWeights weights) {
        Map<String, double[]> tensors = new LinkedHashMap<>();
        try (Sequential model = weights.createModel(backend);
                Pass pass = Pass.training(backend);
                Scope scope = new Scope(backend)) {
            Tensor dy = scope.allocate(
                            "dy", c.outputSteps(), ModelCase.BATCH, c.spec().outputFeatures())
                    .copyFrom(c.dy());
            model.parameters().zeroGradients();
            pass.begin(null);
            if (c.readsIds()) {
                tensors.put(
                        "output",
                        model.forward(pass, c.ids(), ModelCase.STEPS, ModelCase.BATCH, null)
                                .toDoubles());
                model.backward(pass, dy);
            } else {
                runRecurrent(c, model.recurrent().get(0), pass, scope, dy, tensors);
            }
            pass.end();
            putGradients(model, tensors);
        }
        return new ModelOutcome(tensors);
    }

    private static void runRecurrent(
            ModelCase c, Recurrent layer, Pass pass, Scope scope, Tensor dy, Map<String, double[]> tensors) {
        Tensor x = scope.allocate("x", ModelCase.STEPS, ModelCase.BATCH, ModelCase.INPUTS)
                .copyFrom(c.x());
        Tensor s0 = states(c, scope, layer, "h", "c");
        Tensor dsT = states(c, scope, layer, "dh", "dc");
        tensors.put("output", layer.forward(pass, x, s0).toDoubles());
        putStates(c, tensors, "h_n", "c_n", layer.finalState(pass));
        boolean gru = layer instanceof Gru;
        tensors.put(
                "grad_x",
                (gru ? ((Gru) layer).backward(pass, dy, dsT) : ((Rnn) layer).backward(pass, dy, dsT)).toDoubles());
        putStates(
                c,
                tensors,
                "grad_h0",
                "grad_c0",
                gru ? ((Gru) layer).initialStateGradient(pass) : ((Rnn) layer).initialStateGradient(pass));
    }

    /** Ours [L·D·S,N,H] of PyTorch's h and, of LSTMs, c. */
    private static Tensor states(ModelCase c, Scope scope, Recurrent layer, String h, String cell) {
        Tensor states =
                scope.allocate(h, layer.recurrence().shape(ModelCase.BATCH).toArray());
        int size = ModelCase.BATCH * ModelCase.SIZE;
        int perKernel = c.isLstm() ? 2 : 1;
        for (int k = 0; k < c.kernels(); k++) {
            states.write(perKernel * k * size, c.state(h), k * size, size);
            if (c.isLstm()) {
                states.write((2 * k + 1) * size, c.state(cell), k * size, size);
            }
        }
        return states;
    }

    private static void putStates(ModelCase c, Map<String, double[]> tensors, String h, String cell, Tensor states) {
        double[] ours = states.toDoubles();
        int size = ModelCase.BATCH * ModelCase.SIZE;
        int perKernel = c.isLstm() ? 2 : 1;
        double[] hs = new double[c.kernels() * size];
        double[] cs = new double[c.kernels() * size];
        for (int k = 0; k < c.kernels(); k++) {
            System.arraycopy(ours, perKernel * k * size, hs, k * size, size);
            System.arraycopy(ours, (perKernel * (k + 1) - 1) * size, cs, k * size, size);
        }
        tensors.put(h, hs);
        if (c.isLstm()) {
            tensors.put(cell, cs);
        }
    }

    private static void putGradients(Sequential model, Map<String, double[]> tensors) {
        ModelSpec spec = model.spec();
        int next = 0;
        for (int l = 0; l < spec.layers().size(); l++) {
            String name = spec.layerNames().get(l);
            if (spec.layers().get(l) instanceof RecurrentLayerSpec of) {
                StackedCells cells = (StackedCells) model.recurrent().get(next++);
                for (int k = 0; k < of.spec().kernelCount(); k++) {
                    RecurrentWeights g = cells.gradients().get(k);
                    put(
                            tensors,
                            name,
                            PyTorchWeights.suffix(of.spec(), k),
                            PyTorchWeights.gradientsToPyTorch(
                                    of.spec(),
                                    g.w().toDoubles(),
                                    g.u().toDoubles(),
                                    g.b() == null ? null : g.b().toDoubles()));
                }
            } else if (spec.layers().get(l) instanceof DenseLayer dense) {
                double[] w = model.parameters().gradient(name + ".W").toDoubles();
                double[] transposed = new double[w.length];
                for (int k = 0; k < w.length; k++) {
                    transposed[k % dense.outputSize() * dense.inputSize() + k / dense.outputSize()] = w[k];
                }
                tensors.put(name + ".weight", transposed);
                tensors.put(
                        name + ".bias", model.parameters().gradient(name + ".b").toDoubles());
            } else if (spec.layers().get(l) instanceof EmbeddingLayer) {
                tensors.put(
                        name + ".weight",
                        model.parameters().gradient(name + ".W").toDoubles());
            }
        }
    }

    private static void put(
            Map<String, double[]> tensors, String name, String suffix, Map<String, double[]> gradients) {
        gradients.forEach((parameter, values) -> tensors.put(name + "." + parameter + "_" + suffix, values));
    }

    /**
     * Compares every tensor of an outcome that came of floats with this one; {@link Parity} says how far it may be off,
     * the layers of all modules counted together.
     */
    List<Parity.Comparison> compare(ModelCase c, ModelWeights weights, ModelOutcome actual) {
        List<Parity.Comparison> comparisons = new ArrayList<>();
        tensors.forEach((name, values) ->
                comparisons.add(Parity.compare(name, values, actual.tensors.get(name), tolerance(c, weights, name))));
        return comparisons;
    }

    private double tolerance(ModelCase c, ModelWeights weights, String tensor) {
        int layers = 0;
        int terms = 0;
        for (LayerSpec layer : c.spec().layers()) {
            int depth = layer instanceof GruLayer gru
                    ? gru.spec().numLayers()
                    : layer instanceof RnnLayer rnn ? rnn.spec().numLayers() : 1;
            layers += depth;
            int inputs = layer.emitsOneStep() ? 0 : ModelSpec.of(layer).inputFeatures();
            terms = Math.max(terms, layer.outputFeatures() + Math.max(inputs, depth > 1 ? layer.outputFeatures() : 0));
        }
        if (tensor.contains(".")) {
            terms += ModelCase.STEPS * ModelCase.BATCH;
        }
        double weight = weights.names().stream()
                .mapToDouble(name -> largest(weights.values(name)))
                .max()
                .orElseThrow();
        double upstream = Math.max(largest(c.dy()), largest(c.state("dh")));
        double input = Math.max(Parity.largest(tensors.get("output")), Math.max(largest(c.x()), largest(c.state("h"))));
        return Parity.tolerance(
                terms,
                ModelCase.STEPS + layers - 1,
                Parity.scale(
                        tensors,
                        ModelOutcome::kind,
                        tensor,
                        new Parity.Factors(upstream, weight, input, largest(c.state("h")))));
    }

    private static Parity.Kind kind(String tensor) {
        if (tensor.contains(".")) {
            return tensor.contains("bias") ? Parity.Kind.BIAS_GRADIENT : Parity.Kind.WEIGHT_GRADIENT;
        }
        return tensor.startsWith("grad_") ? Parity.Kind.INPUT_GRADIENT : Parity.Kind.STATE;
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
