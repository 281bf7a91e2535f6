package org.gru4j.golden;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The inputs of a case. Padding in {@code x} and {@code gradOutput} is not zero, so that an implementation that does
 * not mask it fails.
 *
 * @param x the input [T,N,I]
 * @param h0 the initial state [L·D,N,H]; zeros if the case has none
 * @param weights the weights by PyTorch's names, in PyTorch's order
 * @param gradOutput the gradient of the output [T,N,D·H]
 * @param gradHn the gradient of the final state [L·D,N,H]
 */
record CaseInputs(Values x, Values h0, Map<String, Values> weights, Values gradOutput, Values gradHn) {

    /**
     * Draws the inputs of a case. Weights are within ±2/√H, twice PyTorch's initial range, so that the gates leave
     * their linear range. They are multiples of 2^-11, which keeps the files short. All other numbers are within ±1 and
     * multiples of 2^-23.
     */
    static CaseInputs of(GoldenCase golden) {
        int t = golden.steps();
        int n = golden.sequences();
        int h = golden.hiddenSize();
        double weightBound = 2 / Math.sqrt(h);
        Map<String, Values> weights = new LinkedHashMap<>();
        golden.parameterShapes()
                .forEach((name, shape) -> weights.put(name, source(golden, name).draw(weightBound, 11, shape)));
        return new CaseInputs(
                source(golden, "x").draw(1, 23, t, n, golden.inputSize()),
                source(golden, "h0").draw(golden.hasInitialState() ? 1 : 0, 23, golden.states(), n, h),
                weights,
                source(golden, "grad_output").draw(1, 23, t, n, golden.outputSize()),
                source(golden, "grad_h_n").draw(1, 23, golden.states(), n, h));
    }

    private static UniformSource source(GoldenCase golden, String tensor) {
        return new UniformSource(golden.name() + "/" + tensor);
    }
}
