package org.gru4j.measure;

/** What is measured, beside others. */
public interface Contestant {
    /**
     * Takes {@code count} steps after one that does not count: whoever ran before has left its own data in the caches.
     *
     * @return the seconds of each
     */
    double[] run(int count);

    /** A step of this process. */
    static Contestant of(Runnable step) {
        return count -> {
            double[] seconds = new double[count];
            step.run();
            for (int k = 0; k < count; k++) {
                long start = System.nanoTime();
                step.run();
                seconds[k] = (System.nanoTime() - start) * 1e-9;
            }
            return seconds;
        };
    }
}
