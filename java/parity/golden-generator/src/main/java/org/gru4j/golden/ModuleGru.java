package org.gru4j.golden;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.GRUImpl;
import org.bytedeco.pytorch.GRUOptions;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * PyTorch's own {@code torch::nn::GRU}, which has only the reset gate after the product.
 *
 * <p>Two features that the module lacks are added around it. Sequences of different lengths run one by one, cut to
 * their length, because a PackedSequence can't contain an empty sequence. A GRU that reads only in reverse is a forward
 * GRU whose input and output are flipped.
 */
final class ModuleGru implements GruModel {
    private final GoldenCase golden;
    private final GRUImpl module;
    private final Map<String, Tensor> weights = new LinkedHashMap<>();

    ModuleGru(GoldenCase golden, CaseInputs inputs) {
        if (golden.resetGate() != ResetGate.AFTER)
            throw new IllegalArgumentException("PyTorch's GRU cannot reset before: " + golden.name());
        this.golden = golden;
        GRUOptions options = new GRUOptions(golden.inputSize(), golden.hiddenSize());
        options.num_layers().put(golden.layers());
        options.bias().put(golden.bias());
        options.bidirectional().put(golden.direction() == Direction.BIDIRECTIONAL);
        module = new GRUImpl(options);
        module.to(golden.precision().scalarType(), false);

        StringTensorDict parameters = module.named_parameters();
        if (parameters.size() != inputs.weights().size())
            throw new IllegalStateException("PyTorch has " + parameters.size() + " parameters: " + golden.name());
        inputs.weights().forEach((name, values) -> {
            Tensor parameter = parameters.get(moduleName(name));
            parameter.data().copy_(Tensors.constant(values, golden.precision()));
            weights.put(name, parameter);
        });
    }

    @Override
    public Map<String, Tensor> weights() {
        return weights;
    }

    @Override
    public Result forward(Tensor x, Tensor h0) {
        if (golden.lengths().isEmpty()) return run(x, h0);
        TensorVector outputs = new TensorVector();
        TensorVector states = new TensorVector();
        for (int n = 0; n < golden.sequences(); n++) {
            Result row = runRow(x.narrow(1, n, 1), h0.narrow(1, n, 1), golden.lengthOf(n));
            outputs.push_back(row.output());
            states.push_back(row.hN());
        }
        return new Result(torch.cat(outputs, 1), torch.cat(states, 1));
    }

    /** Computes one row from x [T,1,I] and h0 [L·D,1,H]. The final state of an empty row is h0. */
    private Result runRow(Tensor x, Tensor h0, int length) {
        Tensor padding = Tensors.zeros(golden.precision(), golden.steps() - length, 1, golden.outputSize());
        if (length == 0) return new Result(padding, h0);
        Result valid = run(x.narrow(0, 0, length), h0);
        return new Result(torch.cat(new TensorVector(valid.output(), padding), 0), valid.hN());
    }

    private Result run(Tensor x, Tensor h0) {
        boolean reverse = golden.direction() == Direction.REVERSE;
        T_TensorTensor_T result = module.forward(reverse ? x.flip(0) : x, h0.contiguous());
        return new Result(reverse ? result.get0().flip(0) : result.get0(), result.get1());
    }

    private String moduleName(String name) {
        return golden.direction() == Direction.REVERSE ? name.replace("_reverse", "") : name;
    }
}
