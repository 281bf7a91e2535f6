package org.gru4j.pytorch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.check.Parity;
import org.gru4j.data.Batch;
import org.gru4j.interop.pytorch.PyTorchWeights;
import org.gru4j.layer.Parameters;
import org.gru4j.layer.Pass;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelInput;
import org.gru4j.model.ModelNode;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.tensor.Tensor;

/**
 * What a {@link GraphCase} comes to: {@code output}, with zeros in padding, and {@code loss}; {@code grad_x} of an input
 * {@code x}; and the parameters' gradients under their names, those of GRUs in PyTorch's names and layout.
 */
record GraphOutcome(Map<String, double[]> tensors) {
    /** The upstream gradient of the output. */
    static float[] dy(int count) {
        return GraphCase.numbers("dy", count, 1);
    }

    /** By a backend of ours, in training. */
    static GraphOutcome on(Backend backend, GraphCase c, ModelWeights weights) {
        Map<String, double[]> tensors = new LinkedHashMap<>();
        Batch batch = c.batch();
        String outputName = c.spec().outputs().get(0).name();
        try (Sequential model = weights.createModel(backend);
                Pass pass = Pass.training(backend)) {
            model.parameters().zeroGradients();
            pass.begin(null);
            Tensor output = model.forward(pass, batch, null);
            int[] lengths = model.outputLengths(pass, outputName);
            tensors.put("output", withoutPadding(output.toDoubles(), output.dim(2), lengths));
            Tensor dy = pass.scope().allocate("dy", output.shape());
            if (c.classes()) {
                double loss = new SoftmaxCrossEntropy().compute(output, batch.target(outputName), dy);
                tensors.put("loss", new double[] {loss});
            } else {
                double[] values = new double[output.size()];
                float[] given = dy(values.length);
                for (int k = 0; k < values.length; k++) {
                    values[k] = given[k];
                }
                dy.write(0, withoutPadding(values, output.dim(2), lengths), 0, values.length);
            }
            model.backward(pass, dy);
            for (ModelInput input : c.spec().inputs()) {
                if (input.tokens() == 0) {
                    tensors.put(
                            "grad_" + input.name(),
                            model.gradient(pass, input.name()).toDoubles());
                }
            }
            pass.end();
            putGradients(model, tensors);
        }
        return new GraphOutcome(tensors);
    }

    private static double[] withoutPadding(double[] values, int features, int[] lengths) {
        for (int k = 0; k < values.length && lengths != null; k++) {
            int row = k / features;
            if (row / GraphCase.BATCH >= lengths[row % GraphCase.BATCH]) {
                values[k] = 0;
            }
        }
        return values;
    }

    private static void putGradients(Sequential model, Map<String, double[]> tensors) {
        ModelSpec spec = model.spec();
        Parameters parameters = model.parameters();
        for (ModelNode node : spec.nodes()) {
            GruSpec gru = GraphCase.gru(node.layer());
            if (gru != null) {
                String prefix = node.name() + ".l0.forward.";
                PyTorchWeights.gradientsToPyTorch(
                                gru,
                                parameters.gradient(prefix + "W").toDoubles(),
                                parameters.gradient(prefix + "U").toDoubles(),
                                parameters.gradient(prefix + "b").toDoubles())
                        .forEach((name, values) -> tensors.put(node.name() + "." + name, values));
            }
        }
        for (String name : parameters.names()) {
            if (!tensors.containsKey(name.substring(0, name.indexOf('.')) + ".weight_ih")) {
                tensors.put(name, parameters.gradient(name).toDoubles());
            }
        }
    }

    /** Compares every tensor of an outcome that came of floats with this one, as {@link ModelOutcome#compare} does. */
    List<Parity.Comparison> compare(GraphCase c, ModelWeights weights, GraphOutcome actual) {
        List<Parity.Comparison> comparisons = new ArrayList<>();
        Parity.Factors factors = factors(c, weights);
        tensors.forEach((name, values) -> {
            int terms = c.terms() + (name.contains(".") ? GraphCase.STEPS * GraphCase.BATCH : 0);
            double tolerance =
                    Parity.tolerance(terms, c.cells(), Parity.scale(tensors, GraphOutcome::kind, name, factors));
            comparisons.add(Parity.compare(name, values, actual.tensors.get(name), tolerance));
        });
        return comparisons;
    }

    /** Of a mean of cross-entropies, no upstream gradient is above that of one step. */
    private Parity.Factors factors(GraphCase c, ModelWeights weights) {
        Batch batch = c.batch();
        double upstream = 1;
        double input = Parity.largest(tensors.get("output"));
        if (c.classes()) {
            upstream = 1.0 / batch.target(c.spec().outputs().get(0).name()).scoredSteps();
        }
        double weight = 0;
        for (String name : weights.names()) {
            weight = Math.max(weight, largest(weights.values(name)));
        }
        for (ModelInput read : c.spec().inputs()) {
            input = Math.max(
                    input,
                    read.tokens() > 0
                            ? weight
                            : largest(batch.input(read.name()).features()));
        }
        return new Parity.Factors(upstream, weight, input, 0);
    }

    private static Parity.Kind kind(String tensor) {
        if (tensor.contains(".")) {
            return tensor.endsWith(".b") || tensor.contains("bias")
                    ? Parity.Kind.BIAS_GRADIENT
                    : Parity.Kind.WEIGHT_GRADIENT;
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
