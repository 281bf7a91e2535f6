package org.gru4j.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;
import org.gru4j.argument.Arguments;
import org.gru4j.backend.reference.DoubleBackend;
import org.gru4j.data.Batch;
import org.gru4j.layer.JoinSpec;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Parameters;
import org.gru4j.layer.Pass;
import org.gru4j.loss.Loss;
import org.gru4j.loss.OutputLoss;
import org.gru4j.model.ModelInput;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Node;
import org.gru4j.model.Sequential;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Compares the gradients that backward computes with central differences of the loss, in double precision. It checks a
 * whole model, a single layer or a loss, and is also meant for your own layers, losses and graphs:
 *
 * <pre>
 *   GradientCheck.ofLayer(size -&gt; new NormLayer(size), 5).require();
 *   GradientCheck.ofLoss(new MyLoss(), batch, 3).require();
 *   GradientCheck.ofModel(spec, losses, batch).require();
 * </pre>
 *
 * Let f be the loss and x one of the numbers that it depends on. The difference is (f(x+h) − f(x−h)) ÷ 2h, where h is
 * {@value #STEP} times the larger of 1 and |x|. A gradient is wrong if its distance from the difference exceeds
 * {@value #TOLERANCE} times a scale: the largest gradient of its tensor or, if that is larger, a thousandth of the
 * largest gradient of all.
 *
 * <p>A layer must read and write its tensors as doubles ({@link Tensor#toDoubles}, {@link Tensor#copyFrom(double[])}): the
 * rounding of floats is larger than the tolerance.
 *
 * <p>A kink, such as that of a rectifier at 0, is reported as wrong if it lies between x−h and x+h. Not thread-safe.
 */
public final class GradientCheck {
    /** h, for numbers of magnitude up to 1. */
    public static final double STEP = 1e-5;

    /** The tolerance of gradients, relative to the scale above. */
    public static final double TOLERANCE = 1e-7;

    private static final double SMALL = 1e-3;
    private static final int MOST_ELEMENTS = 200;
    private static final long SEED = 1;

    /**
     * The two gradients of one number.
     *
     * @param tensor the parameter, the input, or the output of a loss
     * @param index of the number, counted row-major
     * @param backward the gradient that backward computed
     * @param difference the central difference of the loss
     * @param tolerance the largest difference between the two that is accepted
     */
    public record Comparison(String tensor, int index, double backward, double difference, double tolerance) {
        /** Returns whether they agree; NaN agrees with nothing. */
        public boolean passed() {
            return Math.abs(backward - difference) <= tolerance;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s, element %d: backward gives %.10g, but the loss changes by %.10g (allowed: %.1g)",
                    tensor,
                    index,
                    backward,
                    difference,
                    tolerance);
        }
    }

    /** One of the numbers that the loss depends on. */
    private record Element(String tensor, int index, double backward, double difference) {}

    private final List<Comparison> comparisons;

    private GradientCheck(List<Element> numbers) {
        double largest = numbers.stream()
                .mapToDouble(number -> Math.abs(number.difference))
                .max()
                .orElse(0);
        comparisons = numbers.stream()
                .map(number -> {
                    double own = numbers.stream()
                            .filter(other -> other.tensor.equals(number.tensor))
                            .mapToDouble(other -> Math.abs(other.difference))
                            .max()
                            .orElse(0);
                    return new Comparison(
                            number.tensor,
                            number.index,
                            number.backward,
                            number.difference,
                            TOLERANCE * Math.max(own, SMALL * largest));
                })
                .toList();
    }

    /** Returns the comparison of every number that was checked. */
    public List<Comparison> comparisons() {
        return comparisons;
    }

    /**
     * Requires all gradients to be right.
     *
     * @throws AssertionError if one is wrong, or none was compared; the message contains the first wrong gradient of
     *     each tensor
     */
    public void require() {
        List<String> seen = new ArrayList<>();
        StringBuilder wrong = new StringBuilder();
        for (Comparison comparison : comparisons) {
            if (!comparison.passed() && !seen.contains(comparison.tensor)) {
                seen.add(comparison.tensor);
                wrong.append(System.lineSeparator()).append(comparison);
            }
        }
        if (!seen.isEmpty()) {
            throw new AssertionError("wrong gradients:" + wrong);
        }
        if (comparisons.isEmpty()) {
            throw new AssertionError("no gradient was compared");
        }
    }

    /**
     * Checks a model with random parameters: the gradients of its parameters and of its inputs of features. Up to
     * {@value #MOST_ELEMENTS} evenly spaced elements of each are checked.
     *
     * @param losses of the model's outputs
     * @param batch inputs and targets; unchanged when this method returns
     */
    public static GradientCheck ofModel(ModelSpec spec, List<OutputLoss> losses, Batch batch) {
        DoubleBackend backend = new DoubleBackend();
        try (Sequential model = new Sequential(spec, backend, SEED);
                Pass pass = Pass.training(backend)) {
            return new ModelCheck(model, losses, batch, pass).run();
        }
    }

    /** Checks a model with a single output. */
    public static GradientCheck ofModel(ModelSpec spec, Loss loss, Batch batch) {
        return ofModel(spec, List.of(new OutputLoss(spec.outputs().get(0).name(), loss)), batch);
    }

    /**
     * Checks a layer on ragged sequences, with the loss Σ c⊙y for random c.
     *
     * @param layer creates the layer from the number of features that it reads
     * @param features the number of features that it reads at each step
     */
    public static GradientCheck ofLayer(IntFunction<? extends LayerSpec> layer, int features) {
        ModelSpec spec = ModelSpec.graph(g -> g.output(
                ModelSpec.OUTPUT, g.features("x", features).dense(features).layer(layer)));
        return ofModel(spec, new LinearLoss(), batch(Map.of("x", features)));
    }

    /**
     * Checks a join on ragged sequences that have the same steps, as {@link #ofLayer} does.
     *
     * @param features the number of features of each input
     */
    public static GradientCheck ofJoin(JoinSpec join, int... features) {
        Map<String, Integer> inputs = new LinkedHashMap<>();
        ModelSpec spec = ModelSpec.graph(g -> {
            Node x = g.features("x", features[0]);
            inputs.put("x", features[0]);
            Node[] reads = new Node[features.length];
            for (int k = 0; k < features.length; k++) {
                reads[k] = x.dense(features[k]);
            }
            g.output(ModelSpec.OUTPUT, g.join(join, reads));
        });
        return ofModel(spec, new LinearLoss(), batch(inputs));
    }

    /**
     * Checks a loss on random outputs.
     *
     * @param batch its targets and lengths
     * @param outputs O, the number of outputs at each step of the targets
     */
    public static GradientCheck ofLoss(Loss loss, Batch batch, int outputs) {
        Arguments.requirePositive("outputs", outputs);
        DoubleBackend backend = new DoubleBackend();
        List<Element> numbers = new ArrayList<>();
        try (Scope scope = new Scope(backend)) {
            Shape shape = Shape.of(batch.targetSteps(), batch.size(), outputs);
            Tensor output = scope.allocate("output", shape);
            Tensor gradient = scope.allocate("gradient", shape);
            double[] values = uniform(2, output.size());
            output.write(0, values, 0, values.length);
            loss.compute(output, batch, gradient);
            for (int k = 0; k < values.length; k++) {
                double[] one = new double[1];
                int index = k;
                double value = values[k];
                double difference = difference(
                        value,
                        changed -> {
                            one[0] = changed;
                            output.write(index, one, 0, 1);
                        },
                        () -> loss.compute(output, batch, null));
                numbers.add(new Element("output", k, gradient.getDouble(k), difference));
            }
        }
        return new GradientCheck(numbers);
    }

    /** Returns the central difference of f; the number is restored afterwards. */
    private static double difference(double value, DoubleConsumer set, DoubleSupplier f) {
        double h = STEP * Math.max(1, Math.abs(value));
        set.accept(value + h);
        double above = f.getAsDouble();
        set.accept(value - h);
        double below = f.getAsDouble();
        set.accept(value);
        return (above - below) / ((value + h) - (value - h));
    }

    /** Returns a batch of three sequences with up to four steps; one is empty, and one has two steps. */
    private static Batch batch(Map<String, Integer> inputs) {
        Batch batch = Batch.ofParts(4, 3);
        inputs.forEach((name, features) -> {
            Batch part = Batch.ofFeatures(4, 3, features).lengths(new int[] {4, 0, 2});
            double[] values = uniform(name.hashCode(), part.features().length);
            for (int k = 0; k < values.length; k++) {
                part.features()[k] = (float) values[k];
            }
            batch.withInput(name, part);
        });
        return batch;
    }

    private static double[] uniform(long stream, int count) {
        long key = CounterRandom.key(SEED, stream, 0);
        double[] values = new double[count];
        for (int k = 0; k < count; k++) {
            values[k] = 2 * CounterRandom.uniform(key, k) - 1;
        }
        return values;
    }

    /** The loss Σ c⊙y over the whole output, including padding: values past a row's length must not have gradients. */
    private static final class LinearLoss implements Loss {
        @Override
        public double compute(Tensor output, Batch batch, @Nullable Tensor dOutput) {
            double[] c = uniform(3, output.size());
            int[] lengths = batch.input("x").lengths();
            int width = output.dim(2);
            double sum = 0;
            for (int k = 0; k < c.length; k++) {
                int row = k / width;
                boolean valid =
                        output.dim(0) == 1 || lengths == null || row / output.dim(1) < lengths[row % output.dim(1)];
                c[k] = valid ? c[k] : 0;
                sum += c[k] * output.getDouble(k);
            }
            if (dOutput != null) {
                dOutput.write(0, c, 0, c.length);
            }
            return sum;
        }

        @Override
        public boolean overwritesGradient() {
            return true;
        }

        @Override
        public int count(Batch batch) {
            return 1;
        }
    }

    /** The check of a model while it runs. */
    private static final class ModelCheck {
        private final Sequential model;
        private final List<OutputLoss> losses;
        private final Batch batch;
        private final Pass pass;
        private final List<Element> numbers = new ArrayList<>();

        ModelCheck(Sequential model, List<OutputLoss> losses, Batch batch, Pass pass) {
            this.model = model;
            this.losses = losses;
            this.batch = batch;
            this.pass = pass;
        }

        private double loss() {
            pass.begin(batch.lengths(), SEED, 1);
            try {
                model.forward(pass, batch, null);
                double sum = 0;
                for (OutputLoss own : losses) {
                    Tensor output = model.output(pass, own.output());
                    sum += own.weight() * own.loss().compute(output, batch.target(own.output()), null);
                }
                return sum;
            } finally {
                pass.end();
            }
        }

        GradientCheck run() {
            Parameters parameters = model.parameters();
            parameters.zeroGradients();
            Map<String, double[]> inputs = new LinkedHashMap<>();
            pass.begin(batch.lengths(), SEED, 1);
            try {
                model.forward(pass, batch, null);
                for (OutputLoss own : losses) {
                    Tensor output = model.output(pass, own.output());
                    Tensor gradient = pass.scope().allocate("gradient", output.shape());
                    own.loss().compute(output, batch.target(own.output()), gradient);
                    pass.backend().elementwise().scale(own.weight(), gradient);
                    model.addGradient(pass, own.output(), gradient);
                }
                model.backward(pass);
                for (ModelInput input : model.spec().inputs()) {
                    Tensor gradient = model.gradient(pass, input.name());
                    if (gradient != null) {
                        inputs.put(input.name(), gradient.toDoubles());
                    }
                }
            } finally {
                pass.end();
            }
            double[] gradients = parameters.gradients().toDoubles();
            double[] values = parameters.values().toDoubles();
            double[] one = new double[1];
            Parameters.Layout layout = model.spec().layout();
            for (Map.Entry<String, Shape> parameter : layout.shapes().entrySet()) {
                String name = parameter.getKey();
                int offset = layout.offset(name);
                int size = layout.isFixed(name) ? 0 : parameter.getValue().size();
                for (int k = 0; k < size; k += stride(size)) {
                    int at = offset + k;
                    double difference = difference(
                            values[at],
                            changed -> {
                                one[0] = changed;
                                parameters.update((slab, gradientSlab) -> slab.write(at, one, 0, 1));
                            },
                            this::loss);
                    numbers.add(new Element(name, k, gradients[at], difference));
                }
            }
            inputs.forEach(this::addInput);
            return new GradientCheck(numbers);
        }

        /** A batch's features are floats, so that the change is what is left of it after rounding. */
        private void addInput(String name, double[] gradients) {
            float[] features = batch.input(name).features();
            for (int k = 0; k < features.length; k += stride(features.length)) {
                float value = features[k];
                float h = (float) (10 * STEP * Math.max(1, Math.abs(value)));
                features[k] = value + h;
                double step = features[k];
                double above = loss();
                features[k] = value - h;
                step -= features[k];
                double below = loss();
                features[k] = value;
                numbers.add(new Element(name, k, gradients[k], (above - below) / step));
            }
        }

        private static int stride(int size) {
            return Math.max(1, (size + MOST_ELEMENTS - 1) / MOST_ELEMENTS);
        }
    }
}
