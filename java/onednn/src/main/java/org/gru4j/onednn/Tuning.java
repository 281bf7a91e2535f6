package org.gru4j.onednn;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Properties;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Finds the faster strategy for a shape. It is measured once and stored in a properties file, which has one line for
 * each combination of shape, number of threads (after the current limit), oneDNN version and instruction set.
 * Thread-safe.
 */
final class Tuning {
    /**
     * The system property with the file's path. The default is {@code gru4j/strategies.properties} in the user's cache.
     */
    static final String FILE_PROPERTY = "gru4j.tuning.file";

    private static final int WARM_UP = 2;
    private static final int ROUNDS = 7;

    private static @Nullable Tuning shared;

    private final Path file;

    Tuning(Path file) {
        this.file = file;
    }

    /** Returns the shared instance. Its file is the one in the system property at the time of the first call. */
    static synchronized Tuning shared() {
        if (shared == null) {
            shared = new Tuning(defaultFile());
        }
        return shared;
    }

    private static Path defaultFile() {
        String property = System.getProperty(FILE_PROPERTY);
        if (property != null) {
            return Path.of(property);
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path directory =
                cache != null && !cache.isEmpty() ? Path.of(cache) : Path.of(System.getProperty("user.home"), ".cache");
        return directory.resolve("gru4j").resolve("strategies.properties");
    }

    /**
     * Returns the faster strategy for a kernel, from the file or measured now.
     *
     * @throws UncheckedIOException if the file can't be read or written
     * @throws IllegalStateException if it is not a properties file, or its value for these dims is not a strategy
     */
    synchronized Strategy fastest(OneDnnBackend backend, RecurrentDims dims) {
        String key = dims + " threads=" + backend.threadsNow() + " oneDNN " + NativeLibrary.oneDnnVersion() + " "
                + NativeLibrary.oneDnnIsa();
        Properties known = read();
        String found = known.getProperty(key);
        if (found != null) {
            return parse(key, found);
        }
        Strategy fastest = measure(backend, dims);
        known.setProperty(key, fastest.lowerCaseName());
        write(known);
        return fastest;
    }

    private Strategy parse(String key, String found) {
        for (Strategy strategy : new Strategy[] {Strategy.PRIMITIVE, Strategy.PANEL}) {
            if (strategy.lowerCaseName().equals(found)) {
                return strategy;
            }
        }
        throw new IllegalStateException(
                file + ": expected primitive or panel for '" + key + "' but got '" + found + "'");
    }

    private Properties read() {
        Properties known = new Properties();
        if (Files.exists(file)) {
            try (Reader in = Files.newBufferedReader(file)) {
                known.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(file + " can't be read: " + e.getMessage(), e);
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException(file + " is not a properties file: " + e.getMessage(), e);
            }
        }
        return known;
    }

    /** Replaces the file atomically, so that other processes never see a part of it. */
    private void write(Properties known) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            Files.createDirectories(directory);
            Path temporary = Files.createTempFile(directory, "strategies", ".tmp");
            try (Writer out = Files.newBufferedWriter(temporary)) {
                known.store(
                        out, "the faster strategy of each shape, as measured on this machine; delete to measure again");
            }
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be written: " + e.getMessage(), e);
        }
    }

    /** Compares the medians of interleaved passes. */
    private static Strategy measure(OneDnnBackend backend, RecurrentDims dims) {
        try (Trial primitive = new Trial(backend, dims, Strategy.PRIMITIVE);
                Trial panel = new Trial(backend, dims, Strategy.PANEL)) {
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                for (Trial trial : new Trial[] {primitive, panel}) {
                    long taken = trial.pass();
                    if (round >= 0) {
                        trial.nanoseconds[round] = taken;
                    }
                }
            }
            return median(primitive.nanoseconds) < median(panel.nanoseconds) ? Strategy.PRIMITIVE : Strategy.PANEL;
        }
    }

    private static long median(long[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** A kernel with one strategy, and the tensors that it runs on. */
    private static final class Trial implements AutoCloseable {
        /** What a training pass needs in addition. */
        private record Training(RecurrentWorkspace workspace, RecurrentWeights gradients, Tensor dy, Tensor dx) {}

        private final long[] nanoseconds = new long[ROUNDS];
        private final RecurrentDims dims;
        private final RecurrentKernel kernel;
        private final Scope scope;
        private final RecurrentWeights weights;
        private final Tensor x;
        private final Tensor y;
        private final Tensor sT;
        /** Null in inference. */
        private final @Nullable Training training;

        Trial(OneDnnBackend backend, RecurrentDims dims, Strategy strategy) {
            this.dims = dims;
            kernel = new NativeRecurrentKernel(backend, dims, strategy);
            scope = new Scope(backend);
            weights = allocateWeights("weights");
            x = scope.allocate("x", dims.steps(), dims.batch(), dims.inputSize());
            y = scope.allocate("y", dims.steps(), dims.batch(), dims.hiddenSize());
            sT = scope.allocate("sT", dims.cell().states(), dims.batch(), dims.hiddenSize());
            training = dims.training()
                    ? new Training(
                            kernel.allocateWorkspace(),
                            allocateWeights("gradients"),
                            scope.allocate("dy", dims.steps(), dims.batch(), dims.hiddenSize()),
                            scope.allocate("dx", dims.steps(), dims.batch(), dims.inputSize()))
                    : null;
        }

        private RecurrentWeights allocateWeights(String name) {
            return new RecurrentWeights(
                    scope.allocate(name + " W", dims.inputSize(), dims.cell().gates(), dims.hiddenSize()),
                    scope.allocate(name + " U", dims.hiddenSize(), dims.cell().gates(), dims.hiddenSize()),
                    scope.allocate(name + " b", dims.cell().biasRows(), dims.hiddenSize()));
        }

        /**
         * Runs one pass and returns its duration in nanoseconds. In training, the weights count as changed before it.
         */
        long pass() {
            if (training != null) {
                weights.w().written();
            }
            long start = System.nanoTime();
            kernel.forward(weights, x, null, null, null, y, sT, training == null ? null : training.workspace);
            if (training != null) {
                kernel.backward(training.dy, null, training.gradients, training.dx, null, training.workspace);
            }
            return System.nanoTime() - start;
        }

        @Override
        public void close() {
            if (training != null) {
                training.workspace.close();
            }
            kernel.close();
            scope.close();
        }
    }
}
