package org.gru4j.check;

import java.util.Locale;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.GruDims;
import org.gru4j.backend.GruKernel;
import org.gru4j.backend.RnnDims;
import org.gru4j.backend.RnnKernel;
import org.gru4j.backend.RnnWorkspace;
import org.gru4j.backend.Workspace;
import org.gru4j.recurrent.GruWeights;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.recurrent.RnnCell;
import org.gru4j.recurrent.RnnWeights;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;

/** The {@link KernelCase}s of recurrent kernels; ragged ones read backwards. */
final class RecurrentKernelCases {
    private RecurrentKernelCases() {}

    static KernelCase gru(ResetGate resetGate, int steps, int batch, int inputs, int hidden, boolean ragged,
            boolean training) {
        GruDims dims = new GruDims(steps, batch, inputs, hidden, resetGate, ragged, training);
        String kernel = "gru, reset " + resetGate.name().toLowerCase(Locale.ROOT);
        return new KernelCase(kernel, sizes(steps, batch, inputs, hidden, ragged, training), (inputs + hidden) * steps,
                backend -> run(backend, dims, lengths(steps, batch, ragged)));
    }

    static KernelCase rnn(RnnCell cell, int steps, int batch, int inputs, int hidden, boolean ragged,
            boolean training) {
        RnnDims dims = new RnnDims(cell, steps, batch, inputs, hidden, ragged, training);
        return new KernelCase(cell.name().toLowerCase(Locale.ROOT), sizes(steps, batch, inputs, hidden, ragged,
                training),
                (inputs + hidden) * steps, backend -> run(backend, dims, lengths(steps, batch, ragged)));
    }

    private static String sizes(int steps, int batch, int inputs, int hidden, boolean ragged, boolean training) {
        return KernelCases.sizes("T=%d N=%d I=%d H=%d", steps, batch, inputs, hidden) + (ragged ? ", ragged" : "")
                + (training ? ", training" : ", inference");
    }

    /** From 0 to T, T among them; null for all T. */
    private static int[] lengths(int steps, int batch, boolean ragged) {
        if (!ragged) {
            return null;
        }
        int[] lengths = new int[batch];
        for (int n = 0; n < batch; n++) {
            lengths[n] = (n * 7 + steps) % (steps + 1);
        }
        return lengths;
    }

    private static Map<String, float[]> run(Backend backend, GruDims dims, int[] lengths) {
        int inputs = dims.inputSize();
        int hidden = dims.hiddenSize();
        int biasRows = dims.resetGate().biasRows();
        try (Scope scope = new Scope(backend); GruKernel kernel = backend.createGru(dims)) {
            KernelNumbers numbers = new KernelNumbers(scope, 1);
            GruWeights weights = new GruWeights(numbers.tensor("W", inputs, 3, hidden),
                    numbers.tensor("U", hidden, 3, hidden), numbers.tensor("b", biasRows, hidden));
            Tensor x = numbers.tensor("x", dims.steps(), dims.batch(), inputs);
            Tensor h0 = numbers.tensor("h0", dims.batch(), hidden);
            Tensor y = scope.allocate("y", dims.steps(), dims.batch(), hidden);
            Tensor hT = scope.allocate("hT", dims.batch(), hidden);
            if (!dims.training()) {
                kernel.forward(weights, x, h0, lengths, null, y, hT, null);
                return KernelNumbers.results(y, hT);
            }
            GruWeights gradients = new GruWeights(scope.allocate("dW", inputs, 3, hidden),
                    scope.allocate("dU", hidden, 3, hidden), scope.allocate("db", biasRows, hidden));
            Tensor dy = numbers.tensor("dy", dims.steps(), dims.batch(), hidden);
            Tensor dhT = numbers.tensor("dhT", dims.batch(), hidden);
            Tensor dx = scope.allocate("dx", dims.steps(), dims.batch(), inputs);
            Tensor dh0 = scope.allocate("dh0", dims.batch(), hidden);
            try (Workspace workspace = kernel.allocateWorkspace()) {
                kernel.forward(weights, x, h0, lengths, null, y, hT, workspace);
                kernel.backward(dy, dhT, gradients, dx, dh0, workspace);
            }
            return KernelNumbers.results(y, hT, dx, dh0, gradients.w(), gradients.u(), gradients.b());
        }
    }

    private static Map<String, float[]> run(Backend backend, RnnDims dims, int[] lengths) {
        int inputs = dims.inputSize();
        int hidden = dims.hiddenSize();
        int gates = dims.cell().gates();
        int states = dims.cell().states();
        try (Scope scope = new Scope(backend); RnnKernel kernel = backend.createRnn(dims)) {
            KernelNumbers numbers = new KernelNumbers(scope, 3);
            RnnWeights weights = new RnnWeights(numbers.tensor("W", inputs, gates, hidden),
                    numbers.tensor("U", hidden, gates, hidden), numbers.tensor("b", gates, hidden));
            Tensor x = numbers.tensor("x", dims.steps(), dims.batch(), inputs);
            Tensor s0 = numbers.tensor("s0", states, dims.batch(), hidden);
            Tensor y = scope.allocate("y", dims.steps(), dims.batch(), hidden);
            Tensor sT = scope.allocate("sT", states, dims.batch(), hidden);
            if (!dims.training()) {
                kernel.forward(weights, x, s0, lengths, y, sT, null);
                return KernelNumbers.results(y, sT);
            }
            RnnWeights gradients = new RnnWeights(scope.allocate("dW", inputs, gates, hidden),
                    scope.allocate("dU", hidden, gates, hidden), scope.allocate("db", gates, hidden));
            Tensor dy = numbers.tensor("dy", dims.steps(), dims.batch(), hidden);
            Tensor dsT = numbers.tensor("dsT", states, dims.batch(), hidden);
            Tensor dx = scope.allocate("dx", dims.steps(), dims.batch(), inputs);
            Tensor ds0 = scope.allocate("ds0", states, dims.batch(), hidden);
            try (RnnWorkspace workspace = kernel.allocateWorkspace()) {
                kernel.forward(weights, x, s0, lengths, y, sT, workspace);
                kernel.backward(dy, dsT, gradients, dx, ds0, workspace);
            }
            return KernelNumbers.results(y, sT, dx, ds0, gradients.w(), gradients.u(), gradients.b());
        }
    }
}
