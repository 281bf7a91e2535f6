package org.gru4j.check;

import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Creates the {@link KernelCase}s of recurrent kernels; ragged ones read in reverse. */
final class RecurrentKernelCases {
    private RecurrentKernelCases() {}

    static KernelCase of(
            RecurrentCell cell, int steps, int batch, int inputs, int hidden, boolean ragged, boolean training) {
        RecurrentDims dims = new RecurrentDims(cell, steps, batch, inputs, hidden, ragged, training);
        return new KernelCase(
                name(cell),
                sizes(steps, batch, inputs, hidden, ragged, training),
                (inputs + hidden) * steps,
                backend -> run(backend, dims, lengths(steps, batch, ragged)));
    }

    /** Returns the name of the cell's kernel in reports. */
    static String name(RecurrentCell cell) {
        return switch (cell) {
            case GRU_BEFORE -> "gru, reset before";
            case GRU_AFTER -> "gru, reset after";
            case LSTM -> "lstm";
            case TANH -> "tanh";
        };
    }

    private static String sizes(int steps, int batch, int inputs, int hidden, boolean ragged, boolean training) {
        return KernelCases.sizes("T=%d N=%d I=%d H=%d", steps, batch, inputs, hidden)
                + (ragged ? ", ragged" : "")
                + (training ? ", training" : ", inference");
    }

    /** Returns lengths from 0 to T, including T; null for T everywhere. */
    private static int @Nullable [] lengths(int steps, int batch, boolean ragged) {
        if (!ragged) {
            return null;
        }
        int[] lengths = new int[batch];
        for (int n = 0; n < batch; n++) {
            lengths[n] = (n * 7 + steps) % (steps + 1);
        }
        return lengths;
    }

    private static Map<String, float[]> run(Backend backend, RecurrentDims dims, int @Nullable [] lengths) {
        int inputs = dims.inputSize();
        int hidden = dims.hiddenSize();
        int gates = dims.cell().gates();
        int states = dims.cell().states();
        int biasRows = dims.cell().biasRows();
        try (Scope scope = new Scope(backend);
                RecurrentKernel kernel = backend.recurrentKernel(dims)) {
            KernelNumbers numbers = new KernelNumbers(scope, dims.cell().isGru() ? 1 : 3);
            RecurrentWeights weights = new RecurrentWeights(
                    numbers.tensor("W", inputs, gates, hidden),
                    numbers.tensor("U", hidden, gates, hidden),
                    numbers.tensor("b", biasRows, hidden));
            Tensor x = numbers.tensor("x", dims.steps(), dims.batch(), inputs);
            Tensor s0 = numbers.tensor("s0", states, dims.batch(), hidden);
            Tensor y = scope.allocate("y", dims.steps(), dims.batch(), hidden);
            Tensor sT = scope.allocate("sT", states, dims.batch(), hidden);
            if (!dims.training()) {
                kernel.forward(weights, x, s0, lengths, null, y, sT, null);
                return KernelNumbers.results(y, sT);
            }
            Tensor dw = scope.allocate("dW", inputs, gates, hidden);
            Tensor du = scope.allocate("dU", hidden, gates, hidden);
            Tensor db = scope.allocate("db", biasRows, hidden);
            RecurrentWeights gradients = new RecurrentWeights(dw, du, db);
            Tensor dy = numbers.tensor("dy", dims.steps(), dims.batch(), hidden);
            Tensor dsT = numbers.tensor("dsT", states, dims.batch(), hidden);
            Tensor dx = scope.allocate("dx", dims.steps(), dims.batch(), inputs);
            Tensor ds0 = scope.allocate("ds0", states, dims.batch(), hidden);
            try (RecurrentWorkspace workspace = kernel.allocateWorkspace()) {
                kernel.forward(weights, x, s0, lengths, null, y, sT, workspace);
                kernel.backward(dy, dsT, gradients, dx, ds0, workspace);
            }
            return KernelNumbers.results(y, sT, dx, ds0, dw, du, db);
        }
    }
}
