package org.gru4j.golden;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A GRU that is written as matrix products step by step, for either reset gate. With PyTorch's gates r, z, n:
 *
 * <pre>
 * r  = σ(x·W_irᵀ + b_ir + h·W_hrᵀ + b_hr)
 * z  = σ(x·W_izᵀ + b_iz + h·W_hzᵀ + b_hz)
 * n  = tanh(x·W_inᵀ + b_in + (r⊙h)·W_hnᵀ + b_hn)      BEFORE (arXiv 1406.1078v3)
 * n  = tanh(x·W_inᵀ + b_in + r⊙(h·W_hnᵀ + b_hn))      AFTER  (PyTorch)
 * h' = n + z⊙(h − n)
 * </pre>
 *
 * A mask m [T,N,1] of ones and zeros limits each sequence to its length: beyond it the output is 0 and the state does
 * not change. So a reverse pass over the padded sequence effectively starts at the last valid step.
 */
final class ExplicitGru implements GruModel {
    private final GoldenCase golden;
    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private final Tensor mask;
    private final Tensor padding;

    ExplicitGru(GoldenCase golden, CaseInputs inputs) {
        this.golden = golden;
        inputs.weights().forEach((name, values) -> weights.put(name, Tensors.leaf(values, golden.precision())));
        mask = Tensors.constant(stepsWithin(golden, true), golden.precision());
        padding = Tensors.constant(stepsWithin(golden, false), golden.precision());
    }

    @Override
    public Map<String, Tensor> weights() {
        return weights;
    }

    @Override
    public Result forward(Tensor x, Tensor h0) {
        Tensor input = x;
        TensorVector states = new TensorVector();
        for (int layer = 0; layer < golden.layers(); layer++) {
            TensorVector outputs = new TensorVector();
            for (String suffix : golden.direction().suffixes()) {
                Result pass = runPass(layer + suffix, Direction.isReverse(suffix), input, h0.select(0, states.size()));
                outputs.push_back(pass.output());
                states.push_back(pass.hN());
            }
            input = torch.cat(outputs, 2);
        }
        return new Result(input, torch.stack(states, 0));
    }

    /** Computes the output [T,N,H] and the final state [N,H] from x [T,N,fan-in] and h0 [N,H]. */
    private Result runPass(String pass, boolean reverse, Tensor x, Tensor h0) {
        int steps = golden.steps();
        TensorVector outputs = new TensorVector(steps);
        Tensor h = h0;
        for (int k = 0; k < steps; k++) {
            int t = reverse ? steps - 1 - k : k;
            Tensor output = step(pass, x.select(0, t), h).mul(mask.select(0, t));
            outputs.put(t, output);
            h = output.add(h.mul(padding.select(0, t)));
        }
        return new Result(torch.stack(outputs, 0), h);
    }

    private Tensor step(String pass, Tensor x, Tensor h) {
        Tensor r = product("ih", pass, 0, x).add(product("hh", pass, 0, h)).sigmoid();
        Tensor z = product("ih", pass, 1, x).add(product("hh", pass, 1, h)).sigmoid();
        Tensor recurrent = switch (golden.resetGate()) {
            case BEFORE -> product("hh", pass, 2, r.mul(h));
            case AFTER -> r.mul(product("hh", pass, 2, h));
        };
        Tensor n = product("ih", pass, 2, x).add(recurrent).tanh();
        return n.add(z.mul(h.sub(n)));
    }

    /** Computes v·Wᵀ + b [N,H] with the rows of W and b that belong to one of the three gates. */
    private Tensor product(String side, String pass, int gate, Tensor v) {
        Tensor result = v.matmul(rowsOf("weight_" + side + "_l" + pass, gate).t());
        return golden.bias() ? result.add(rowsOf("bias_" + side + "_l" + pass, gate)) : result;
    }

    private Tensor rowsOf(String name, int gate) {
        return weights.get(name).narrow(0, (long) gate * golden.hiddenSize(), golden.hiddenSize());
    }

    /** Returns a mask [T,N,1] that is 1 for the valid steps of each sequence, or for its padding, and 0 elsewhere. */
    private static Values stepsWithin(GoldenCase golden, boolean valid) {
        int sequences = golden.sequences();
        double[] data = new double[golden.steps() * sequences];
        for (int i = 0; i < data.length; i++) data[i] = i / sequences < golden.lengthOf(i % sequences) == valid ? 1 : 0;
        return new Values(new long[] {golden.steps(), sequences, 1}, data);
    }
}
