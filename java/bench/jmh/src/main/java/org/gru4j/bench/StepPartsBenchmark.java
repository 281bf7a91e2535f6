package org.gru4j.bench;

import java.util.concurrent.TimeUnit;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.measure.GruShape;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Measures the parts of a training step other than the matrix products of its layers, each part by itself. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class StepPartsBenchmark {
    @Param({"onednn", "reference"})
    private String backend;

    /** The shape as TxNxVxE. V is the number of classes and the size of the vocabulary. */
    @Param("32x64x100x64")
    private String shape;

    @Param("230000")
    private int parameters;

    private Backend on;
    private org.gru4j.tensor.Scope scope;
    private int[] ids;
    private Tensor logits;
    private Tensor dLogits;
    private Tensor w;
    private Tensor dw;
    private Tensor y;
    private Tensor dy;
    private Tensor p;
    private Tensor g;
    private Tensor m;
    private Tensor v;
    private long step;

    @Setup
    public void open() {
        GruShape dims = GruShape.parse(shape); // of T, N, V, E
        on = Backends.named(backend);
        scope = new org.gru4j.tensor.Scope(on);
        CounterRandom random = new CounterRandom(1, 0, 1);
        ids = new int[dims.steps() * dims.batch()];
        for (int k = 0; k < ids.length; k++) {
            ids[k] = (int) (random.uniform(k) * dims.inputs());
        }
        logits = random("logits", dims.steps(), dims.batch(), dims.inputs());
        dLogits = scope.allocate("dLogits", dims.steps(), dims.batch(), dims.inputs());
        w = random("w", dims.inputs(), dims.hidden());
        dw = scope.allocate("dw", dims.inputs(), dims.hidden());
        y = scope.allocate("y", dims.steps(), dims.batch(), dims.hidden());
        dy = random("dy", dims.steps(), dims.batch(), dims.hidden());
        p = random("p", parameters);
        g = random("g", parameters);
        m = scope.allocate("m", parameters);
        v = scope.allocate("v", parameters);
    }

    private Tensor random(String name, int... dims) {
        Tensor tensor = scope.allocate(name, dims);
        CounterRandom random = new CounterRandom(1, 0, name.hashCode());
        float[] values = new float[tensor.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) random.normal(k);
        }
        return tensor.copyFrom(values);
    }

    @TearDown
    public void close() {
        scope.close();
    }

    @Benchmark
    public double loss() {
        return on.crossEntropy().compute(logits, ids, dLogits);
    }

    @Benchmark
    public void embeddingForward() {
        on.embedding().forward(w, ids, y);
    }

    @Benchmark
    public void embeddingBackward() {
        on.embedding().backward(ids, dy, dw);
    }

    @Benchmark
    public void adam() {
        on.optimizer().adam(p, g, m, v, 0.9, 0.999, 1e-8, 0, 0, 1e-9, ++step);
    }

    @Benchmark
    public void rmsProp() {
        on.optimizer().rmsProp(p, g, v, 0.9, 1e-8, 0, 1e-9);
    }

    @Benchmark
    public void dropout() {
        on.dropout().apply(dy, ++step, 0.3, y);
    }

    /** Adds noise with a deviation of 0, so that the gradients do not change. */
    @Benchmark
    public void gradientNoise() {
        on.optimizer().addNormal(g, ++step, 0);
    }

    /** Computes the norm and scales by 1, so that the gradients do not change. */
    @Benchmark
    public double clip() {
        double norm = on.optimizer().sumOfSquares(g);
        on.optimizer().scale(g, 1);
        return norm;
    }

    @Benchmark
    public void zeroGradients() {
        g.zero(0, parameters);
    }
}
