package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.backend.portable.PortableBackend;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the table in docs/architecture.md of backends, kernels and their precision. Each kernel gets numbers whose
 * result differs between floats and doubles.
 */
class KernelTableTest {
    private static final Path DOCUMENT = Path.of("..", "..", "docs", "architecture.md");
    private static final String HEADER = "| kernel | `reference` | `onednn` | a backend without kernels of its own |";
    /** A number that differs from the number plus 1 in doubles, but not in floats. */
    private static final float LARGE = 1e8f;

    private record Column(String name, Backend backend) {}

    static Stream<Column> backends() {
        return Stream.of(
                new Column("reference", Backends.named("reference")),
                new Column("onednn", Backends.named("onednn")),
                new Column("minimal", new MinimalBackend()));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void theTableIsRight(Column column) throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        try (Scope scope = new Scope(column.backend)) {
            Probe probe = new Probe(column.backend, scope);
            found.put("recurrent", probe.recurrent());
            found.put("dense", home(column.backend.dense()) + probe.dense());
            found.put("cross-entropy", home(column.backend.crossEntropy()) + probe.crossEntropy());
            found.put("embedding", home(column.backend.embedding()) + probe.embedding());
            found.put("dropout", home(column.backend.dropout()) + probe.dropout());
            found.put("optimizer", home(column.backend.optimizer()) + probe.optimizer());
        }
        assertEquals(written(column.name), found);
    }

    /** Returns the column of a backend: a cell for each kernel. */
    private static Map<String, String> written(String backend) throws IOException {
        int column = 2 + List.of("reference", "onednn", "minimal").indexOf(backend);
        Map<String, String> cells = new LinkedHashMap<>();
        Files.readString(DOCUMENT)
                .lines()
                .dropWhile(line -> !line.equals(HEADER))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split("\\s*\\|\\s*"))
                .forEach(row -> cells.put(row[1], row[column]));
        return cells;
    }

    private static String home(Object kernel) {
        return kernel.getClass().getPackage().equals(PortableBackend.class.getPackage()) ? "portable, " : "own, ";
    }

    private record Probe(Backend backend, Scope scope) {
        private Tensor tensor(int steps, int batch, float... values) {
            return scope.allocate("x", steps, batch, values.length / steps / batch)
                    .copyFrom(values);
        }

        private Tensor matrix(int rows, float... values) {
            return scope.allocate("w", rows, values.length / rows).copyFrom(values);
        }

        private static String precision(boolean isDouble) {
            return isDouble ? "double" : "float";
        }

        /** tanh(large + 1 − large), or none. */
        String recurrent() {
            if (backend instanceof MinimalBackend) {
                return "none";
            }
            RecurrentDims dims = new RecurrentDims(RecurrentCell.TANH, 1, 1, 3, 1, false, true);
            try (RecurrentKernel kernel = backend.recurrentKernel(dims);
                    RecurrentWorkspace workspace = kernel.allocateWorkspace()) {
                RecurrentWeights weights = new RecurrentWeights(
                        scope.allocate("W", 3, 1, 1).fill(1), scope.allocate("U", 1, 1, 1), scope.allocate("b", 1, 1));
                Tensor y = scope.allocate("y", 1, 1, 1);
                kernel.forward(
                        weights,
                        tensor(1, 1, LARGE, 1, -LARGE),
                        null,
                        null,
                        null,
                        y,
                        scope.allocate("sT", 1, 1, 1),
                        workspace);
                return "own, " + precision(y.get(0) != 0);
            }
        }

        /** large + 1 − large */
        String dense() {
            Tensor y = scope.allocate("y", 1, 1, 1);
            backend.dense().forward(tensor(1, 1, LARGE, 1, -LARGE), matrix(3, 1, 1, 1), null, y);
            return precision(y.get(0) == 1);
        }

        /** log(1 + e^−0.1), where e^−0.1 is rounded to a float, or is not. */
        String crossEntropy() {
            double loss = backend.crossEntropy().compute(tensor(1, 1, 0, -0.1f), new int[] {0}, null);
            return precision(Math.abs(loss - Math.log1p(Math.exp(-0.1f))) < 1e-12);
        }

        /** large + 1 + 1 + … + 1: every float addition is lost. */
        String embedding() {
            Tensor dw = matrix(1, LARGE);
            backend.embedding().backward(new int[8], tensor(8, 1, 1, 1, 1, 1, 1, 1, 1, 1), dw);
            return precision(dw.get(0) != LARGE);
        }

        /** The factor 1/(1 − 0.7) is rounded to a float before the products, which some of them show, or is not. */
        String dropout() {
            float[] x = new float[64];
            for (int k = 0; k < x.length; k++) {
                x[k] = 1 + k / 64f;
            }
            Tensor y = scope.allocate("y", 1, 1, x.length);
            backend.dropout().apply(tensor(1, 1, x), 7, 0.7, y);
            return precision(IntStream.range(0, x.length)
                    .filter(k -> y.get(k) != 0)
                    .allMatch(k -> y.get(k) == (float) (x[k] / (1 - 0.7))));
        }

        /** p − (g + p) with a large p: −g, or nothing. */
        String optimizer() {
            Tensor p = scope.allocate("p", 1).copyFrom(LARGE);
            backend.optimizer().sgd(p, scope.allocate("g", 1).copyFrom(1), null, 0, false, 1, 1);
            return precision(p.get(0) == -1);
        }
    }
}
