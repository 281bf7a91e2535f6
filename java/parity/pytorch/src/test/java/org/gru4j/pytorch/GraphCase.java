package org.gru4j.pytorch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.gru4j.backend.Activation;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.data.Batch;
import org.gru4j.interop.pytorch.PyTorchWeights;
import org.gru4j.layer.AttentionLayer;
import org.gru4j.layer.BatchNormLayer;
import org.gru4j.layer.GruFromStatesLayer;
import org.gru4j.layer.GruLayer;
import org.gru4j.layer.LayerNormLayer;
import org.gru4j.layer.NodeSpec;
import org.gru4j.layer.PReluLayer;
import org.gru4j.layer.Padding;
import org.gru4j.model.ModelInput;
import org.gru4j.model.ModelNode;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.Node;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.GruSpec;

/**
 * A graph and the same computation in PyTorch, on sequences of different lengths; all numbers are exact in float.
 *
 * @param name of the case
 * @param inPyTorch what PyTorch computes instead of the graph
 * @param classes whether the loss is the cross-entropy of classes; otherwise the sum of output·dy
 */
record GraphCase(String name, ModelSpec spec, InPyTorch inPyTorch, boolean classes) {
    /** The output of each sequence [L,O], its valid steps alone. */
    @FunctionalInterface
    interface InPyTorch {
        List<Tensor> rows(TorchGraph graph);
    }

    /** The output of one sequence [L,O]. */
    @FunctionalInterface
    interface RowInPyTorch {
        Tensor row(TorchGraph graph, int n);
    }

    static final int STEPS = 6;
    static final int BATCH = 3;
    private static final int INPUTS = 5;
    private static final int SIZE = 7;
    private static final int CLASSES = 11;
    private static final double EPSILON = 1e-3;
    private static final double GRID = 1 << 12;
    /** Of the first input, and of the second. */
    private static final List<int[]> LENGTHS = List.of(new int[] {5, 6, 3}, new int[] {6, 3, 4});

    static List<GraphCase> all() {
        List<GraphCase> cases = new ArrayList<>();
        cases.add(translator());
        addActivations(cases);
        cases.add(ofLayer(
                "layer norm",
                x -> x.layer(size -> new LayerNormLayer(size, EPSILON)),
                (graph, x) -> graph.layerNorm("layernorm", x, EPSILON)));
        cases.add(ofLayer(
                "batch norm",
                x -> x.layer(size -> new BatchNormLayer(size, EPSILON)),
                (graph, x) -> graph.batchNorm("batchnorm", x, EPSILON)));
        cases.add(ofLayer(
                "PReLU", x -> x.layer(PReluLayer::new), (graph, x) -> torch.prelu(x, graph.parameter("prelu.slope"))));
        cases.add(ofLayer("largest of all steps", Node::max, (graph, x) -> torch.amax(x, new long[] {0}, true)));
        addWindows(cases);
        for (AttentionLayer.Score score : AttentionLayer.Score.values()) {
            cases.add(attention(score));
        }
        return cases;
    }

    /** An encoder, and a decoder that starts from its final states and attends to it. */
    private static GraphCase translator() {
        ModelSpec spec = ModelSpec.graph(g -> {
            Node encoder = g.tokens("source", CLASSES).embedding(INPUTS).gru(SIZE);
            Node decoder =
                    g.tokens("target", CLASSES).embedding(INPUTS).gru(SIZE).startingFrom(encoder.finalStates());
            g.output("next", decoder.concat(decoder.attention(encoder)).dense(CLASSES));
        });
        return new GraphCase("translator", spec, GraphCase::translatorInPyTorch, true);
    }

    private static List<Tensor> translatorInPyTorch(TorchGraph graph) {
        TensorVector memories = new TensorVector();
        TensorVector decoded = new TensorVector();
        for (int n = 0; n < BATCH; n++) {
            Tensor memory = graph.gru("gru", graph.embedding("embedding", "source", n), null);
            memories.push_back(memory);
            decoded.push_back(graph.gru(
                    "gru2", graph.embedding("embedding2", "target", n), memory.narrow(0, memory.size(0) - 1, 1)));
        }
        Tensor memory = torch.pad_sequence(memories, true, 0, "right");
        Tensor decoder = torch.pad_sequence(decoded, true, 0, "right");
        Tensor scores = torch.bmm(decoder, memory.transpose(1, 2)).div(TorchGraph.scalar(Math.sqrt(SIZE)));
        Tensor weights = torch.softmax(graph.masked(scores, "source"), 2);
        Tensor both = torch.cat(new TensorVector(decoder, torch.bmm(weights, memory)), 2);
        return graph.validRows(graph.dense("dense", both), "target");
    }

