package org.gru4j.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;

/**
 * Creates {@link KernelCase}s of every kernel of a backend: small ones, and ones whose work is shared by threads.
 *
 * <p>Thread-safe: it has no state.
 */
public final class KernelCases {
    /** By kind of work, the number of floats from which on every current backend uses a second thread. */
    private static final int LOGITS_PER_THREAD = 1 << 17;

    private static final int ROWS_PER_THREAD = 1 << 20;
    private static final int SLAB_PER_THREAD = 1 << 19;
    private static final int NORMALS_PER_THREAD = 1 << 13;
    private static final double NOISE = 0.5;

    /** An operation on the slabs of parameters p and gradients g, and an optimizer's state m and v. */
    private interface SlabWork {
        void apply(Backend backend, Tensor p, Tensor g, Tensor m, Tensor v);
    }

    private static final Map<String, SlabWork> SLAB_WORK = new LinkedHashMap<>();

    static {
        SLAB_WORK.put("scale", (backend, p, g, m, v) -> backend.optimizer().scale(g, 0.7f));
        SLAB_WORK.put(
                "clip by value", (backend, p, g, m, v) -> backend.optimizer().clamp(g, 0.125f));
        SLAB_WORK.put("sgd", (backend, p, g, m, v) -> backend.optimizer().sgd(p, g, null, 0, false, 0.25, 0.5));
        SLAB_WORK.put(
                "sgd, momentum", (backend, p, g, m, v) -> backend.optimizer().sgd(p, g, m, 0.9, true, 0.25, 0.5));
        SLAB_WORK.put("rmsprop", (backend, p, g, m, v) -> backend.optimizer().rmsProp(p, g, v, 0.9, 0.5, 0.25, 0.5));
        SLAB_WORK.put("adagrad", (backend, p, g, m, v) -> backend.optimizer().adagrad(p, g, v, 0.5, 0.25, 0.5));
        SLAB_WORK.put(
                "adam",
                (backend, p, g, m, v) -> backend.optimizer().adam(p, g, m, v, 0.9, 0.99, 0.5, 0.25, 0.1, 0.5, 2));
        SLAB_WORK.put(
                "sum of squares",
                (backend, p, g, m, v) ->
                        m.write(0, new float[] {(float) backend.optimizer().sumOfSquares(g)}, 0, 1));
    }

    private KernelCases() {}

    /** Returns small cases of every kernel, which the reference computes quickly, for comparisons with it. */
    public static List<KernelCase> small() {
        List<KernelCase> cases = new ArrayList<>();
        for (ResetGate resetGate : ResetGate.values()) {
            for (boolean ragged : new boolean[] {false, true}) {
                cases.add(RecurrentKernelCases.of(resetGate.cell(), 4, 3, 5, 9, ragged, true));
                cases.add(RecurrentKernelCases.of(resetGate.cell(), 4, 3, 5, 9, ragged, false));
            }
        }
        for (RecurrentCell cell : List.of(RecurrentCell.LSTM, RecurrentCell.TANH)) {
            cases.add(RecurrentKernelCases.of(cell, 4, 3, 5, 9, true, true));
            cases.add(RecurrentKernelCases.of(cell, 4, 3, 5, 9, false, false));
        }
        cases.add(dense(4, 3, 5, 9));
        cases.add(embedding(4, 3, 3, 9));
        cases.add(loss(4, 3, 9));
        cases.add(dropout(4, 3, 9));
        cases.addAll(slabs(9));
        cases.add(noise(9));
        cases.addAll(GraphKernelCases.small());
        return cases;
    }

    /**
     * Returns cases of recurrent layers in which threads share steps, rows and units, in several parts of the batch.
     * They have enough rows for several chunks of pre-activations; units for fewer panels than threads, and for more;
     * enough rows for separate slices; and a single row.
     */
    public static List<KernelCase> layersOfManyRows() {
        List<KernelCase> cases = new ArrayList<>();
        for (ResetGate resetGate : ResetGate.values()) {
            cases.add(RecurrentKernelCases.of(resetGate.cell(), 25, 12, 10, 8, true, false));
            cases.add(RecurrentKernelCases.of(resetGate.cell(), 25, 12, 10, 8, false, true));
            cases.add(RecurrentKernelCases.of(resetGate.cell(), 8, 40, 10, 40, false, false));
            cases.add(RecurrentKernelCases.of(resetGate.cell(), 8, 40, 10, 40, true, true));
            cases.add(RecurrentKernelCases.of(resetGate.cell(), 25, 1, 10, 40, false, true));
        }
        for (RecurrentCell cell : List.of(RecurrentCell.LSTM, RecurrentCell.TANH)) {
            cases.add(RecurrentKernelCases.of(cell, 3, 16, 32, 64, true, true));
            cases.add(RecurrentKernelCases.of(cell, 3, 16, 32, 64, false, false));
        }
        cases.add(dense(16, 16, 64, 100));
        cases.addAll(GraphKernelCases.manyRows());
        return cases;
    }

