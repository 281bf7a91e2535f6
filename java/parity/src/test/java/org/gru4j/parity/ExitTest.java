package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.onednn.NativeLoop;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A JVM can exit without a crash while other threads are in native code. */
class ExitTest {
    /**
     * Exits in the way of the first argument. The second argument is the number of milliseconds after the start of the
     * threads. The JVM gives native calls a third of a second before it exits; the calls of this program take longer.
     */
    public static final class Program {
        private static final int T = 50;
        private static final int N = 16;
        private static final int H = 64;
        private static final int ROWS = 4096;
        private static final int COLUMNS = 1024;

        private Program() {}

        public static void main(String[] arguments) throws Exception {
            Backend backend = Backends.named("onednn", 2);
            CountDownLatch begun = new CountDownLatch(4);
            start(true, () -> trainForEver(backend, ResetGate.AFTER, begun));
            start(true, () -> trainForEver(backend, ResetGate.BEFORE, begun));
            start(true, () -> multiplyForEver(backend, begun));
            start(arguments[0].equals("end"), () -> step(backend, begun));
            begun.await();
            Thread.sleep(Long.parseLong(arguments[1]));
            switch (arguments[0]) {
                case "exit" -> System.exit(3);
                case "halt" -> Runtime.getRuntime().halt(3);
                case "terminate" -> {
                    new ProcessBuilder(
                                    "kill",
                                    "-TERM",
                                    Long.toString(ProcessHandle.current().pid()))
                            .start();
                    Thread.sleep(Long.MAX_VALUE);
                }
                default -> {} // the only threads left are daemons
            }
        }

        private static void start(boolean daemon, Runnable work) {
            Thread thread = new Thread(work);
            thread.setDaemon(daemon);
            thread.start();
        }

        /** Trains in a single native call. */
        private static void trainForEver(Backend backend, ResetGate resetGate, CountDownLatch begun) {
            train(backend, resetGate, begun, Integer.MAX_VALUE);
        }

        /** Trains with several short native calls per step. */
        private static void step(Backend backend, CountDownLatch begun) {
            for (; ; ) {
                train(backend, ResetGate.AFTER, begun, 1);
            }
        }

        private static void train(Backend backend, ResetGate resetGate, CountDownLatch begun, int repetitions) {
            try (Scope scope = new Scope(backend);
                    RecurrentKernel kernel =
                            backend.recurrentKernel(new RecurrentDims(resetGate.cell(), T, N, H, H, false, true));
                    RecurrentWorkspace workspace = kernel.allocateWorkspace()) {
                begun.countDown();
                NativeLoop.training(
                        kernel,
                        weights(scope, resetGate),
                        scope.allocate("x", T, N, H).fill(1),
                        scope.allocate("y", T, N, H),
                        scope.allocate("sT", 1, N, H),
                        scope.allocate("dy", T, N, H).fill(1),
                        weights(scope, resetGate),
                        scope.allocate("dx", T, N, H),
                        workspace,
                        repetitions);
            }
        }

        private static RecurrentWeights weights(Scope scope, ResetGate resetGate) {
            return new RecurrentWeights(
                    scope.allocate("W", H, 3, H),
                    scope.allocate("U", H, 3, H),
                    scope.allocate("b", resetGate.biasRows(), H));
        }

        private static void multiplyForEver(Backend backend, CountDownLatch begun) {
            try (Scope scope = new Scope(backend)) {
                Tensor x = scope.allocate("x", 1, ROWS, COLUMNS).fill(1);
                Tensor w = scope.allocate("w", COLUMNS, COLUMNS);
                Tensor y = scope.allocate("y", 1, ROWS, COLUMNS);
                begun.countDown();
                for (; ; ) {
                    backend.dense().forward(x, w, null, y);
                    backend.dense().backward(x, w, y, x, w, null);
                }
            }
        }
    }

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "exit,      3,   0, panel", "exit,      3,  11, primitive", "exit,      3,  53, panel",
        "exit,      3, 101, primitive", "halt,      3,  20, primitive", "terminate, 143, 0, panel",
        "terminate, 143, 47, primitive", "terminate, 143, 90, panel", "end,       0,   5, primitive",
        "end,       0,  70, panel"
    })
    void theExitCodeIsAsAskedAndNothingCrashes(String way, int code, int milliseconds, String strategy)
            throws IOException, InterruptedException {
        Path report = directory.resolve("hs_err.log");
        String printed = ChildJvm.runToExit(
                code,
                directory,
                List.of(
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:ErrorFile=" + report,
                        "-Dgru4j.strategy=" + strategy),
                Program.class,
                way,
                Integer.toString(milliseconds));
        assertEquals("", printed);
        assertFalse(Files.exists(report));
    }
}
