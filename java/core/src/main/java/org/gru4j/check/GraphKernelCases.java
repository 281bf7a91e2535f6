package org.gru4j.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gru4j.backend.Activation;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;

/**
 * Creates {@link KernelCase}s of the kernels that only graphs use: attention, normalisation, sums, products, copies of
 * columns and activations.
 */
final class GraphKernelCases {
    private static final double EPSILON = 1e-3;
    private static final int ROWS = 64;
    private static final int FLOATS_PER_THREAD = 1 << 18;

    private GraphKernelCases() {}

    /** Returns small cases of each kernel. */
    static List<KernelCase> small() {
        List<KernelCase> cases = new ArrayList<>();
        for (boolean shared : new boolean[] {true, false}) {
            cases.add(attention(4, 5, 3, 6, shared, false));
            cases.add(attention(4, 5, 3, 6, shared, true));
        }
        cases.add(additive(4, 5, 3, 6));
        cases.add(normalization(4, 3, 9));
        for (Activation.Kind kind : Activation.Kind.values()) {
            cases.add(activation(new Activation(kind, 0.25), 4, 3, 9));
        }
        cases.add(arithmetic(4, 3, 9));
        cases.add(columns(4, 3, 9));
        return cases;
    }

    /** Returns cases of attention whose rows two threads share. */
    static List<KernelCase> manyRows() {
        return List.of(attention(20, 30, ROWS, 40, true, true), attention(20, 30, ROWS, 40, false, false));
    }

    /** Returns cases of so many floats that this number of threads shares them. */
    static List<KernelCase> manyFloats(int threads) {
        return List.of(
                arithmetic(threads, 64, FLOATS_PER_THREAD / 64 + 5), columns(threads, 64, FLOATS_PER_THREAD / 64));
    }

    private static int[] lengths(int most, int batch) {
        int[] lengths = new int[batch];
        for (int n = 0; n < batch; n++) {
            lengths[n] = (n * 7 + most) % (most + 1);
        }
        return lengths;
    }

    private static KernelCase attention(int steps, int memory, int batch, int size, boolean shared, boolean ragged) {
        String sizes = KernelCases.sizes("T=%d S=%d N=%d A=%d", steps, memory, batch, size)
                + (shared ? ", keys are values" : "")
                + (ragged ? ", ragged" : "");
        return new KernelCase("attention", sizes, (double) memory * size, backend -> {
            try (Scope scope = new Scope(backend)) {
                KernelNumbers numbers = new KernelNumbers(scope, 10);
                int[] lengths = ragged ? lengths(memory, batch) : null;
                Tensor q = numbers.tensor("q", steps, batch, size);
                Tensor k = numbers.tensor("k", memory, batch, size);
                Tensor v = shared ? k : numbers.tensor("v", memory, batch, size + 1);
                Tensor dy = numbers.tensor("dy", steps, batch, v.dim(2));
                Tensor a = scope.allocate("a", steps, batch, memory);
                Tensor y = scope.allocate("y", steps, batch, v.dim(2));
                Tensor de = scope.allocate("de", steps, batch, memory);
                Tensor dq = scope.allocate("dq", steps, batch, size);
                Tensor dk = scope.allocate("dk", memory, batch, size);
                Tensor dv = shared ? null : scope.allocate("dv", memory, batch, size + 1);
                backend.attention().forward(q, k, v, lengths, 0.5, a, y);
                backend.attention().backward(q, k, v, lengths, 0.5, a, dy, de, dq, dk, dv);
                return dv == null ? KernelNumbers.results(a, y, dq, dk) : KernelNumbers.results(a, y, dq, dk, dv);
            }
        });
    }