    /** Returns cases of all other kernels, with enough floats for this number of threads to share. */
    public static List<KernelCase> manyFloats(int threads) {
        List<KernelCase> cases = new ArrayList<>();
        cases.add(embedding(threads, 1024, 7, ROWS_PER_THREAD / 1024 + 5));
        cases.add(loss(threads, 130, LOGITS_PER_THREAD / 128));
        cases.add(dropout(threads, 130, LOGITS_PER_THREAD / 128));
        cases.addAll(slabs(threads * SLAB_PER_THREAD + 2077));
        cases.add(noise(threads * NORMALS_PER_THREAD + 77));
        cases.addAll(GraphKernelCases.manyFloats(threads));
        return cases;
    }

    /** Returns the cases of {@link #manyFloats} that need at most a few megabytes. */
    public static List<KernelCase> manyFloatsInLittleMemory(int threads) {
        return List.of(
                loss(threads, 130, LOGITS_PER_THREAD / 128),
                dropout(threads, 130, LOGITS_PER_THREAD / 128),
                noise(threads * NORMALS_PER_THREAD + 77));
    }

    private static KernelCase dense(int steps, int batch, int inputs, int outputs) {
        int longest = Math.max(steps * batch, Math.max(inputs, outputs));
        return new KernelCase(
                "dense", sizes("T=%d N=%d I=%d O=%d", steps, batch, inputs, outputs), longest, backend -> {
                    try (Scope scope = new Scope(backend)) {
                        KernelNumbers numbers = new KernelNumbers(scope, 4);
                        Tensor x = numbers.tensor("x", steps, batch, inputs);
                        Tensor w = numbers.tensor("w", inputs, outputs);
                        Tensor b = numbers.tensor("b", outputs);
                        Tensor dy = numbers.tensor("dy", steps, batch, outputs);
                        Tensor y = scope.allocate("y", steps, batch, outputs);
                        Tensor dx = scope.allocate("dx", steps, batch, inputs);
                        Tensor dw = numbers.tensor("dw", inputs, outputs);
                        Tensor db = numbers.tensor("db", outputs);
                        backend.dense().forward(x, w, b, y);
                        backend.dense().backward(x, w, dy, dx, dw, db);
                        return KernelNumbers.results(y, dx, dw, db);
                    }
                });
    }

    private static KernelCase embedding(int steps, int batch, int rows, int size) {
        return new KernelCase(
                "embedding", sizes("T=%d N=%d V=%d E=%d", steps, batch, rows, size), steps * batch, backend -> {
                    try (Scope scope = new Scope(backend)) {
                        KernelNumbers numbers = new KernelNumbers(scope, 5);
                        int[] ids = KernelNumbers.ids(steps * batch, rows);
                        Tensor w = numbers.tensor("w", rows, size);
                        Tensor y = scope.allocate("y", steps, batch, size);
                        Tensor dw = numbers.tensor("dw", rows, size);
                        backend.embedding().forward(w, ids, y);
                        backend.embedding().backward(ids, y, dw);
                        return KernelNumbers.results(y, dw);
                    }
                });
    }

    private static KernelCase loss(int steps, int batch, int classes) {
        return new KernelCase("cross-entropy", sizes("T=%d N=%d V=%d", steps, batch, classes), 1, backend -> {
            try (Scope scope = new Scope(backend)) {
                Tensor logits = new KernelNumbers(scope, 6).tensor("logits", steps, batch, classes);
                Tensor dLogits = scope.allocate("dLogits", steps, batch, classes);
                double loss =
                        backend.crossEntropy().compute(logits, KernelNumbers.ids(steps * batch, classes), dLogits);
                Map<String, float[]> results = new LinkedHashMap<>();
                results.put("loss", new float[] {(float) loss});
                results.putAll(KernelNumbers.results(dLogits));
                return results;
            }
        });
    }

    private static KernelCase dropout(int steps, int batch, int inputs) {
        return new KernelCase("dropout", sizes("T=%d N=%d I=%d", steps, batch, inputs), 1, backend -> {
            try (Scope scope = new Scope(backend)) {
                Tensor x = new KernelNumbers(scope, 7).tensor("x", steps, batch, inputs);
                Tensor y = scope.allocate("y", steps, batch, inputs);
                backend.dropout().apply(x, 3, 0.3, y);
                return KernelNumbers.results(y);
            }
        });
    }

    private static List<KernelCase> slabs(int size) {
        return SLAB_WORK.entrySet().stream()
                .map(work -> slab(work.getKey(), size, work.getValue()))
                .toList();
    }

    private static KernelCase slab(String kernel, int size, SlabWork work) {
        return new KernelCase(kernel, size + " floats", 1, backend -> {
            try (Scope scope = new Scope(backend)) {
                KernelNumbers numbers = new KernelNumbers(scope, 8);
                Tensor p = numbers.tensor("p", size);
                Tensor g = numbers.tensor("g", size);
                Tensor m = numbers.tensor("m", size);
                Tensor v = scope.allocate("v", size);
                work.apply(backend, p, g, m, v);
                return KernelNumbers.results(p, g, m, v);
            }
        });
    }

    private static KernelCase noise(int size) {
        return new KernelCase("noise", size + " floats", 1, backend -> {
            try (Scope scope = new Scope(backend)) {
                Tensor x = new KernelNumbers(scope, 9).tensor("x", size);
                backend.optimizer().addNormal(x, 3, NOISE);
                return KernelNumbers.results(x);
            }
        });
    }

    static String sizes(String format, Object... sizes) {
        return String.format(Locale.ROOT, format, sizes);
    }
}
