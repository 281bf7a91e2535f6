package org.gru4j.golden;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.RNNImpl;
import org.bytedeco.pytorch.RNNOptions;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.T_TensorT_TensorTensor_T_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * PyTorch's own {@code torch::nn::LSTM} and {@code torch::nn::RNN}. Ragged batches and the reverse direction are
 * computed as in {@link ModuleGru}.
 */
final class RnnModule {
    /**
     * The results of a module.
     *
     * @param output the output [T,N,D·H], zero beyond the length of each sequence
     * @param hN the final h [L·D,N,H], after the last valid step of each sequence
     * @param cN the final c [L·D,N,H]; null for tanh units
     */
    record Result(Tensor output, Tensor hN, Tensor cN) {}

    private final RnnCase golden;
    private final LSTMImpl lstm;
    private final RNNImpl rnn;
    private final Map<String, Tensor> weights = new LinkedHashMap<>();

    RnnModule(RnnCase golden, Map<String, Values> values) {
        this.golden = golden;
        boolean bidirectional = golden.direction() == Direction.BIDIRECTIONAL;
        if (golden.cell() == RnnCase.Cell.LSTM) {
            LSTMOptions options = new LSTMOptions(golden.inputSize(), golden.hiddenSize());
            options.num_layers().put(golden.layers());
            options.bias().put(golden.bias());
            options.bidirectional().put(bidirectional);
            lstm = new LSTMImpl(options);
            rnn = null;
        } else {
            RNNOptions options = new RNNOptions(golden.inputSize(), golden.hiddenSize());
            options.num_layers().put(golden.layers());
            options.bias().put(golden.bias());
            options.bidirectional().put(bidirectional);
            rnn = new RNNImpl(options);
            lstm = null;
        }
        Module module = lstm == null ? rnn : lstm;
        module.to(Precision.FLOAT64.scalarType(), false);
        StringTensorDict parameters = module.named_parameters();
        if (parameters.size() != values.size())
            throw new IllegalStateException("PyTorch has " + parameters.size() + " parameters: " + golden.name());
        values.forEach((name, value) -> {
            Tensor parameter =
                    parameters.get(golden.direction() == Direction.REVERSE ? name.replace("_reverse", "") : name);
            parameter.data().copy_(Tensors.constant(value, Precision.FLOAT64));
            weights.put(name, parameter);
        });
    }

    /** Returns the parameters, which collect their gradients, by their names in the file. */
    Map<String, Tensor> weights() {
        return weights;
    }

    /** Computes the results from x [T,N,I] and h0 and c0 [L·D,N,H]. */
    Result forward(Tensor x, Tensor h0, Tensor c0) {
        if (golden.lengths().isEmpty()) return run(x, h0, c0);
        TensorVector outputs = new TensorVector();
        TensorVector hs = new TensorVector();
        TensorVector cs = new TensorVector();
        for (int n = 0; n < golden.sequences(); n++) {
            int length = golden.lengthOf(n);
            Tensor padding = Tensors.zeros(Precision.FLOAT64, golden.steps() - length, 1, golden.outputSize());
            Tensor h = h0.narrow(1, n, 1);
            Tensor c = c0.narrow(1, n, 1);
            if (length == 0) {
                outputs.push_back(padding);
                hs.push_back(h);
                cs.push_back(c);
                continue;
            }
            Result valid = run(x.narrow(1, n, 1).narrow(0, 0, length), h, c);
            outputs.push_back(torch.cat(new TensorVector(valid.output(), padding), 0));
            hs.push_back(valid.hN());
            cs.push_back(valid.cN() == null ? c : valid.cN());
        }
        return new Result(torch.cat(outputs, 1), torch.cat(hs, 1), lstm == null ? null : torch.cat(cs, 1));
    }

    private Result run(Tensor x, Tensor h0, Tensor c0) {
        boolean reverse = golden.direction() == Direction.REVERSE;
        Tensor input = reverse ? x.flip(0) : x;
        Result result;
        if (lstm == null) {
            T_TensorTensor_T both = rnn.forward(input, h0.contiguous());
            result = new Result(both.get0(), both.get1(), null);
        } else {
            T_TensorT_TensorTensor_T_T both =
                    lstm.forward(input, new T_TensorTensor_T(h0.contiguous(), c0.contiguous()));
            result = new Result(both.get0(), both.get1().get0(), both.get1().get1());
        }
        return reverse ? new Result(result.output().flip(0), result.hN(), result.cN()) : result;
    }
}
