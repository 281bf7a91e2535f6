package org.gru4j.cli.bench;

import java.util.stream.IntStream;
import org.gru4j.measure.Contestant;
import org.gru4j.measure.Samples;

/** Measures memory bandwidth with the triad a = b + s·c of the STREAM benchmark, on arrays larger than all caches. */
final class MemoryBandwidth {
    private static final int FLOATS_PER_THREAD = 8 << 20;
    private static final int REPETITIONS = 10;

    private MemoryBandwidth() {}

    /**
     * Returns the bytes per second that {@code threads} threads move together: the best of several tries, counted as in
     * STREAM.
     */
    static double measure(int threads) {
        float[][][] arrays = new float[threads][3][FLOATS_PER_THREAD];
        Samples samples = new Samples();
        samples.add(Contestant.of(() -> triads(arrays)).run(REPETITIONS));
        return 3.0 * Float.BYTES * FLOATS_PER_THREAD * threads / samples.min();
    }

    private static void triads(float[][][] arrays) {
        Thread[] threads = IntStream.range(0, arrays.length)
                .mapToObj(k -> new Thread(() -> triad(arrays[k][0], arrays[k][1], arrays[k][2], 3)))
                .toArray(Thread[]::new);
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    private static void triad(float[] a, float[] b, float[] c, float scalar) {
        for (int k = 0; k < a.length; k++) {
            a[k] = b[k] + scalar * c[k];
        }
    }
}
