package org.gru4j.pytorch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.gru4j.data.Batch;
import org.gru4j.layer.AttentionLayer;
import org.gru4j.model.ModelInput;
import org.gru4j.model.ModelNode;
import org.gru4j.model.ModelWeights;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.tensor.Shape;

/**
 * PyTorch's functions in float64 on a {@link GraphCase}'s inputs and parameters. Parameters are leaves in gru4j's layout,
 * those of GRUs in PyTorch's.
 */
final class TorchGraph implements AutoCloseable {
    private final PointerScope scope = new PointerScope();
    private final GraphCase c;
    private final Batch batch;
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private boolean masks = true;

    TorchGraph(GraphCase c, ModelWeights weights) {
        this.c = c;
        this.batch = c.batch();
        for (ModelInput input : c.spec().inputs()) {
            Batch part = batch.input(input.name());
            inputs.put(
                    input.name(),
                    input.tokens() > 0
                            ? torch.tensor(part.ids())
                                    .view(GraphCase.STEPS, GraphCase.BATCH)
                                    .toType(ScalarType.Long)
                            : leaf(part.features(), GraphCase.STEPS, GraphCase.BATCH, input.features()));
        }
        for (ModelNode node : c.spec().nodes()) {
            GruSpec gru = GraphCase.gru(node.layer());
            if (gru != null) {
                for (String name : List.of("weight_ih", "weight_hh", "bias_ih", "bias_hh")) {
                    float[] values = GraphCase.gruParameter(node.name(), gru, name);
                    long rows = 3L * gru.hiddenSize();
                    parameters.put(
                            node.name() + "." + name,
                            name.startsWith("bias") ? leaf(values, rows) : leaf(values, rows, values.length / rows));
                }
            }
        }
        for (String name : weights.names()) {
            if (!parameters.containsKey(name.substring(0, name.indexOf('.')) + ".weight_ih")) {
                parameters.put(name, leaf(weights.values(name), dims(weights.shape(name))));
            }
        }
    }

    private static Tensor leaf(float[] values, long... dims) {
        return torch.tensor(values).view(dims).toType(ScalarType.Double).set_requires_grad(true);
    }

    private static long[] dims(Shape shape) {
        long[] dims = new long[shape.rank()];
        for (int k = 0; k < dims.length; k++) {
            dims[k] = shape.dim(k);
        }
        return dims;
    }

    static Scalar scalar(double value) {
        return new Scalar(value);
    }

    /** From now on, padding counts as valid in attention. */
    TorchGraph withoutMasks() {
        masks = false;
        return this;
    }

    Tensor parameter(String name) {
        return parameters.get(name);
    }

    /** The valid steps of a sequence: [L] token ids, or [L,I]. */
    Tensor features(String input, int n) {
        return inputs.get(input).select(1, n).narrow(0, 0, c.lengths(input)[n]);
    }

    Tensor embedding(String name, String input, int n) {
        return torch.embedding(parameter(name + ".W"), features(input, n));
    }

    Tensor dense(String name, Tensor x) {
        return torch.linear(x, parameter(name + ".W").t(), new TensorOptional(parameter(name + ".b")));
    }

    /** @param h0 [1,H]; null for zeros */
    Tensor gru(String name, Tensor x, Tensor h0) {
        Tensor weights = parameter(name + ".weight_hh");
        TensorVector all = new TensorVector(
                parameter(name + ".weight_ih"), weights, parameter(name + ".bias_ih"), parameter(name + ".bias_hh"));
        Tensor state = h0 == null ? torch.zeros(1, weights.size(1)).toType(ScalarType.Double) : h0;
        return torch.gru(x.unsqueeze(1), state.unsqueeze(1), all, true, 1, 0.0, true, false, false)
                .get0()
                .squeeze(1);
    }

    Tensor layerNorm(String name, Tensor x, double epsilon) {
        return torch.layer_norm(
                x,
                new long[] {x.size(1)},
                new TensorOptional(parameter(name + ".gamma")),
                new TensorOptional(parameter(name + ".beta")),
                epsilon,
                false);
    }

    /** In evaluation mode. */
    Tensor batchNorm(String name, Tensor x, double epsilon) {
        return torch.batch_norm(
                x,
                new TensorOptional(parameter(name + ".gamma")),
                new TensorOptional(parameter(name + ".beta")),
                new TensorOptional(parameter(name + ".mean").detach()),
                new TensorOptional(parameter(name + ".variance").detach()),
                false,
                0,
                epsilon,
                false);
    }

    /** @param before zeros before the first step, {@code after} past the last */
    Tensor conv1d(String name, Tensor x, int size, int stride, int before, int after) {
        Tensor filters = parameter(name + ".W").view(size, x.size(1), -1).permute(2, 1, 0);
        Tensor padded = torch.constant_pad_nd(x.t().unsqueeze(0), new long[] {before, after}, scalar(0));
        return torch.conv1d(
                        padded,
                        filters,
                        new TensorOptional(parameter(name + ".b")),
                        new long[] {stride},
                        new long[] {0},
                        new long[] {1},
                        1)
                .squeeze(0)
                .t();
    }

