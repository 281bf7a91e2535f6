package org.gru4j.bench;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.gru4j.backend.Backends;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Predictor;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.GruSpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the requests per second of a service, in which Java threads share a model and each has its own predictor. On
 * k cores, 2·k or 8·k threads should have the same throughput as k.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 2)
public class CallersBenchmark {
    private static final int STEPS = 50;
    private static final int BATCH = 8;
    private static final int FEATURES = 32;
    private static final int CLASSES = 10;

    /** The model that all callers share. */
    @State(Scope.Benchmark)
    public static class Model {
        /** The threads that a call may use; 0 for the default number. */
        @Param({"1", "0"})
        private int threads;

        @Param({"64", "256"})
        private int hidden;

        private Sequential model;

        @Setup
        public void open() {
            model = new Sequential(
                    ModelSpec.of(LayerSpec.gru(GruSpec.of(FEATURES, hidden)), LayerSpec.dense(hidden, CLASSES)),
                    threads == 0 ? Backends.best() : Backends.best(threads),
                    1);
        }

        @TearDown
        public void close() {
            model.close();
        }
    }

    /** The predictor and the input of one caller. */
    @State(Scope.Thread)
    public static class Caller {
        private Predictor predictor;
        private float[][][] x;

        /**
         * Opened for each iteration, because predictors must be closed before the model, which is closed after the
         * trial.
         */
        @Setup(Level.Iteration)
        public void open(Model model) {
            predictor = new Predictor(model.model);
            Random random = new Random(1);
            x = new float[BATCH][][];
            for (int n = 0; n < BATCH; n++) {
                x[n] = new float[STEPS - 5 * n][FEATURES]; // sequences of different lengths
                for (float[] features : x[n]) {
                    for (int i = 0; i < FEATURES; i++) {
                        features[i] = random.nextFloat() - 0.5f;
                    }
                }
            }
        }

        @TearDown(Level.Iteration)
        public void close() {
            predictor.close();
        }
    }

    @Benchmark
    @Threads(2)
    public float[][][] twoCallers(Caller caller) {
        return caller.predictor.predict(caller.x);
    }

    @Benchmark
    @Threads(16)
    public float[][][] sixteenCallers(Caller caller) {
        return caller.predictor.predict(caller.x);
    }
}
