package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Predictor;
import org.gru4j.model.SequenceStream;
import org.gru4j.model.Sequential;
import org.gru4j.onednn.NativeLoop;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Memory that native code reads or writes is not collected, even if nothing in Java refers to its owner any more. In
 * this test, nothing is closed, and the arguments of a call are forgotten when the call begins. If their memory were
 * collected and reused during the call, results would be wrong, or the JVM would crash.
 */
class CollectorTest {
    /**
     * Runs all kernels for so many seconds while one thread collects and another one fills memory with other numbers.
     */
    public static final class Program {
        private static final int T = 60;
        private static final int N = 8;
        private static final int I = 24;
        private static final int H = 32;
        private static final int[] LENGTHS = {60, 3, 0, 17, 59, 1, 60, 33};
        private static final ModelSpec MODEL = ModelSpec.of(LayerSpec.gru(GruSpec.of(I, H)), LayerSpec.dense(H, H));

        private Program() {}

        /** A computation on its own memory, which is never closed. */
        private interface Call {
            float[] result(Backend backend);
        }

        public static void main(String[] arguments) throws InterruptedException {
            Backend backend = Backends.named("onednn", 2);
            Call[] calls = {
                Program::sum,
                Program::optimizers,
                Program::dense,
                Program::dropout,
                Program::embedding,
                Program::loss,
                b -> gru(b, false),
                b -> gru(b, true),
                Program::inference,
                Program::loop,
                b -> rnn(b, RecurrentCell.LSTM),
                b -> rnn(b, RecurrentCell.TANH),
                Program::predictor,
                Program::stream
            };
            float[][] expected = new float[calls.length][];
            for (int k = 0; k < calls.length; k++) {
                expected[k] = calls[k].result(backend);
            }
            disturb(backend);
            long end = System.nanoTime() + Integer.parseInt(arguments[0]) * 1_000_000_000L;
            int wrong = 0;
            int rounds = 0;
            do {
                for (int k = 0; k < calls.length; k++) {
                    if (!Arrays.equals(expected[k], calls[k].result(backend))) {
                        System.out.println("call " + k + " is wrong in round " + rounds);
                        wrong++;
                    }
                }
                rounds++;
            } while (System.nanoTime() < end);
            System.out.println("wrong " + wrong);
            System.exit(0);
        }

        private static void disturb(Backend backend) {
            daemon(() -> {
                System.gc();
                sleep(1);
            });
            daemon(() -> {
                for (int floats = 1 << 8; floats < 1 << 22; floats *= 4) {
                    try (Scope scope = new Scope(backend)) {
                        scope.allocate("sevens", floats).fill(7);
                        scope.allocate("eights", floats / 3).fill(8);
                    }
                }
            });
        }

