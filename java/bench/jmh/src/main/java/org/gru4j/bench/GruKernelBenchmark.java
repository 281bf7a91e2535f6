package org.gru4j.bench;

import java.util.concurrent.TimeUnit;
import org.gru4j.backend.Backends;
import org.gru4j.measure.GruShape;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.KernelFixture;
import org.gru4j.recurrent.ResetGate;
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

/** Measures a kernel of one layer and direction: a forward pass in inference, and forward and backward in training. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
public class GruKernelBenchmark {
    @Param({"onednn", "reference"})
    private String backend;

    @Param({"AFTER", "BEFORE"})
    private ResetGate resetGate;

    /** The shape as TxNxIxH. */
    @Param({"20x8x64x64", "50x64x256x256"})
    private String shape;

    private KernelFixture inference;
    private KernelFixture training;

    @Setup
    public void open() {
        GruShape dims = GruShape.parse(shape);
        inference = new KernelFixture(Backends.named(backend), new GruTask(dims, resetGate, false));
        training = new KernelFixture(Backends.named(backend), new GruTask(dims, resetGate, true));
    }

    @TearDown
    public void close() {
        inference.close();
        training.close();
    }

    @Benchmark
    public void infer() {
        inference.step();
    }

    @Benchmark
    public void train() {
        training.step();
    }
}