    Tensor maxPool(Tensor x, int size, int stride, int padding) {
        return torch.max_pool1d(
                        x.t().unsqueeze(0),
                        new long[] {size},
                        new long[] {stride},
                        new long[] {padding},
                        new long[] {1},
                        false)
                .squeeze(0)
                .t();
    }

    /** Of one sequence: queries [T,Q], memory [S,M]. */
    Tensor attention(AttentionLayer.Score score, String name, Tensor queries, Tensor memory) {
        Tensor scores = switch (score) {
            case DOT -> queries.matmul(memory.t());
            case SCALED_DOT -> queries.matmul(memory.t()).div(scalar(Math.sqrt(memory.size(1))));
            case GENERAL, ADDITIVE -> {
                Tensor q = queries.matmul(parameter(name + ".query.W"));
                Tensor m = memory.matmul(parameter(name + ".memory.W"));
                yield score == AttentionLayer.Score.GENERAL
                        ? q.matmul(m.t()).div(scalar(Math.sqrt(m.size(1))))
                        : torch.tanh(q.unsqueeze(1).add(m.unsqueeze(0))).matmul(parameter(name + ".v"));
            }
        };
        return torch.softmax(scores, 1).matmul(memory);
    }

    /** −∞ in the scores [N,T,S] of a memory's padding. */
    Tensor masked(Tensor scores, String memory) {
        if (!masks) {
            return scores;
        }
        Tensor infinities = torch.zeros(GraphCase.BATCH, 1, scores.size(2)).toType(ScalarType.Double);
        for (int n = 0; n < GraphCase.BATCH; n++) {
            int length = c.lengths(memory)[n];
            if (length < scores.size(2)) {
                infinities
                        .select(0, n)
                        .narrow(1, length, scores.size(2) - length)
                        .fill_(scalar(Double.NEGATIVE_INFINITY));
            }
        }
        return scores.add(infinities);
    }

    /** The valid steps of each sequence of a batch [N,T,O]. */
    List<Tensor> validRows(Tensor all, String input) {
        List<Tensor> rows = new ArrayList<>();
        for (int n = 0; n < GraphCase.BATCH; n++) {
            rows.add(all.select(0, n).narrow(0, 0, c.lengths(input)[n]));
        }
        return rows;
    }

    /** Forward, and backward from the loss. */
    GraphOutcome run() {
        List<Tensor> rows = c.inPyTorch().rows(this);
        int outputs = (int) rows.get(0).size(1);
        int steps = (int) rows.stream().mapToLong(row -> row.size(0)).max().orElseThrow();
        Map<String, double[]> tensors = new LinkedHashMap<>();
        double[] output = new double[steps * GraphCase.BATCH * outputs];
        Tensor loss = c.classes() ? crossEntropy(rows) : weighted(rows, GraphOutcome.dy(output.length), outputs);
        for (int n = 0; n < GraphCase.BATCH; n++) {
            double[] row = values(rows.get(n));
            for (int k = 0; k < row.length; k++) {
                output[(k / outputs * GraphCase.BATCH + n) * outputs + k % outputs] = row[k];
            }
        }
        tensors.put("output", output);
        if (c.classes()) {
            tensors.put("loss", values(loss.view(1)));
        }
        loss.backward();
        inputs.forEach((name, input) -> {
            if (input.requires_grad()) {
                tensors.put("grad_" + name, values(input.grad()));
            }
        });
        parameters.forEach((name, parameter) -> {
            Tensor gradient = parameter.grad();
            tensors.put(name, gradient.defined() ? values(gradient) : new double[(int) parameter.numel()]);
        });
        return new GraphOutcome(tensors);
    }

    private Tensor crossEntropy(List<Tensor> rows) {
        int[] targets = batch.target(c.spec().outputs().get(0).name()).targets();
        int[] valid = new int[rows.stream().mapToInt(row -> (int) row.size(0)).sum()];
        TensorVector logits = new TensorVector();
        int next = 0;
        for (int n = 0; n < GraphCase.BATCH; n++) {
            logits.push_back(rows.get(n));
            for (int t = 0; t < rows.get(n).size(0); t++) {
                valid[next++] = targets[t * GraphCase.BATCH + n];
            }
        }
        return torch.cross_entropy_loss(
                torch.cat(logits, 0), torch.tensor(valid).toType(ScalarType.Long));
    }

    private static Tensor weighted(List<Tensor> rows, float[] dy, int outputs) {
        Tensor weights = torch.tensor(dy).view(-1, GraphCase.BATCH, outputs).toType(ScalarType.Double);
        Tensor sum = torch.zeros(1).toType(ScalarType.Double);
        for (int n = 0; n < GraphCase.BATCH; n++) {
            Tensor row = rows.get(n);
            sum = sum.add(
                    row.mul(weights.select(1, n).narrow(0, 0, row.size(0))).sum());
        }
        return sum;
    }

    private static double[] values(Tensor tensor) {
        Tensor contiguous = tensor.detach().contiguous();
        double[] values = new double[(int) contiguous.numel()];
        contiguous.data_ptr_double().get(values);
        return values;
    }

    @Override
    public void close() {
        scope.close();
    }
}
