package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training a layer takes the memory that is documented in the package {@code org.gru4j.onednn}. */
class MemoryTest {
    /** Prints the bytes of direct memory that one training step of one layer took, in a JVM that did nothing else. */
    public static final class Measure {
        private Measure() {}

        public static void main(String[] arguments) throws InterruptedException {
            int steps = Integer.parseInt(arguments[0]);
            int batch = Integer.parseInt(arguments[1]);
            int inputSize = Integer.parseInt(arguments[2]);
            int hiddenSize = Integer.parseInt(arguments[3]);
            ResetGate resetGate = ResetGate.valueOf(arguments[4]);
            Backend backend = Backends.named("onednn", 2);
            Garbage.collect(); // idle memory from the check at load would otherwise be reused or collected later
            final long before = directMemory();
            try (Scope scope = new Scope(backend);
                    RecurrentKernel kernel = backend.recurrentKernel(
                            new RecurrentDims(resetGate.cell(), steps, batch, inputSize, hiddenSize, false, true));
                    RecurrentWorkspace workspace = kernel.allocateWorkspace()) {
                RecurrentWeights weights = parameters(scope, inputSize, hiddenSize, resetGate);
                RecurrentWeights gradients = parameters(scope, inputSize, hiddenSize, resetGate);
                Tensor x = scope.allocate("x", steps, batch, inputSize);
                Tensor y = scope.allocate("y", steps, batch, hiddenSize);
                Tensor h0 = scope.allocate("s0", 1, batch, hiddenSize);
                Tensor hT = scope.allocate("sT", 1, batch, hiddenSize);
                kernel.forward(weights, x, h0, null, null, y, hT, workspace);
                kernel.backward(
                        scope.allocate("dy", steps, batch, hiddenSize),
                        scope.allocate("dsT", 1, batch, hiddenSize),
                        gradients,
                        scope.allocate("dx", steps, batch, inputSize),
                        scope.allocate("ds0", 1, batch, hiddenSize),
                        workspace);
                System.out.println(directMemory() - before);
            }
        }

        private static RecurrentWeights parameters(Scope scope, int inputSize, int hiddenSize, ResetGate resetGate) {
            return new RecurrentWeights(
                    scope.allocate("W", inputSize, 3, hiddenSize),
                    scope.allocate("U", hiddenSize, 3, hiddenSize),
                    scope.allocate("b", resetGate.biasRows(), hiddenSize));
        }

        private static long directMemory() {
            return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .findFirst()
                    .orElseThrow()
                    .getMemoryUsed();
        }
    }

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "50, 64, 128, 128, AFTER", "50, 64, 256, 256, AFTER", "200, 16, 88, 100, AFTER",
        "50, 64, 128, 128, BEFORE", "50, 64, 256, 256, BEFORE", "200, 16, 88, 100, BEFORE"
    })
    void aTrainingStepTakesWhatTheDocumentationSays(int t, int n, int i, int h, ResetGate resetGate)
            throws IOException, InterruptedException {
        boolean after = resetGate == ResetGate.AFTER;
        double rows = h <= 128 ? 128 : 256;
        double tensors = t * n * 2.0 * (i + h) + 6.0 * h * (i + h) + 4.0 * n * h;
        double workspace = (after ? 4.0 : 3.0) * t * n * h;
        double slices = 3.0 * h * (i + h) <= 250_000 ? 2 : 1;
        double kernel = (6.0 + 3.0 * slices) * h * (i + h)
                + slices * rows * (i + (after ? 1 : 3) * h + 36)
                + (after ? 4.0 : 5.0) * n * h;
        double expected = (tensors + workspace + kernel) * Float.BYTES;

        double taken = Double.parseDouble(ChildJvm.run(
                directory,
                List.of("-XX:TieredStopAtLevel=1"),
                Measure.class,
                Integer.toString(t),
                Integer.toString(n),
                Integer.toString(i),
                Integer.toString(h),
                resetGate.name()));
        assertEquals(1, taken / expected, 0.1, "bytes: " + taken + " of " + expected);
    }
}
