package org.gru4j.golden;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a case starts from. Padding is not zero, in {@code x} and {@code gradOutput} alike: a reader that does not mask
 * it fails.
 *
 * @param x [T,N,I]
 * @param h0 [L·D,N,H]; zeros if the case has no initial state
 * @param weights by PyTorch's names, in PyTorch's order
 * @param gradOutput [T,N,D·H]
 * @param gradHn [L·D,N,H]
 */
record CaseInputs(Values x, Values h0, Map<String, Values> weights, Values gradOutput, Values gradHn) {

    /**
     * Weights are within 2/√H, twice PyTorch's initial range, so that the gates leave their linear range; they are
     * multiples of 2^-11, which keeps the files short. All else is within 1, in steps of 2^-23.
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
