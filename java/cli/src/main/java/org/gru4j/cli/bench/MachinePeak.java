package org.gru4j.cli.bench;

import org.gru4j.backend.Backend;
import org.gru4j.measure.Contestant;
import org.gru4j.measure.Samples;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;

/** The machine's peak rate during a benchmark: the backend's product of two square matrices, sampled repeatedly. */
final class MachinePeak implements AutoCloseable {
    private static final int SIZE = 1024;
    private static final double FLOPS = 2.0 * SIZE * SIZE * SIZE;

    private final Scope scope;
    private final Contestant product;
    private Samples samples = new Samples();

    MachinePeak(Backend backend) {
        scope = new Scope(backend);
        Tensor x = scope.allocate("x", 1, SIZE, SIZE).fill(0.5f);
        Tensor w = scope.allocate("w", SIZE, SIZE).fill(0.25f);
        Tensor y = scope.allocate("y", 1, SIZE, SIZE);
        product = Contestant.of(() -> backend.dense().forward(x, w, null, y));
    }

    void sample() {
        samples.add(product.run(1));
    }

    /** Returns the median of the floating-point operations per second since the last call. */
    double takeFlops() {
        double flops = FLOPS / samples.median();
        samples = new Samples();
        return flops;
    }

    @Override
    public void close() {
        scope.close();
    }
}