    private static void addActivations(List<GraphCase> cases) {
        Map<Activation, UnaryOperator<Tensor>> functions = new LinkedHashMap<>();
        functions.put(Activation.RELU, torch::relu);
        functions.put(Activation.LEAKY_RELU, torch::leaky_relu);
        functions.put(Activation.ELU, torch::elu);
        functions.put(Activation.GELU, torch::gelu);
        functions.put(Activation.SILU, torch::silu);
        functions.put(Activation.TANH, torch::tanh);
        functions.put(Activation.SIGMOID, torch::sigmoid);
        functions.put(Activation.SOFTMAX, x -> torch.softmax(x, 1));
        functions.forEach((activation, function) -> cases.add(
                ofLayer(activation.kind().name(), x -> x.activation(activation), (graph, x) -> function.apply(x))));
    }

    private static void addWindows(List<GraphCase> cases) {
        for (int stride = 1; stride <= 2; stride++) {
            int by = stride;
            String suffix = " of 3, stride " + by;
            cases.add(ofLayer(
                    "convolution" + suffix,
                    x -> x.conv1d(4, 3, by, Padding.VALID),
                    (graph, x) -> graph.conv1d("conv", x, 3, by, 0, 0)));
            cases.add(ofLayer(
                    "causal convolution" + suffix,
                    x -> x.conv1d(4, 3, by, Padding.CAUSAL),
                    (graph, x) -> graph.conv1d("conv", x, 3, by, 2, 0)));
            cases.add(ofLayer(
                    "max pooling" + suffix,
                    x -> x.maxPool(3, by, Padding.VALID),
                    (graph, x) -> graph.maxPool(x, 3, by, 0)));
        }
        cases.add(ofLayer(
                "padded convolution of 4",
                x -> x.conv1d(4, 4, Padding.SAME),
                (graph, x) -> graph.conv1d("conv", x, 4, 1, 1, 2)));
        cases.add(ofLayer(
                "padded max pooling of 3",
                x -> x.maxPool(3, 1, Padding.SAME),
                (graph, x) -> graph.maxPool(x, 3, 1, 1)));
    }

    /** A layer in PyTorch: [L,O] of [L,I]. */
    @FunctionalInterface
    private interface LayerInPyTorch {
        Tensor apply(TorchGraph graph, Tensor x);
    }

    /** A layer behind a dense one, whose parameters' gradients have come through it. */
    private static GraphCase ofLayer(String name, UnaryOperator<Node> layer, LayerInPyTorch inPyTorch) {
        ModelSpec spec = ModelSpec.graph(
                g -> g.output("y", layer.apply(g.features("x", INPUTS).dense(SIZE))));
        return new GraphCase(
                name,
                spec,
                byRows((graph, n) -> inPyTorch.apply(graph, graph.dense("dense", graph.features("x", n)))),
                false);
    }

    private static GraphCase attention(AttentionLayer.Score score) {
        boolean projects = score == AttentionLayer.Score.GENERAL || score == AttentionLayer.Score.ADDITIVE;
        int queries = projects ? INPUTS : SIZE;
        ModelSpec spec = ModelSpec.graph(g -> {
            Node memory = g.features("memory", INPUTS).dense(SIZE);
            g.output("y", g.features("queries", queries).attention(memory, score, projects ? 4 : 0));
        });
        return new GraphCase(
                "attention, " + score,
                spec,
                byRows((graph, n) -> graph.attention(
                        score,
                        "attention",
                        graph.features("queries", n),
                        graph.dense("dense", graph.features("memory", n)))),
                false);
    }

    private static InPyTorch byRows(RowInPyTorch rows) {
        return graph -> {
            List<Tensor> all = new ArrayList<>();
            for (int n = 0; n < BATCH; n++) {
                all.add(rows.row(graph, n));
            }
            return all;
        };
    }

    /** The GRU of a node; null of any other node. */
    static GruSpec gru(NodeSpec layer) {
        return layer instanceof GruLayer gru
                ? gru.spec()
                : layer instanceof GruFromStatesLayer starting ? starting.spec() : null;
    }

