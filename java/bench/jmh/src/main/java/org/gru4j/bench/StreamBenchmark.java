package org.gru4j.bench;

import java.util.concurrent.TimeUnit;
import org.gru4j.backend.Backends;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.SequenceStream;
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

/** Measures the steps per second of streams that share a model, one stream per thread. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
public class StreamBenchmark {
    /** The model that all threads share. */
    @State(Scope.Benchmark)
    public static class Model {
        @Param({"onednn", "reference"})
        private String backend;

        /** I and H of the layer. */
        @Param({"64", "256"})
        private int size;

        /**
         * The classes of a dense layer after the GRU, and the size of the vocabulary of an embedding before it; 0 for
         * the GRU alone.
         */
        @Param({"0", "100"})
        private int classes;

        private Sequential model;

        @Setup
        public void open() {
            LayerSpec gru = LayerSpec.gru(GruSpec.of(size, size));
            model = new Sequential(
                    classes == 0
                            ? ModelSpec.of(gru)
                            : ModelSpec.of(LayerSpec.embedding(classes, size), gru, LayerSpec.dense(size, classes)),
                    Backends.named(backend),
                    1);
        }

        @TearDown
        public void close() {
            model.close();
        }
    }

    /** The stream and the buffers of one thread. */
    @State(Scope.Thread)
    public static class Session {
        private SequenceStream stream;
        private float[] features;
        private float[] output;
        private int token;

        /**
         * Opened for each iteration, because streams must be closed before the model, which is closed after the trial.
         */
        @Setup(Level.Iteration)
        public void open(Model model) {
            stream = model.model.newStream();
            features = new float[model.size];
            output = new float[model.model.spec().outputFeatures()];
        }

        @TearDown(Level.Iteration)
        public void close() {
            stream.close();
        }

        private float[] step(int classes) {
            if (classes == 0) {
                stream.step(features, output);
            } else {
                token = (token + 1) % classes;
                stream.step(token, output);
            }
            return output;
        }
    }

    @Benchmark
    @Threads(1)
    public float[] oneThread(Model model, Session session) {
        return session.step(model.classes);
    }

    @Benchmark
    @Threads(2)
    public float[] twoThreads(Model model, Session session) {
        return session.step(model.classes);
    }
}
