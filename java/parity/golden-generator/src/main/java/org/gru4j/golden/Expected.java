package org.gru4j.golden;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The expected results of a case: the results of the forward pass, and the gradients of loss = sum(output·grad_output)
 * + sum(h_n·grad_h_n).
 *
 * @param output the output [T,N,D·H]
 * @param hN the final state [L·D,N,H]
 * @param loss the loss, a scalar
 * @param gradX the gradient of x [T,N,I]
 * @param gradH0 the gradient of h0 [L·D,N,H]
 * @param gradWeights the gradients of the weights by name
 */
record Expected(Values output, Values hN, Values loss, Values gradX, Values gradH0, Map<String, Values> gradWeights) {

    /** Runs the model forward and backward once. Its weights keep the gradients. */
    static Expected of(GruModel model, CaseInputs inputs, Precision precision) {
        Tensor x = Tensors.leaf(inputs.x(), precision);
        Tensor h0 = Tensors.leaf(inputs.h0(), precision);
        GruModel.Result result = model.forward(x, h0);
        Tensor loss = result.output()
                .mul(Tensors.constant(inputs.gradOutput(), precision))
                .sum()
                .add(result.hN()
                        .mul(Tensors.constant(inputs.gradHn(), precision))
                        .sum());
        loss.backward();

        Map<String, Values> gradWeights = new LinkedHashMap<>();
        model.weights().forEach((name, weight) -> gradWeights.put(name, Tensors.values(weight.grad())));
        return new Expected(
                Tensors.values(result.output()),
                Tensors.values(result.hN()),
                Tensors.values(loss),
                Tensors.values(x.grad()),
                Tensors.values(h0.grad()),
                gradWeights);
    }

    /** Returns the largest absolute difference of all results. */
    double maxDifference(Expected other) {
        double max = output.maxDifference(other.output);
        max = Math.max(max, hN.maxDifference(other.hN));
        max = Math.max(max, loss.maxDifference(other.loss));
        max = Math.max(max, gradX.maxDifference(other.gradX));
        max = Math.max(max, gradH0.maxDifference(other.gradH0));
        for (Map.Entry<String, Values> entry : gradWeights.entrySet())
            max = Math.max(max, entry.getValue().maxDifference(other.gradWeights.get(entry.getKey())));
        return max;
    }
}