        private static void daemon(Runnable action) {
            Thread thread = new Thread(() -> {
                while (true) {
                    action.run();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private static void sleep(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private static Tensor tensor(Backend backend, int... dims) {
            Tensor tensor = new Scope(backend).allocate("forgotten", dims);
            float[] values = new float[tensor.size()];
            for (int k = 0; k < values.length; k++) {
                values[k] = (k * 7919 % 101 - 50) * 0.005f;
            }
            return tensor.copyFrom(values);
        }

        private static float[] sum(Backend backend) {
            return new float[] {(float) backend.optimizer().sumOfSquares(tensor(backend, 1 << 20))};
        }

        private static float[] optimizers(Backend backend) {
            Tensor p = tensor(backend, 1 << 16);
            backend.optimizer()
                    .adam(
                            p,
                            tensor(backend, 1 << 16),
                            tensor(backend, 1 << 16),
                            new Scope(backend).allocate("v", 1 << 16),
                            0.5,
                            0.5,
                            0.5,
                            0.25,
                            0.25,
                            0.5,
                            2);
            backend.optimizer().sgd(p, tensor(backend, 1 << 16), tensor(backend, 1 << 16), 0.5, true, 0.25, 0.5);
            backend.optimizer()
                    .rmsProp(
                            p,
                            tensor(backend, 1 << 16),
                            new Scope(backend).allocate("v", 1 << 16),
                            0.5,
                            0.5,
                            0.25,
                            0.5);
            backend.optimizer().addNormal(p, 3, 0.5);
            backend.optimizer().scale(p, 0.5f);
            backend.optimizer().clamp(p, 0.125f);
            return p.toArray();
        }

        private static float[] dense(Backend backend) {
            Tensor y = new Scope(backend).allocate("y", T, N, H);
            backend.dense().forward(tensor(backend, T, N, I), tensor(backend, I, H), tensor(backend, H), y);
            Tensor dx = new Scope(backend).allocate("dx", T, N, I);
            backend.dense()
                    .backward(
                            tensor(backend, T, N, I),
                            tensor(backend, I, H),
                            y,
                            dx,
                            tensor(backend, I, H),
                            tensor(backend, H));
            return dx.toArray();
        }

        private static float[] dropout(Backend backend) {
            Tensor y = new Scope(backend).allocate("y", T, N, H);
            backend.dropout().apply(tensor(backend, T, N, H), 5, 0.5, y);
            return y.toArray();
        }

        private static int[] ids() {
            int[] ids = new int[T * N];
            Arrays.setAll(ids, k -> k * 31 % 50 - 1);
            return ids;
        }

        private static float[] embedding(Backend backend) {
            Tensor y = new Scope(backend).allocate("y", T, N, H);
            backend.embedding().forward(tensor(backend, 50, H), ids(), y);
            Tensor dw = new Scope(backend).allocate("dw", 50, H);
            backend.embedding().backward(ids(), y, dw);
            return dw.toArray();
        }

        private static float[] loss(Backend backend) {
            Tensor dLogits = new Scope(backend).allocate("dLogits", T, N, 50);
            backend.crossEntropy().compute(tensor(backend, T, N, 50), ids(), dLogits);
            return dLogits.toArray();
        }

        private static RecurrentWeights weights(Backend backend) {
            return new RecurrentWeights(tensor(backend, I, 3, H), tensor(backend, H, 3, H), tensor(backend, 4, H));
        }

        /** Computes with a kernel and a workspace that are unreachable after their last call. */
        private static float[] gru(Backend backend, boolean masked) {
            RecurrentKernel kernel =
                    backend.recurrentKernel(new RecurrentDims(RecurrentCell.GRU_AFTER, T, N, I, H, true, true));
            RecurrentWorkspace workspace = kernel.allocateWorkspace();
            Tensor dx = new Scope(backend).allocate("dx", T, N, I);
            boolean masks = masked && !"primitive".equals(System.getProperty("gru4j.strategy"));
            kernel.forward(
                    weights(backend),
                    tensor(backend, T, N, I),
                    tensor(backend, 1, N, H),
                    LENGTHS,
                    masks ? new GruMasks(tensor(backend, N, H), tensor(backend, T, N, H)) : null,
                    new Scope(backend).allocate("y", T, N, H),
                    new Scope(backend).allocate("sT", 1, N, H),
                    workspace);
            kernel.backward(
                    tensor(backend, T, N, H),
                    tensor(backend, 1, N, H),
                    weights(backend),
                    dx,
                    new Scope(backend).allocate("ds0", 1, N, H),
                    workspace);
            return dx.toArray();
        }

        private static float[] inference(Backend backend) {
            Tensor y = new Scope(backend).allocate("y", T, N, H);
            backend.recurrentKernel(new RecurrentDims(RecurrentCell.GRU_BEFORE, T, N, I, H, false, false))
                    .forward(
                            new RecurrentWeights(
                                    tensor(backend, I, 3, H), tensor(backend, H, 3, H), tensor(backend, 3, H)),
                            tensor(backend, T, N, I),
                            null,
                            LENGTHS,
                            null,
                            y,
                            tensor(backend, 1, N, H),
                            null);
            return y.toArray();
        }

        private static float[] loop(Backend backend) {
            RecurrentKernel kernel =
                    backend.recurrentKernel(new RecurrentDims(RecurrentCell.GRU_AFTER, T, N, I, H, false, true));
            Tensor dx = new Scope(backend).allocate("dx", T, N, I);
            NativeLoop.training(
                    kernel,
                    weights(backend),
                    tensor(backend, T, N, I),
                    tensor(backend, T, N, H),
                    tensor(backend, 1, N, H),
                    tensor(backend, T, N, H),
                    weights(backend),
                    dx,
                    kernel.allocateWorkspace(),
                    5);
            return dx.toArray();
        }

        private static RecurrentWeights weights(Backend backend, RecurrentCell cell) {
            return new RecurrentWeights(
                    tensor(backend, I, cell.gates(), H),
                    tensor(backend, H, cell.gates(), H),
                    tensor(backend, cell.biasRows(), H));
        }

        private static float[] rnn(Backend backend, RecurrentCell cell) {
            RecurrentKernel kernel = backend.recurrentKernel(new RecurrentDims(cell, T, N, I, H, false, true));
            RecurrentWorkspace workspace = kernel.allocateWorkspace();
            Tensor dx = new Scope(backend).allocate("dx", T, N, I);
            kernel.forward(
                    weights(backend, cell),
                    tensor(backend, T, N, I),
                    tensor(backend, cell.states(), N, H),
                    LENGTHS,
                    null,
                    new Scope(backend).allocate("y", T, N, H),
                    new Scope(backend).allocate("sT", cell.states(), N, H),
                    workspace);
            kernel.backward(tensor(backend, T, N, H), null, weights(backend, cell), dx, null, workspace);
            return dx.toArray();
        }

        private static float[] predictor(Backend backend) {
            float[][] sequence = new float[T][I];
            return new Predictor(new Sequential(MODEL, backend, 1)).predict(sequence)[T - 1];
        }

        private static float[] stream(Backend backend) {
            SequenceStream stream = new Sequential(MODEL, backend, 1).newStream();
            float[] output = new float[H];
            for (int t = 0; t < T; t++) {
                stream.step(new float[I], output);
            }
            return output;
        }
    }

    @TempDir
    Path directory;

    /**
     * Compiles all code at first use, because compiled code forgets a reference as soon as it is not needed any more.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xcomp -Dgru4j.strategy=panel",
                "-Xcomp -Dgru4j.strategy=primitive",
                "-Xmixed -Dgru4j.strategy=panel",
                "-Xmixed -Dgru4j.strategy=primitive"
            })
    void nothingIsCollectedUnderACall(String options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(options.split(" ")));
        all.addAll(List.of("-Xmx200m", "-Dgru4j.leaks=off", "-XX:ErrorFile=" + directory.resolve("hs_err.log")));
        assertEquals(
                "wrong 0",
                ChildJvm.run(directory, all, Program.class, System.getProperty("gru4j.collector.seconds", "3"))
                        .strip());
    }
}
