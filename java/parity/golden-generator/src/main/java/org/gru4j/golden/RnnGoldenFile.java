package org.gru4j.golden;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Computes a case of LSTM cells or tanh units and writes its file. Inputs are drawn as in {@link CaseInputs}. */
final class RnnGoldenFile {

    private RnnGoldenFile() {}

    /** Computes a case and writes it to DIRECTORY/name.json. */
    static Path write(Path directory, RnnCase golden) {
        int t = golden.steps();
        int n = golden.sequences();
        int h = golden.hiddenSize();
        boolean lstm = golden.cell() == RnnCase.Cell.LSTM;
        Map<String, Values> weights = new LinkedHashMap<>();
        golden.parameterShapes()
                .forEach((name, shape) -> weights.put(name, golden.draw(name, 2 / Math.sqrt(h), 11, shape)));
        Values x = golden.draw("x", 1, 23, t, n, golden.inputSize());
        Values h0 = golden.draw("h0", 1, 23, golden.states(), n, h);
        Values c0 = golden.draw("c0", 1, 23, golden.states(), n, h);
        Values gradOutput = golden.draw("grad_output", 1, 23, t, n, golden.outputSize());
        Values gradHn = golden.draw("grad_h_n", 1, 23, golden.states(), n, h);
        Values gradCn = golden.draw("grad_c_n", 1, 23, golden.states(), n, h);

        Map<String, Object> content = new LinkedHashMap<>();
        content.put("name", golden.name());
        content.put(
                "framework",
                "pytorch, torch::nn::" + (lstm ? "LSTM" : "RNN") + " (org.bytedeco:pytorch:"
                        + System.getProperty("pytorch.version") + ")");
        content.put("dtype", "float64");
        content.put("cell", golden.cell().name().toLowerCase(Locale.ROOT));
        content.put("T", t);
        content.put("N", n);
        content.put("I", golden.inputSize());
        content.put("H", h);
        content.put("num_layers", golden.layers());
        content.put("direction", golden.direction().name().toLowerCase(Locale.ROOT));
        content.put("bias", golden.bias());
        if (!golden.lengths().isEmpty()) content.put("lengths", golden.lengths());
        content.put("x", x);
        content.put("h0", h0);
        if (lstm) content.put("c0", c0);
        content.put("weights", weights);
        content.put("grad_output", gradOutput);
        content.put("grad_h_n", gradHn);
        if (lstm) content.put("grad_c_n", gradCn);
        putExpected(content, new RnnModule(golden, weights), x, h0, c0, gradOutput, gradHn, gradCn);
        return GoldenFile.write(directory, golden.name(), content);
    }

    private static void putExpected(
            Map<String, Object> content,
            RnnModule module,
            Values x,
            Values h0,
            Values c0,
            Values gradOutput,
            Values gradHn,
            Values gradCn) {
        Tensor xLeaf = Tensors.leaf(x, Precision.FLOAT64);
        Tensor hLeaf = Tensors.leaf(h0, Precision.FLOAT64);
        Tensor cLeaf = Tensors.leaf(c0, Precision.FLOAT64);
        RnnModule.Result result = module.forward(xLeaf, hLeaf, cLeaf);
        Tensor loss = dot(result.output(), gradOutput).add(dot(result.hN(), gradHn));
        if (result.cN() != null) loss = loss.add(dot(result.cN(), gradCn));
        loss.backward();

        content.put("output", Tensors.values(result.output()));
        content.put("h_n", Tensors.values(result.hN()));
        content.put("grad_x", Tensors.values(xLeaf.grad()));
        content.put("grad_h0", Tensors.values(hLeaf.grad()));
        if (result.cN() != null) {
            content.put("c_n", Tensors.values(result.cN()));
            content.put("grad_c0", Tensors.values(cLeaf.grad()));
        }
        Map<String, Values> gradients = new LinkedHashMap<>();
        module.weights().forEach((name, weight) -> gradients.put(name, Tensors.values(weight.grad())));
        content.put("grad_weights", gradients);
    }

    private static Tensor dot(Tensor a, Values b) {
        return a.mul(Tensors.constant(b, Precision.FLOAT64)).sum();
    }
}