    private static KernelCase additive(int steps, int memory, int batch, int size) {
        String sizes = KernelCases.sizes("T=%d S=%d N=%d A=%d", steps, memory, batch, size);
        return new KernelCase("additive attention", sizes, (double) memory * size, backend -> {
            try (Scope scope = new Scope(backend)) {
                KernelNumbers numbers = new KernelNumbers(scope, 11);
                Tensor q = numbers.tensor("q", steps, batch, size);
                Tensor k = numbers.tensor("k", memory, batch, size);
                Tensor w = numbers.tensor("w", size);
                Tensor v = numbers.tensor("v", memory, batch, size + 1);
                Tensor dy = numbers.tensor("dy", steps, batch, size + 1);
                Tensor a = scope.allocate("a", steps, batch, memory);
                Tensor y = scope.allocate("y", steps, batch, size + 1);
                Tensor dq = scope.allocate("dq", steps, batch, size);
                Tensor dk = scope.allocate("dk", memory, batch, size);
                Tensor dw = numbers.tensor("dw", size);
                Tensor dv = scope.allocate("dv", memory, batch, size + 1);
                int[] lengths = lengths(memory, batch);
                backend.attention().forwardAdditive(q, k, w, v, lengths, a, y);
                backend.attention().backwardAdditive(q, k, w, v, lengths, a, dy, dq, dk, dw, dv);
                return KernelNumbers.results(a, y, dq, dk, dw, dv);
            }
        });
    }

    private static KernelCase normalization(int steps, int batch, int size) {
        String sizes = KernelCases.sizes("T=%d N=%d I=%d", steps, batch, size);
        return new KernelCase("layer normalisation", sizes, (double) steps * batch * size, backend -> {
            try (Scope scope = new Scope(backend)) {
                KernelNumbers numbers = new KernelNumbers(scope, 12);
                Tensor x = numbers.tensor("x", steps, batch, size);
                Tensor gamma = numbers.tensor("gamma", size);
                Tensor beta = numbers.tensor("beta", size);
                Tensor dy = numbers.tensor("dy", steps, batch, size);
                Tensor y = scope.allocate("y", steps, batch, size);
                Tensor dx = scope.allocate("dx", steps, batch, size);
                Tensor dGamma = numbers.tensor("dGamma", size);
                Tensor dBeta = numbers.tensor("dBeta", size);
                backend.normalization().forward(x, gamma, beta, EPSILON, y);
                backend.normalization().backward(x, gamma, EPSILON, dy, dx, dGamma, dBeta);
                return KernelNumbers.results(y, dx, dGamma, dBeta);
            }
        });
    }

    private static KernelCase activation(Activation f, int steps, int batch, int size) {
        String name = f.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String sizes = name + KernelCases.sizes(", T=%d N=%d I=%d", steps, batch, size);
        return new KernelCase("activations", sizes, size, backend -> {
            try (Scope scope = new Scope(backend)) {
                KernelNumbers numbers = new KernelNumbers(scope, 13);
                Tensor x = numbers.tensor("x", steps, batch, size);
                Tensor dy = numbers.tensor("dy", steps, batch, size);
                Tensor y = scope.allocate("y", steps, batch, size);
                Tensor dx = scope.allocate("dx", steps, batch, size);
                backend.elementwise().activate(f, x, y);
                backend.elementwise().activateBackward(f, x, y, dy, dx);
                return KernelNumbers.results(y, dx);
            }
        });
    }

    private static KernelCase arithmetic(int steps, int batch, int size) {
        String sizes = KernelCases.sizes("T=%d N=%d I=%d", steps, batch, size);
        return new KernelCase("sums and products", sizes, 3, backend -> {
            try (Scope scope = new Scope(backend)) {
                KernelNumbers numbers = new KernelNumbers(scope, 14);
                Tensor a = numbers.tensor("a", steps, batch, size);
                Tensor b = numbers.tensor("b", steps, batch, size);
                Tensor y = scope.allocate("y", steps, batch, size);
                backend.elementwise().multiply(a, b, y);
                backend.elementwise().multiply(y, b, b);
                backend.elementwise().add(a, y);
                backend.elementwise().scale(0.7, y);
                return KernelNumbers.results(y, b);
            }
        });
    }

    /** Both halves of a tensor into another, the other way round; one column is left as it was. */
    private static KernelCase columns(int steps, int batch, int size) {
        String sizes = KernelCases.sizes("T=%d N=%d I=%d", steps, batch, size);
        return new KernelCase("columns", sizes, 1, backend -> {
            try (Scope scope = new Scope(backend)) {
                KernelNumbers numbers = new KernelNumbers(scope, 15);
                Tensor x = numbers.tensor("x", steps, batch, size);
                Tensor y = numbers.tensor("y", steps, batch, size + 1);
                int half = size / 2;
                backend.elementwise().copyColumns(x, 0, y, size - half, half);
                backend.elementwise().copyColumns(x, half, y, 0, size - half);
                return KernelNumbers.results(y);
            }
        });
    }
}