    /**
     * Numbers in ±bound, the same for the same {@code what}, and multiples of 2⁻¹²: sums of two are exact.
     */
    static float[] numbers(String what, int count, double bound) {
        CounterRandom random = new CounterRandom(what.hashCode(), 0, 2);
        float[] numbers = new float[count];
        for (int k = 0; k < count; k++) {
            numbers[k] = (float) (Math.rint(GRID * bound * (2 * random.uniform(k) - 1)) / GRID);
        }
        return numbers;
    }

    /** Of a GRU in PyTorch's layout: weight_ih, weight_hh, bias_ih or bias_hh. */
    static float[] gruParameter(String node, GruSpec gru, String parameter) {
        int columns =
                parameter.equals("weight_ih") ? gru.inputSize() : parameter.equals("weight_hh") ? gru.hiddenSize() : 1;
        return numbers(node + "." + parameter, 3 * gru.hiddenSize() * columns, 1 / Math.sqrt(SIZE));
    }

    ModelWeights weights() {
        Map<String, float[]> values = new LinkedHashMap<>();
        spec.layout().shapes().forEach((name, shape) -> {
            float[] numbers = numbers(name, shape.size(), 1 / Math.sqrt(SIZE));
            for (int k = 0; k < numbers.length && name.endsWith(".variance"); k++) {
                numbers[k] = Math.abs(numbers[k]) + 0.5f;
            }
            values.put(name, numbers);
        });
        for (ModelNode node : spec.nodes()) {
            GruSpec gru = gru(node.layer());
            if (gru != null) {
                ReferenceStack.Weights own = PyTorchWeights.fromPyTorch(
                        gru,
                        doubles(gruParameter(node.name(), gru, "weight_ih")),
                        doubles(gruParameter(node.name(), gru, "weight_hh")),
                        doubles(gruParameter(node.name(), gru, "bias_ih")),
                        doubles(gruParameter(node.name(), gru, "bias_hh")));
                values.put(node.name() + ".l0.forward.W", floats(own.w()));
                values.put(node.name() + ".l0.forward.U", floats(own.u()));
                values.put(node.name() + ".l0.forward.b", floats(own.b()));
            }
        }
        return new ModelWeights(spec, values);
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int k = 0; k < doubles.length; k++) {
            doubles[k] = values[k];
        }
        return doubles;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int k = 0; k < floats.length; k++) {
            floats[k] = (float) values[k];
        }
        return floats;
    }

    int[] lengths(String input) {
        return LENGTHS.get(spec.inputs().stream().map(ModelInput::name).toList().indexOf(input));
    }

    /** Inputs, and the classes of the output if there are any. */
    Batch batch() {
        Batch batch = Batch.ofParts(STEPS, BATCH);
        for (ModelInput input : spec.inputs()) {
            Batch part =
                    input.tokens() > 0 ? Batch.ofIds(STEPS, BATCH) : Batch.ofFeatures(STEPS, BATCH, input.features());
            if (input.tokens() > 0) {
                fill(part.ids(), input.name());
            } else {
                System.arraycopy(
                        numbers(input.name(), part.features().length, 1),
                        0,
                        part.features(),
                        0,
                        part.features().length);
            }
            batch.withInput(input.name(), part.lengths(lengths(input.name())));
        }
        if (classes) {
            Batch target = Batch.ofParts(STEPS, BATCH).withClassPerStep().lengths(lengths("target"));
            fill(target.targets(), "classes");
            batch.withTarget(spec.outputs().get(0).name(), target);
        }
        return batch;
    }

    private static void fill(int[] tokens, String what) {
        CounterRandom random = new CounterRandom(what.hashCode(), 0, 2);
        for (int k = 0; k < tokens.length; k++) {
            tokens[k] = (int) (random.uniform(k) * CLASSES);
        }
    }

    /** The longest sums of a forward pass: what a node reads and emits at a step. */
    int terms() {
        int terms = 0;
        for (ModelNode node : spec.nodes()) {
            int sum = spec.features(node.name());
            for (String read : node.reads()) {
                sum += Math.max(1, spec.features(read));
            }
            terms = Math.max(terms, sum);
        }
        return terms + STEPS;
    }

    /** The nodes that a value passes at most, a recurrent one or attention at each step. */
    int cells() {
        return spec.inputs().size() * STEPS + spec.nodes().size() - 1;
    }

    @Override
    public String toString() {
        return name;
    }
}
